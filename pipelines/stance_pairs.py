"""Labelled paragraph × target pairs: what stance is learnt from and measured on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from models.encoder import Vectors
from models.news import STANCES
from models.stance import SIDES

NOT_ADDRESSED = "not addressed"
CLASSES: tuple[str, ...] = (*STANCES, NOT_ADDRESSED)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Feature rows (n, 2*dim), and for each its gold class (see CLASSES), target, article and wording.

    `wording` holds the sentences that name the target, its names marked: what baselines read.
    """

    features: Vectors
    classes: tuple[str, ...]
    targets: tuple[str, ...]
    articles: tuple[str, ...]
    wording: tuple[str, ...]

    @property
    def truth(self) -> NDArray[np.int64]:
        """Places in CLASSES (n,)."""
        return np.array([CLASSES.index(name) for name in self.classes], dtype=np.int64)

    def at(self, places: Sequence[int] | NDArray[np.int64]) -> Pairs:
        """The pairs at some places."""
        rows = [int(place) for place in places]
        columns = (self.classes, self.targets, self.articles, self.wording)
        classes, targets, articles, wording = (tuple(column[i] for i in rows) for column in columns)
        return Pairs(self.features[rows], classes, targets, articles, wording)

    @property
    def sides(self) -> Pairs:
        """The pairs whose actor is addressed."""
        return self.at(np.flatnonzero(self.truth < SIDES))


def folds_of(pairs: Pairs, count: int) -> NDArray[np.int64]:
    """The fold of each pair (n,); all pairs of an article are in one fold."""
    folds = np.empty(len(pairs.classes), dtype=np.int64)
    splitter = StratifiedGroupKFold(count)
    for fold, (_, own) in enumerate(splitter.split(pairs.features, pairs.classes, pairs.articles)):
        folds[own] = fold
    return folds
