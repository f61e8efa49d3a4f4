"""Strengths of the prior tried on folds of articles: what each says of the articles it was not fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.stance import SIDES, StanceHead, margin
from models.themes import softmax
from pipelines.stance_calibration import fit_addressed, fit_sides
from pipelines.stance_pairs import CLASSES, Pairs
from pipelines.stance_prior import Linear, fit_near

# From staying put to moving freely; what is between is chosen on articles held out.
STRENGTHS = (np.inf, 3000.0, 1000.0, 300.0, 100.0)


@dataclass(frozen=True, slots=True)
class Trial:
    """Logits (n, 4) of one strength for pairs of articles not trained on, and the log-loss (n,) of each."""

    strength: float
    logits: NDArray[np.float64]
    losses: NDArray[np.float64]


def linear(head: StanceHead) -> Linear:
    """A head without its calibration."""
    return Linear(head.weights, head.bias)


def try_strength(
    pairs: Pairs, folds: NDArray[np.int64], prior: Linear, strength: float, seen: NDArray[np.bool_] | None = None
) -> Trial:
    """What heads of one strength, each fitted on the other folds (on pairs `seen` (n,), if given), say of each fold."""
    truth = pairs.truth
    logits = np.empty((len(truth), len(CLASSES)))
    for fold in np.unique(folds):
        own = folds == fold
        rest = ~own if seen is None else ~own & seen
        logits[own] = fit_near(prior, pairs.features[rest], truth[rest], strength).logits(pairs.features[own])
    shares = softmax(logits)
    return Trial(strength, logits, -np.log(np.maximum(shares[np.arange(len(truth)), truth], 1e-12)))


def choose(trials: Sequence[Trial], seen: NDArray[np.bool_]) -> Trial:
    """The strongest prior whose held-out loss is within one standard error of the least: move only for a reason.

    The error is that of the paired difference (Breiman et al. 1984, the one-standard-error rule).
    """
    best = min(trials, key=lambda trial: float(trial.losses[seen].mean()))
    for trial in trials:  # from the strongest on
        gap = trial.losses[seen] - best.losses[seen]
        if gap.mean() <= gap.std() / np.sqrt(max(1, seen.sum())):
            return trial
    return best


def adapted_elsewhere(
    trials: Sequence[Trial], truth: NDArray[np.int64], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Probabilities (n, 3) of all pairs, strength and calibration of each fold chosen on the others."""
    return cross_calibrated(chosen_elsewhere(trials, folds), truth, folds)


def chosen_elsewhere(trials: Sequence[Trial], folds: NDArray[np.int64]) -> NDArray[np.float64]:
    """Logits (n, 4) of all pairs, the strength for each fold chosen on the others."""
    logits = np.empty_like(trials[0].logits)
    for fold in np.unique(folds):
        logits[folds == fold] = choose(trials, folds != fold).logits[folds == fold]
    return logits


def cross_calibrated(
    logits: NDArray[np.float64], truth: NDArray[np.int64], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Probabilities (n, 3), each fold calibrated on the other folds."""
    probabilities = np.empty((len(truth), SIDES))
    for fold in np.unique(folds):
        rest = (folds != fold) & (truth < SIDES)
        temperature, shift = fit_sides(logits[rest][:, :SIDES], truth[rest])
        probabilities[folds == fold] = softmax(logits[folds == fold][:, :SIDES] / temperature + shift)
    return probabilities


def cross_addressed(
    logits: NDArray[np.float64], truth: NDArray[np.int64], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The probability (n,) of being addressed, each fold's slope fitted on the other folds."""
    odds, found = margin(logits), np.empty(len(truth))
    for fold in np.unique(folds):
        rest = folds != fold
        slope, offset = fit_addressed(odds[rest], truth[rest] < SIDES)
        found[~rest] = 1.0 / (1.0 + np.exp(-(slope * odds[~rest] + offset)))
    return found
