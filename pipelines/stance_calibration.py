"""Making held-out logits honest: a temperature and shift for the sides, a slope for `addressed`, conformal limits."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from models.stance import SIDES, Calibration, margin
from models.themes import softmax

PLAIN = Calibration(1.0, np.zeros(SIDES))


def calibrate(logits: NDArray[np.float64], truth: NDArray[np.int64], coverage: float, sure: float) -> Calibration:
    """Calibration fitted on logits (n, 4) of pairs not trained on; `truth` (n,) are places in CLASSES."""
    sides = truth < SIDES
    temperature, shift = fit_sides(logits[sides][:, :SIDES], truth[sides])
    slope, offset = fit_addressed(margin(logits), sides)
    shares = softmax(logits[sides][:, :SIDES] / temperature + shift)
    limits = conformal_limits(shares, truth[sides], coverage)
    return Calibration(temperature, shift, slope, offset, limits, coverage, sure)


def fit_sides(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> tuple[float, NDArray[np.float64]]:
    """Temperature and per-class shift (3,) of the least log-loss on held-out logits (n, 3); the last shift is zero.

    Temperature scaling with bias (Guo et al., ICML 2017): it keeps the order within a class and mends class shares. Of a
    class that does not occur nothing is known, so its shift is zero too; a single class says nothing at all.
    """
    present = np.unique(truth)
    if len(present) < 2:
        return PLAIN.temperature, PLAIN.shift

    def shifts(values: NDArray[np.float64]) -> NDArray[np.float64]:
        found = np.zeros(SIDES)
        found[present[:-1]] = values[1:]
        return found

    def loss(values: NDArray[np.float64]) -> float:
        shares = softmax(logits / np.exp(values[0]) + shifts(values))
        return -float(np.log(np.maximum(shares[np.arange(len(truth)), truth], 1e-12)).mean())

    best = minimize(
        loss, x0=np.zeros(len(present)), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-10, "maxiter": 5000}
    ).x
    return round(float(np.exp(best[0])), 6), np.round(shifts(best), 6)


def fit_addressed(margins: NDArray[np.float64], addressed: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset that turn margins (n,) into the probability of being addressed (Platt 1999).

    Labels of one kind alone tell nothing of the other: then the margin is taken as it is.
    """
    if addressed.all() or not addressed.any():
        return PLAIN.slope, PLAIN.offset
    # Platt's targets keep the slope finite where the two kinds part without an error.
    high, low = (addressed.sum() + 1) / (addressed.sum() + 2), 1 / ((~addressed).sum() + 2)
    wanted = np.where(addressed, high, low)

    def loss(values: NDArray[np.float64]) -> float:
        odds = np.exp(values[0]) * margins + values[1]  # never a falling slope
        return float(np.mean(np.logaddexp(0.0, odds) - wanted * odds))

    best = minimize(loss, x0=np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-10}).x
    return round(float(np.exp(best[0])), 6), round(float(best[1]), 6)


def conformal_limits(shares: NDArray[np.float64], truth: NDArray[np.int64], coverage: float) -> NDArray[np.float64]:
    """For each stance the probability below which it is ruled out, so that the true one stays in with `coverage`.

    Split-conformal, class by class (Vovk 2012): of n exchangeable pairs of a stance at most (n + 1)(1 - coverage) lie
    below. A stance with too few pairs to say so is never ruled out (0).
    """
    limits = np.zeros(SIDES)
    for side in range(SIDES):
        own = np.sort(shares[truth == side, side])
        below = math.floor(round((len(own) + 1) * (1.0 - coverage), 9))  # 10 * 0.1 is one, whatever floats say
        if below >= 1:
            limits[side] = own[below - 1]
    return limits
