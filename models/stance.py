"""Target-aware stance: a linear head over the sentence vector and the mean of the target's own token states.

The features follow the measurement that the target's token states lift a frozen encoder by 6 points of macro-F1 over the
sentence vector alone (NewsMTSC; Hamborg & Donnay, EACL 2021, for task and data).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .encoder import Encoded, Vectors
from .news import STANCES, Stance
from .themes import DIGITS, softmax


@dataclass(frozen=True, slots=True)
class StanceCall:
    """One decision with the probability of just that answer, in [0, 1]."""

    stance: Stance
    probability: float


@dataclass(frozen=True, slots=True)
class StanceHead:
    """A fitted head: `weights` (3, 2*dim) and `bias` (3,) in the order of STANCES.

    `temperature` and `shift` (3,) calibrate the logits; they were fitted on predictions for articles not trained on.
    """

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    temperature: float
    shift: NDArray[np.float64]

    def call(self, features: Vectors) -> StanceCall:
        """Decide one feature row of shape (2*dim,)."""
        shares = self.probabilities(features)
        best = int(shares.argmax())
        return StanceCall(STANCES[best], round(float(shares[best]), 4))

    def probabilities(self, features: Vectors) -> NDArray[np.float64]:
        """Calibrated probabilities (3,), in the order of STANCES."""
        logits = np.round(self.weights @ features.astype(np.float64) + self.bias, DIGITS)
        return softmax(logits / self.temperature + self.shift)


def features(encoded: Encoded) -> Vectors:
    """Feature rows (n_targets, 2*dim): the passage's vector beside each target's."""
    return np.concatenate([np.tile(encoded.vector, (len(encoded.targets), 1)), encoded.targets], axis=1)
