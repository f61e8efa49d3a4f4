"""Assigning a paragraph to a theme: one pure function of its vector, at training and for ever after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .encoder import Vectors
from .news import OUTSIDE, ThemeState

# BLAS may round a product of many rows otherwise than that of one; beyond these digits nothing may differ.
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Theme:
    """What a theme is called and how a reader knows it. `seed` is true where a seed theme gave the name."""

    id: str
    name: str
    phrases: tuple[str, ...]
    size: int
    seed: bool


@dataclass(frozen=True, slots=True)
class Assignment:
    """A paragraph's theme id (or `outside`), the probability of just that answer, and the state."""

    theme: str
    probability: float
    state: ThemeState


@dataclass(frozen=True, slots=True)
class Themes:
    """Fitted themes.

    `centroids`: unit rows (k, dim). `core`: (k,) cosine from which a paragraph is a core member. `floor`: the cosine at
    which "outside" is as likely as the theme. `temperature`: cosine per unit of log-odds, fitted on paragraphs held out.
    """

    themes: tuple[Theme, ...]
    centroids: Vectors
    core: NDArray[np.float64]
    floor: float
    temperature: float

    def assign(self, vectors: Vectors) -> tuple[Assignment, ...]:
        """Assign unit rows of shape (n, dim); row i's answer depends on row i alone."""
        return tuple(self._one(row) for row in self.similarities(vectors))

    def similarities(self, vectors: Vectors) -> NDArray[np.float64]:
        """Cosines of shape (n, k), computed row by row so that company cannot change a digit."""
        centroids = self.centroids.astype(np.float64)
        rows = [np.round(centroids @ row.astype(np.float64), DIGITS) for row in vectors]
        return np.stack(rows) if rows else np.empty((0, len(centroids)))

    def name_of(self, theme_id: str) -> str:
        return next((theme.name for theme in self.themes if theme.id == theme_id), OUTSIDE)

    def _one(self, cosines: NDArray[np.float64]) -> Assignment:
        probabilities = softmax(np.append(cosines, self.floor) / self.temperature)
        best = int(probabilities.argmax())
        probability = round(float(probabilities[best]), 4)
        if best == len(self.themes):
            return Assignment(OUTSIDE, probability, "outside")
        return Assignment(self.themes[best].id, probability, "core" if cosines[best] >= self.core[best] else "assigned")


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of shape (..., n) from logits of the same shape."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def find_theme(themes: Sequence[Theme], name: str) -> Theme | None:
    """The theme of that name, if there is one."""
    return next((theme for theme in themes if theme.name == name), None)
