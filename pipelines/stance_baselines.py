"""What stance is compared with in every run: always the most frequent stance, and words alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from models.news import STANCES
from models.stance import SIDES
from pipelines.stance_pairs import Pairs


def baselines(pairs: Pairs, folds: NDArray[np.int64]) -> tuple[list[str], list[str]]:
    """The majority, and TF-IDF of one and two words with the target's names replaced by a mark, of the addressed pairs."""
    majority, words = [""] * len(folds), [""] * len(folds)
    sides = pairs.truth < SIDES
    for fold in np.unique(folds):
        rest, own = pairs.at(np.flatnonzero((folds != fold) & sides)), np.flatnonzero(folds == fold)
        most = max(STANCES, key=rest.classes.count)
        for place, told in zip(own.tolist(), _by_words(rest, [pairs.wording[i] for i in own]), strict=True):
            majority[place], words[place] = most, told
    return majority, words


def _by_words(learnt: Pairs, asked: Sequence[str]) -> list[str]:
    if len(set(learnt.classes)) == 1:  # nothing to tell apart
        return [learnt.classes[0]] * len(asked)
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(C=10.0, max_iter=1000, class_weight="balanced"),
    )
    told: list[str] = model.fit(learnt.wording, learnt.classes).predict(asked).tolist()
    return told
