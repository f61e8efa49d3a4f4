"""Assigning a paragraph to a theme: one pure function of its vector, at training and for ever after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .encoder import Vectors, unit
from .news import OUTSIDE, ThemeState

# BLAS may round a product of many rows otherwise than that of one; beyond these digits nothing may differ.
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Theme:
    """What a theme is called and how a reader knows it.

    `seed` is true where a seed theme gave the name; `parent` names the broader theme it lies in, where there is one.
    """

    id: str
    name: str
    phrases: tuple[str, ...]
    size: int
    seed: bool
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A paragraph's theme id (or `outside`), the probability of just that answer, and the state.

    `second` is the theme that would come next, with its own probability: for a paragraph outside, the likeliest theme;
    None where there is no other theme.
    """

    theme: str
    probability: float
    state: ThemeState
    second: str | None
    second_probability: float


@dataclass(frozen=True, slots=True)
class Themes:
    """Fitted themes: k themes, in a space of dim dimensions.

    Which theme: cosine to `prototypes` (k, dim), unit rows, after `center` (dim,) is taken off, since what all articles
    of a beat share tells no themes apart. Whether any: cosine to `anchors` (k, dim), unit rows as the encoder gives
    them, against `floor`, where "outside" is as likely as not; `margin` is cosine per unit of log-odds there, and
    `temperature` among themes. Floor, margin and temperature were fitted on paragraphs held out. `core`: (k,) cosine to
    the prototype from which a paragraph is a core member.
    """

    themes: tuple[Theme, ...]
    center: Vectors
    prototypes: Vectors
    anchors: Vectors
    core: NDArray[np.float64]
    floor: float
    margin: float
    temperature: float

    def assign(self, vectors: Vectors) -> tuple[Assignment, ...]:
        """Assign unit rows of shape (n, dim); row i's answer depends on row i alone."""
        return tuple(self._one(row) for row in vectors)

    def name_of(self, theme_id: str) -> str:
        return next((theme.name for theme in self.themes if theme.id == theme_id), OUTSIDE)

    def parent_of(self, theme_id: str) -> str | None:
        """The name of the broader theme that a theme lies in; None for one that stands alone, and for `outside`."""
        return next((theme.parent for theme in self.themes if theme.id == theme_id), None)

    def probabilities(self, vector: Vectors) -> NDArray[np.float64]:
        """Probabilities (k + 1,) of each theme and, last, of "outside", for one vector (dim,)."""
        inside = self._inside(vector)
        among = softmax(self._cosines(vector) / self.temperature)
        return np.append(inside * among, 1.0 - inside)

    def _one(self, vector: Vectors) -> Assignment:
        *shares, outside = self.probabilities(vector).tolist()
        best, *others = np.argsort(-np.array(shares), kind="stable").tolist()
        if outside > 0.5:
            return Assignment(OUTSIDE, round(outside, 4), "outside", self.themes[best].id, round(shares[best], 4))
        state: ThemeState = "core" if self._cosines(vector)[best] >= self.core[best] else "assigned"
        second = self.themes[others[0]].id if others else None
        return Assignment(
            self.themes[best].id, round(shares[best], 4), state, second, round(shares[others[0]], 4) if others else 0.0
        )

    def _cosines(self, vector: Vectors) -> NDArray[np.float64]:
        return row_cosines(self.prototypes, centered(vector[None], self.center)[0])

    def _inside(self, vector: Vectors) -> float:
        nearest = float(row_cosines(self.anchors, vector).max())
        return float(1.0 / (1.0 + np.exp((self.floor - nearest) / self.margin)))


def centered(vectors: Vectors, center: Vectors) -> Vectors:
    """Unit rows of shape (n, dim) after the center (dim,) is taken off."""
    return unit(vectors.astype(np.float64) - center)


def row_cosines(rows: Vectors, vector: Vectors) -> NDArray[np.float64]:
    """Cosines (k,) of unit rows (k, dim) with one unit vector, rounded: one row at a time, so company changes no digit."""
    cosines: NDArray[np.float64] = np.round(rows.astype(np.float64) @ vector.astype(np.float64), DIGITS)
    return cosines


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of shape (..., n) from logits of the same shape."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return shares
