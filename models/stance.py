"""Target-aware stance: a linear head over the paragraph's vector, the target's own token states and the words around it.

What each part is worth, measured on the sample corpus, stands in docs/stance.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .encoder import Encoded, Vectors
from .news import STANCES, Stance
from .themes import softmax
from .wording import Wording

# BLAS may round a product of many rows otherwise than that of one; beyond these digits nothing may differ.
DIGITS = 6


@dataclass(frozen=True, slots=True)
class StanceCall:
    """One decision with the probability of just that answer, in [0, 1]."""

    stance: Stance
    probability: float


@dataclass(frozen=True, slots=True)
class StanceHead:
    """A fitted head: `weights` (3, 2*dim) and `bias` (3,) in the order of STANCES, and the weights of words.

    `temperature` and `shift` (3,) calibrate the logits; they were fitted on predictions for articles not trained on.
    """

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    temperature: float
    shift: NDArray[np.float64]
    wording: Wording

    def call(self, features: Vectors, words: str) -> StanceCall:
        """Decide for one feature row (2*dim,) and the sentences that name the target (see `wording.around`)."""
        shares = self.probabilities(features, words)
        best = int(shares.argmax())
        return StanceCall(STANCES[best], round(float(shares[best]), 4))

    def probabilities(self, features: Vectors, words: str) -> NDArray[np.float64]:
        """Calibrated probabilities (3,), in the order of STANCES."""
        meaning = self.weights @ features.astype(np.float64) + self.bias
        logits = np.round(meaning + self.wording.logits([words])[0], DIGITS)
        return softmax(logits / self.temperature + self.shift)


def features(encoded: Encoded) -> Vectors:
    """Feature rows (n_targets, 2*dim): the passage's vector beside each target's."""
    return np.concatenate([np.tile(encoded.vector, (len(encoded.targets), 1)), encoded.targets], axis=1)
