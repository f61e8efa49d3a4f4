"""The learning curve of a user's labels: what fewer of them would have brought, and what more may bring."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.metrics import macro_f1
from models.news import STANCES
from models.stance import SIDES, StanceHead
from pipelines.config import StanceConfig
from pipelines.stance_fit import MIN_PAIRS
from pipelines.stance_pairs import Pairs, folds_of
from pipelines.stance_trials import Said, chosen_elsewhere, cross_calibrated, linear, said, try_strength

SHARES = (0.0, 0.25, 0.5, 1.0)
# A rougher choice than that of the final fit: a curve needs many fits.
STRENGTHS = (np.inf, 1000.0, 300.0)
STEP = 0.01
# Below this a doubling's gain is noise: about a third of one standard error of macro-F1 on a thousand pairs.
NOISE = 0.005


@dataclass(frozen=True, slots=True)
class Point:
    """`pairs`: how many labelled pairs were learnt from; `macro_f1` of the sides, on articles held out."""

    pairs: int
    macro_f1: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Points from no label (the shipped stance) to all of them, and in words what more would bring."""

    points: tuple[Point, ...]
    told: str

    @property
    def last_doubling(self) -> float:
        """What the second half of the labels brought."""
        return self.points[-1].macro_f1 - self.points[-2].macro_f1


def learning_curve(pairs: Pairs, shipped: StanceHead, config: StanceConfig) -> Curve:
    """Macro-F1 on articles held out, for growing shares of the other articles."""
    folds = folds_of(pairs, config.folds)
    points = tuple(_point(pairs, folds, shipped, share, config) for share in SHARES)
    return Curve(points, _told(points))


def _point(pairs: Pairs, folds: NDArray[np.int64], shipped: StanceHead, share: float, config: StanceConfig) -> Point:
    """Whole articles are taken or left, always the same ones; too few labels would leave the head as shipped, here too."""
    seen = np.array([_place(article) < share for article in pairs.articles], dtype=bool)
    learnt_from = round(float(np.mean([(seen & (folds != fold)).sum() for fold in np.unique(folds)])))
    sides = pairs.truth < SIDES
    if learnt_from < MIN_PAIRS:
        own = said(shipped.calibration, linear(shipped).logits(pairs.features))
    else:
        own = _adapted(pairs, folds, shipped, seen, config)
    calls = [call.leaning for call in own.at(sides).calls]
    return Point(learnt_from, macro_f1(pairs.sides.classes, calls, STANCES))


def _adapted(
    pairs: Pairs, folds: NDArray[np.int64], shipped: StanceHead, seen: NDArray[np.bool_], config: StanceConfig
) -> Said:
    """What is said of each fold by heads whose fit, strength and calibration saw only `seen` pairs of the others."""
    trials = [try_strength(pairs, folds, linear(shipped), strength, seen) for strength in STRENGTHS]
    return cross_calibrated(chosen_elsewhere(trials, folds, seen), pairs.truth, folds, config, seen)


def _place(article: str) -> float:
    """A number in [0, 1) that an article always has."""
    return int(hashlib.sha256(article.encode()).hexdigest()[:8], 16) / 2**32


def _told(points: tuple[Point, ...]) -> str:
    gain = points[-1].macro_f1 - points[-2].macro_f1
    brought = (
        f"the second half of the labels ({points[-2].pairs} to {points[-1].pairs} pairs) brought {gain:+.3f} macro-F1"
    )
    if gain < NOISE:
        return f"{brought}, which is within noise: more of the same kind would not help measurably; label where calls are unsure"
    more = round(points[-1].pairs * (2 ** (STEP / gain) - 1), -1)
    return f"{brought}; if the next doubling brings as much, about {more:.0f} more labelled pairs bring another {STEP}"
