"""Fitting a linear head that stays near one it starts from, the nearer the fewer the labels.

Logistic regression with a Gaussian prior whose mean is the shipped head instead of zero (Chelba and Acero 2006,
"Adaptation of maximum entropy capitalizer: little data can help a lot").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from models.encoder import Vectors
from models.themes import softmax


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights (k, 2*dim) and bias (k,)."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def logits(self, features: Vectors) -> NDArray[np.float64]:
        """Logits (n, k)."""
        logits: NDArray[np.float64] = features.astype(np.float64) @ self.weights.T + self.bias
        return logits


def fit_near(prior: Linear, features: Vectors, truth: NDArray[np.int64], strength: float) -> Linear:
    """The head of least log-loss on pairs plus `strength` times half the squared distance from `prior`.

    Infinite strength gives the prior itself. Distances are in units of features of mean square one.
    """
    if np.isinf(strength) or not len(truth):
        return prior
    classes, columns = prior.weights.shape
    scale = np.sqrt(columns / 2)  # feature rows are two unit vectors side by side
    rows = np.concatenate([features.astype(np.float64) * scale, np.ones((len(features), 1))], axis=1)
    start = np.concatenate([prior.weights / scale, prior.bias[:, None]], axis=1)
    base, wanted = rows @ start.T, np.eye(classes)[truth]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        moved = flat.reshape(start.shape)
        shares = softmax(base + rows @ moved.T)
        own = -np.log(np.maximum(shares[np.arange(len(truth)), truth], 1e-300)).sum()
        slope = (shares - wanted).T @ rows + strength * moved
        return float(own + 0.5 * strength * np.square(moved).sum()), slope.ravel()

    best = minimize(loss, np.zeros(start.size), jac=True, method="L-BFGS-B", options={"maxiter": 200, "ftol": 1e-7}).x
    found = start + best.reshape(start.shape)
    return Linear(found[:, :-1] * scale, found[:, -1].copy())
