"""Scores of answers, the same for every way, with bootstrap intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.stances.data import Shares
from models.metrics import calibration_error, class_f1
from models.news import STANCES

DRAWS, OUTSIDE = 1_000, 2.5
COVERAGES = (0.5, 0.7, 0.9)
DIGITS = 6

Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Score:
    """A figure in [0, 1] and its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over seeds. `area`: under the risk-coverage curve, the lower the better; `accepted`: accuracy at each of COVERAGES."""

    macro: Score
    micro: Score
    by_stance: dict[str, float]
    calibration: float
    area: float
    accepted: tuple[float, ...]


def score(gold: Sequence[str], groups: Sequence[str], seeds: Sequence[Shares], labels: Sequence[str]) -> Scores:
    """Score what a way said of the same items with each seed, probabilities (n, 3); intervals draw whole groups."""
    said = [calls(shares) for shares in seeds]
    counts = np.stack([group_counts(gold, called, groups, labels) for called in said])
    curves = [accepted(shares.max(axis=1), right(gold, called)) for shares, called in zip(seeds, said, strict=True)]
    by_stance = [class_f1(gold, called, labels) for called in said]
    errors = [
        calibration_error(shares.max(axis=1), right(gold, called)) for shares, called in zip(seeds, said, strict=True)
    ]
    return Scores(
        interval(counts, macro),
        interval(counts, micro),
        {label: float(np.mean([own[label] for own in by_stance])) for label in labels},
        float(np.mean(errors)),
        float(np.mean([1.0 - curve.mean() for curve in curves])),
        tuple(float(np.mean([at(curve, share) for curve in curves])) for share in COVERAGES),
    )


def calls(shares: Shares) -> list[str]:
    """The likeliest stance of each row; the first in the order of STANCES where digits tell no difference."""
    return [STANCES[k] for k in np.round(shares, DIGITS).argmax(axis=1)]


def right(gold: Sequence[str], called: Sequence[str]) -> NDArray[np.bool_]:
    """Which calls (n,) are true."""
    return np.array([one == other for one, other in zip(gold, called, strict=True)], dtype=np.bool_)


def group_counts(gold: Sequence[str], called: Sequence[str], groups: Sequence[str], labels: Sequence[str]) -> Counts:
    """For each group, in the order of their names, how often each label (rows) was called each (columns): (g, k, k)."""
    place = {label: k for k, label in enumerate(labels)}
    row = {group: k for k, group in enumerate(sorted(set(groups)))}
    counts = np.zeros((len(row), len(labels), len(labels)))
    for group, true, said in zip(groups, gold, called, strict=True):
        counts[row[group], place[true], place[said]] += 1
    return counts


def macro(counts: Counts) -> NDArray[np.float64]:
    """Macro-F1 (...) of tables (..., k, k); a label that neither occurs nor is called counts 0, as in `models.metrics`."""
    hits, both = np.diagonal(counts, axis1=-2, axis2=-1), counts.sum(axis=-1) + counts.sum(axis=-2)
    scores: NDArray[np.float64] = (2 * hits / np.maximum(both, 1.0)).mean(axis=-1)
    return scores


def micro(counts: Counts) -> NDArray[np.float64]:
    """Micro-F1 (...) of tables (..., k, k): with one label an item, accuracy."""
    hits = np.trace(counts, axis1=-2, axis2=-1)
    scores: NDArray[np.float64] = hits / np.maximum(counts.sum(axis=(-2, -1)), 1.0)
    return scores


def interval(counts: Counts, figure: Callable[[Counts], NDArray[np.float64]]) -> Score:
    """A figure's mean over seeds, of tables (seeds, groups, k, k), and percentiles of it over draws of groups (Efron 1979)."""
    groups, k = counts.shape[1:3]
    drawn = np.random.default_rng(0).multinomial(groups, np.full(groups, 1 / groups), size=DRAWS)
    tables = [(drawn @ own.reshape(groups, -1)).reshape(DRAWS, k, k) for own in counts]
    spread = np.mean([figure(table) for table in tables], axis=0)
    low, high = np.percentile(spread, (OUTSIDE, 100 - OUTSIDE))
    return Score(float(figure(counts.sum(axis=1)).mean()), float(low), float(high))


def accepted(confidence: NDArray[np.float64], true: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Accuracy (n,) of the k most certain answers, for each k (El-Yaniv and Wiener, JMLR 2010).

    Answers of one certainty share their accuracy, so that their order does not matter.
    """
    levels, place, sizes = np.unique(-np.round(confidence, DIGITS), return_inverse=True, return_counts=True)
    shared = np.bincount(place, weights=true, minlength=len(levels)) / sizes
    curve: NDArray[np.float64] = np.cumsum(np.repeat(shared, sizes)) / np.arange(1, len(true) + 1)
    return curve


def at(curve: NDArray[np.float64], coverage: float) -> float:
    """The accuracy where this share of answers is accepted."""
    return float(curve[max(1, math.ceil(coverage * len(curve))) - 1])
