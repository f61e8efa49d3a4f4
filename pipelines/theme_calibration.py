"""Making theme probabilities mean what they say: floor, margin, temperature, doubt and core, fitted on paragraphs held out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from models.encoder import Vectors
from models.themes import nearness, tempered

CORE_QUANTILE = 0.5
# How much of a batch of new articles is taken to lie outside all themes when probabilities are calibrated.
OUTSIDE_SHARE = 0.1
# The floor lies where between so much and so much of the corpus's own held-out paragraphs fall below it: a paragraph
# that is like no other is outside even where the background is so far off that it would teach a lower floor.
LEAST_BELOW, MOST_BELOW = 0.02, 0.04
# The odds for "inside" of the median held-out paragraph, where the background teaches no odds.
MEDIAN_ODDS = 99.0
LEAST_SPREAD = 0.01
DOUBTS = tuple(round(0.02 * step, 2) for step in range(16))
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """Paragraphs whose theme people named: texts, unit vectors (m, dim), theme ids."""

    texts: tuple[str, ...]
    vectors: Vectors
    ids: tuple[str, ...]

    def moved(self, became: Mapping[str, str]) -> Judged:
        """The same where a person has put one theme in another's place."""
        return replace(self, ids=tuple(became.get(own, own) for own in self.ids))


@dataclass(frozen=True, slots=True)
class Sureness:
    """How scores become probabilities: see `models.themes.tempered`."""

    temperature: float
    doubt: float


@dataclass(frozen=True, slots=True)
class Floor:
    """The nearness at which "outside" is as likely as not, and nearness per unit of log-odds there.

    `taught_by`: "background" where texts off the beat taught it; "corpus" where these lie amid the corpus, so that only
    the spread of its own held-out paragraphs tells what is far.
    """

    floor: float
    margin: float
    taught_by: Literal["background", "corpus"]


def fit_sureness(scores: NDArray[np.float64], filing: NDArray[np.int64]) -> Sureness:
    """Temperature and doubt of the least log-loss of the filing (n,) given held-out scores (n, k)."""
    losses = {doubt: _best_temperature(scores, filing, doubt) for doubt in DOUBTS}
    doubt = min(losses, key=lambda own: (losses[own][1], own))
    return Sureness(losses[doubt][0], doubt)


def _best_temperature(scores: NDArray[np.float64], filing: NDArray[np.int64], doubt: float) -> tuple[float, float]:
    """The temperature of the least log-loss at this doubt, and that loss."""
    own = np.arange(len(filing))

    def loss(log_temperature: float) -> float:
        shares = tempered(scores, float(np.exp(log_temperature)), doubt)
        return -float(np.log(np.maximum(shares[own, filing], 1e-12)).mean())

    best = minimize_scalar(loss, bounds=(np.log(1e-4), np.log(10.0)), method="bounded")
    return round(float(np.exp(best.x)), 6), round(float(best.fun), 9)


def fit_floor(near: NDArray[np.float64], far: NDArray[np.float64]) -> Floor:
    """Floor and margin from the nearness of held-out paragraphs (n,) and of background texts (m,)."""
    lowest, highest, median = np.quantile(near, (LEAST_BELOW, MOST_BELOW, 0.5))
    spread = max(float(median - highest), LEAST_SPREAD) / np.log(MEDIAN_ODDS)
    if np.median(far) >= highest:
        return Floor(round(float(highest), 6), round(float(spread), 6), "corpus")
    curve = _logistic(near, far)
    slope, start = float(curve.coef_[0, 0]), float(curve.intercept_[0])
    floor = float(np.clip(-start / slope, lowest, highest))
    return Floor(round(floor, 6), round(min(1.0 / slope, float(spread)), 6), "background")


def _logistic(near: NDArray[np.float64], far: NDArray[np.float64]) -> LogisticRegression:
    """The background weighs OUTSIDE_SHARE of the whole, whatever its size."""
    inside = np.concatenate([np.ones(len(near)), np.zeros(len(far))])
    weights = np.where(inside == 1, (1 - OUTSIDE_SHARE) / len(near), OUTSIDE_SHARE / len(far)) * len(inside)
    return LogisticRegression(C=1e4).fit(np.concatenate([near, far])[:, None], inside, sample_weight=weights)


def held_out_nearness(
    vectors: Vectors, folds: NDArray[np.int64], exemplars: NDArray[np.int64], nearest: int = NEAREST
) -> NDArray[np.float64]:
    """Nearness (n,) of each paragraph to the exemplars (indices of rows) that stand in other articles' folds."""
    near = np.empty(len(vectors))
    for fold in np.unique(folds):
        inside = folds == fold
        rest = exemplars[folds[exemplars] != fold]
        near[inside] = nearness(vectors[inside], vectors[rest if len(rest) else exemplars], nearest)
    return near


def judged_scores(
    texts: Sequence[str], held: NDArray[np.float64], judged: Judged, scores: NDArray[np.float64], ids: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Scores (m, k) and theme index (m,) of the paragraphs judged to be of one of these themes.

    Paragraphs that stand in the corpus helped to make the themes, so theirs are the held-out scores.
    """
    place = {text: i for i, text in enumerate(texts)}
    rows = [i for i, own in enumerate(judged.ids) if own in ids]
    found = [held[place[judged.texts[i]]] if judged.texts[i] in place else scores[i] for i in rows]
    index = np.array([ids.index(judged.ids[i]) for i in rows], dtype=np.int64)
    return np.array(found).reshape(len(rows), len(ids)), index


def core_scores(held: NDArray[np.float64], filing: NDArray[np.int64]) -> NDArray[np.float64]:
    """The score (k,) from which a paragraph is a core member: the median of the theme's held-out members."""
    own = held[np.arange(len(filing)), filing]
    return np.array(
        [
            np.quantile(own[filing == k], CORE_QUANTILE).round(6) if (filing == k).any() else np.inf
            for k in range(held.shape[1])
        ]
    )
