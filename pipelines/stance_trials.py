"""Strengths of the prior tried on folds of articles: what each says of the articles it was not fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.stance import Calibration, StanceCall, StanceHead, called
from models.themes import softmax
from pipelines.config import StanceConfig
from pipelines.stance_calibration import calibrate
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


def chosen_elsewhere(
    trials: Sequence[Trial], folds: NDArray[np.int64], seen: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    """Logits (n, 4) of all pairs, the strength for each fold chosen on the others (on pairs `seen` (n,), if given)."""
    logits = np.empty_like(trials[0].logits)
    for fold in np.unique(folds):
        rest = folds != fold if seen is None else (folds != fold) & seen
        logits[folds == fold] = choose(trials, rest).logits[folds == fold]
    return logits


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of n pairs: probabilities (n, 3) of the sides, that of being addressed (n,), and what they come to."""

    probabilities: NDArray[np.float64]
    addressed: NDArray[np.float64]
    calls: tuple[StanceCall, ...]

    def at(self, chosen: NDArray[np.bool_]) -> Said:
        """What is said of some of the pairs."""
        calls = tuple(call for call, own in zip(self.calls, chosen.tolist(), strict=True) if own)
        return Said(self.probabilities[chosen], self.addressed[chosen], calls)


def said(calibration: Calibration, logits: NDArray[np.float64]) -> Said:
    """What calibrated logits (n, 4) say."""
    shares = calibration.sides(logits)
    return Said(shares, calibration.addressed(logits), tuple(called(calibration, row) for row in shares))


def cross_calibrated(
    logits: NDArray[np.float64],
    truth: NDArray[np.int64],
    folds: NDArray[np.int64],
    config: StanceConfig,
    seen: NDArray[np.bool_] | None = None,
) -> Said:
    """What is said of all pairs, each fold calibrated on the other folds (on pairs `seen` (n,), if given), options and all."""
    parts = []
    for fold in np.unique(folds):
        own = folds == fold
        rest = ~own if seen is None else ~own & seen
        calibration = calibrate(logits[rest], truth[rest], config.coverage, config.sure)
        parts.append((own, said(calibration, logits[own])))
    return gathered(parts)


def gathered(parts: Sequence[tuple[NDArray[np.bool_], Said]]) -> Said:
    """What was said of parts of the pairs, each given by its mask (n,), as one in the order of the pairs."""
    order = np.argsort(np.concatenate([np.flatnonzero(mask) for mask, _ in parts]))
    calls = [call for _, own in parts for call in own.calls]
    return Said(
        np.concatenate([own.probabilities for _, own in parts])[order],
        np.concatenate([own.addressed for _, own in parts])[order],
        tuple(calls[place] for place in order.tolist()),
    )
