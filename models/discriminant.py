"""Which theme a vector belongs to: linear discriminants, learnt from a filing and exact in every batch.

Fisher's discriminants with a shrunken common covariance (Hastie, Tibshirani & Friedman, "The Elements of Statistical
Learning", 2nd ed., 4.3 and 18.3). Directions in which all themes scatter alike count for less than in a plain cosine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .encoder import Vectors

# How much of the covariance is replaced by an even one. Agreement with gold hardly hangs on it (docs/themes.md).
SHRINKAGE = 0.8
# Vectors are rounded to this grid. Products of such numbers, and sums of up to 8,192 of them, are exact in 64-bit floats,
# so that no order of summation, no batch and no processor can change a digit.
GRID = 2.0**20


@dataclass(frozen=True, slots=True)
class Discriminants:
    """Linear scores: `weights` (p, dim), each within [-1, 1], and `bias` (p,), both divided by `scale`.

    `owners` (p,) says which of k themes a discriminant speaks for, in rising order; a theme made of unlike parts has
    several, and its score is the highest of theirs.
    """

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    owners: NDArray[np.int64]
    scale: float = 1.0

    def scores(self, space: Vectors) -> NDArray[np.float64]:
        """Scores (n, k) of rows (n, dim) whose entries lie within [-1, 1]; a row's score depends on the row alone."""
        own: NDArray[np.float64] = exact_products(space, self.weights) + self.bias
        starts = np.flatnonzero(np.diff(self.owners, prepend=-1))
        best: NDArray[np.float64] = np.maximum.reduceat(own, starts, axis=1)
        return best

    def nearest(self, space: Vectors) -> NDArray[np.int64]:
        """The theme (n,) of the highest score."""
        best: NDArray[np.int64] = self.scores(space).argmax(axis=1)
        return best


def exact_products(rows: NDArray[np.floating], others: NDArray[np.floating]) -> NDArray[np.float64]:
    """Products (n, m) of rows (n, dim) and others (m, dim), entries within [-1, 1], rounded to GRID before they are made."""
    product: NDArray[np.float64] = (_on_grid(rows) @ _on_grid(others).T) / (GRID * GRID)
    return product


def discriminants(
    means: NDArray[np.float64], scatter: NDArray[np.float64], owners: NDArray[np.int64] | None = None
) -> Discriminants:
    """Discriminants for these means (p, dim) and a common scatter (dim, dim); `owners` (p,): the theme of each, 0 to k - 1.

    Without owners each mean is a theme's own.
    """
    weights: NDArray[np.float64] = np.linalg.solve(scatter, means.T).T.astype(np.float64)
    bias = -0.5 * (weights * means).sum(axis=1)
    scale = float(np.abs(weights).max()) or 1.0
    return Discriminants(weights / scale, bias / scale, np.arange(len(means)) if owners is None else owners, scale)


def theme_means(space: Vectors, filing: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Means (count, dim) of the rows (n, dim) filed under each theme; zeros where there are none."""
    sums = np.zeros((count, space.shape[1]))
    np.add.at(sums, filing, space.astype(np.float64))
    sizes = np.bincount(filing, minlength=count)
    means: NDArray[np.float64] = sums / np.maximum(1, sizes)[:, None]
    return means


def common_scatter(space: Vectors, filing: NDArray[np.int64], means: NDArray[np.float64]) -> NDArray[np.float64]:
    """The scatter (dim, dim) of rows around their theme's mean, shrunken towards an even one."""
    residuals = space.astype(np.float64) - means[filing]
    scatter = residuals.T @ residuals / max(1, len(space))
    even = float(np.trace(scatter)) / len(scatter) or 1.0
    shrunken: NDArray[np.float64] = (1.0 - SHRINKAGE) * scatter + SHRINKAGE * even * np.eye(len(scatter))
    return shrunken


def learn_discriminants(space: Vectors, filing: NDArray[np.int64], count: int) -> Discriminants:
    """Discriminants of a filing (n,) of rows (n, dim) into `count` themes."""
    means = theme_means(space, filing, count)
    return discriminants(means, common_scatter(space, filing, means))


def _on_grid(rows: NDArray[np.floating]) -> NDArray[np.float64]:
    grid: NDArray[np.float64] = np.rint(rows.astype(np.float64) * GRID)
    return grid
