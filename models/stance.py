"""Target-aware stance: a linear head over a paragraph's vector and the target's own token states, both from the stance encoder.

Two decisions: is the actor addressed at all, and if so, which side is taken. What each part is worth stands in docs/stance.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .encoder import Encoded, Vectors
from .news import STANCES, UNSURE, Called, Stance
from .themes import softmax

# BLAS may round a product of many rows otherwise than that of one; beyond these digits nothing may differ.
DIGITS = 6
SIDES = len(STANCES)


@dataclass(frozen=True, slots=True)
class StanceCall:
    """One decision. `stance` is `leaning`, or `unsure` where `probability`, that of the leaning, is too low to say so.

    `options`: the stances that cannot be ruled out at the stated coverage, the likeliest first; empty where none is stated.
    """

    stance: Called
    leaning: Stance
    probability: float
    options: tuple[Stance, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What makes logits honest, fitted on predictions for articles not trained on.

    Sides: softmax(logits / `temperature` + `shift` (3,)). Addressed: sigmoid(`slope` · margin + `offset`), where the margin
    is how far the sides together outweigh the fourth logit. `limits` (3,): the probability below which a stance is ruled
    out at `coverage` (class-conditional conformal sets, Vovk 2012). `sure`: below it the call is `unsure`.
    """

    temperature: float
    shift: NDArray[np.float64]
    slope: float = 1.0
    offset: float = 0.0
    limits: NDArray[np.float64] | None = None
    coverage: float = 0.0
    sure: float = 0.0

    def sides(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities (..., 3) in the order of STANCES, of logits (..., 3 or 4)."""
        return softmax(logits[..., :SIDES] / self.temperature + self.shift)

    def addressed(self, logits: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability (...,) that the actor is addressed; 1 for a head of three logits, which does not ask."""
        if logits.shape[-1] == SIDES:
            return np.ones(logits.shape[:-1])
        turned: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(self.slope * margin(logits) + self.offset)))
        return turned


@dataclass(frozen=True, slots=True)
class StanceHead:
    """A fitted head: `weights` (3 or 4, 2*dim) and `bias`, in the order of STANCES, then `not addressed`."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    calibration: Calibration

    def call(self, features: Vectors) -> StanceCall | None:
        """Decide for one feature row (2*dim,); None where the actor is named but not addressed."""
        logits = self.logits(features)
        if self.calibration.addressed(logits) < 0.5:
            return None
        return called(self.calibration, self.calibration.sides(logits))

    def logits(self, features: Vectors) -> NDArray[np.float64]:
        """Logits (3 or 4,) before calibration."""
        logits: NDArray[np.float64] = np.round(self.weights @ features.astype(np.float64) + self.bias, DIGITS)
        return logits


def called(calibration: Calibration, shares: NDArray[np.float64]) -> StanceCall:
    """The call that calibrated probabilities (3,) come to."""
    ranked = sorted(range(SIDES), key=lambda k: (-shares[k], k))
    best = ranked[0]
    probability = round(float(shares[best]), 4)
    stance: Called = STANCES[best] if probability >= calibration.sure else UNSURE
    return StanceCall(stance, STANCES[best], probability, _options(calibration, shares, ranked))


def _options(calibration: Calibration, shares: NDArray[np.float64], ranked: list[int]) -> tuple[Stance, ...]:
    """The likeliest stance stands among them in any case: an empty set would tell nothing."""
    if calibration.limits is None:
        return ()
    limits = calibration.limits
    return tuple(STANCES[k] for k in ranked if k == ranked[0] or shares[k] >= limits[k])


def margin(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the three sides together outweigh `not addressed`: log-odds (...,) of logits (..., 4)."""
    sides: NDArray[np.float64] = np.logaddexp.reduce(logits[..., :SIDES], axis=-1) - logits[..., SIDES]
    return sides


def features(encoded: Encoded) -> Vectors:
    """Feature rows (n_targets, 2*dim): the passage's vector beside each target's."""
    return np.concatenate([np.tile(encoded.vector, (len(encoded.targets), 1)), encoded.targets], axis=1)
