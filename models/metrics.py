"""Scores, each a pure function of labels or vectors."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from .discriminant import theme_means
from .encoder import Vectors


def macro_f1(gold: Sequence[str], called: Sequence[str], labels: Sequence[str]) -> float:
    """Unweighted mean of the F1 of each label, in [0, 1]."""
    return sum(class_f1(gold, called, labels).values()) / max(1, len(labels))


def class_f1(gold: Sequence[str], called: Sequence[str], labels: Sequence[str]) -> dict[str, float]:
    """F1 of each label, in [0, 1]; a label that never occurs counts 0."""
    if not len(gold):
        return dict.fromkeys(labels, 0.0)
    scores = f1_score(gold, called, labels=list(labels), average=None, zero_division=0.0)
    return {label: float(score) for label, score in zip(labels, scores, strict=True)}


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error in [0, 1]: mean |accuracy - confidence| over equal-width bins, weighted by their size.

    Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
    """
    rows = reliability(confidence, right, bins)
    return sum(n * abs(accuracy - mean) for mean, accuracy, n in rows) / max(1, len(confidence))


def reliability(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10
) -> list[tuple[float, float, int]]:
    """For each bin that holds anything: (mean confidence, accuracy, number of decisions)."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    filled = [place == k for k in range(bins) if (place == k).any()]
    return [(float(confidence[own].mean()), float(right[own].mean()), int(own.sum())) for own in filled]


def embedding_coherence(vectors: Vectors, filing: Sequence[str]) -> float:
    """Mean cosine of pairs of paragraphs that share a theme, averaged over themes, in [-1, 1]; 0 without such a pair."""
    scores = []
    for theme in sorted(set(filing)):
        own = vectors[[name == theme for name in filing]].astype(np.float64)
        if len(own) > 1:
            total = float(np.square(own.sum(axis=0)).sum())  # sum of all cosines, each row with itself included
            scores.append((total - len(own)) / (len(own) * (len(own) - 1)))
    return float(np.mean(scores)) if scores else 0.0


def silhouette(space: Vectors, filing: NDArray[np.int64], themes: int) -> float:
    """Mean silhouette of unit rows (n, dim) by cosine distance, in [-1, 1]; 0 where only one theme holds any.

    Rousseeuw, "Silhouettes", 1987. The mean cosine distance to a theme's members is the distance to their mean.
    """
    sizes = np.bincount(filing, minlength=themes)
    if (sizes > 0).sum() < 2:
        return 0.0
    cosines = space.astype(np.float64) @ theme_means(space, filing, themes).T
    own_size, at = sizes[filing], (np.arange(len(filing)), filing)
    own = 1.0 - (cosines[at] * own_size - 1.0) / np.maximum(1, own_size - 1)
    cosines[at] = -np.inf
    other = 1.0 - np.where(sizes > 0, cosines, -np.inf).max(axis=1)
    silhouettes = np.where(own_size > 1, (other - own) / np.maximum(own, other), 0.0)
    return float(silhouettes.mean())


def npmi_coherence(phrases: Sequence[Sequence[str]], texts: Sequence[str]) -> float:
    """Mean normalised pointwise mutual information of each theme's phrases by paragraph, in [-1, 1].

    Bouma, "Normalized (Pointwise) Mutual Information in Collocation Extraction", GSCL 2009.
    """
    lowered = [text.lower() for text in texts]
    scores = []
    for own in phrases:
        held = [np.array([phrase.lower() in text for text in lowered]) for phrase in own]
        scores += [_npmi(a, b) for i, a in enumerate(held) for b in held[i + 1 :]]
    return float(np.mean(scores)) if scores else 0.0


def _npmi(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    both = float((one & other).mean())
    if both == 0.0:
        return -1.0
    if both == 1.0:
        return 1.0
    return math.log(both / (one.mean() * other.mean())) / -math.log(both)


def diversity(phrases: Sequence[Sequence[str]]) -> float:
    """Share of the themes' phrases that stand under one theme only, in [0, 1]."""
    counts = Counter(phrase.casefold() for own in phrases for phrase in own)
    return sum(n == 1 for n in counts.values()) / max(1, sum(counts.values()))


@dataclass(frozen=True, slots=True)
class Risk:
    """Of the surest calls, a share `coverage` of all: the share `risk` that is wrong."""

    coverage: float
    risk: float


def risk_coverage(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> list[Risk]:
    """The risk-coverage curve (El-Yaniv and Wiener, JMLR 2010), one point for each distinct confidence, the surest first."""
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(~right[order])
    last = np.flatnonzero(np.append(np.diff(confidence[order]) != 0, True)) if len(order) else np.zeros(0, np.int64)
    return [Risk((i + 1) / len(order), float(wrong[i]) / (i + 1)) for i in last.tolist()]
