"""Assigning a paragraph to a theme: one pure function of its vector, at training and for ever after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .discriminant import Discriminants, exact_products
from .encoder import Vectors, unit
from .news import OUTSIDE, ThemeState

# Rows assigned at a time: bounds the memory, and nothing else hangs on it.
BLOCK = 2048


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

    Which theme: `discriminants` of a row after `center` (dim,) is taken off, since what all articles of a beat share
    tells no themes apart; `temperature` turns scores into probabilities among themes, of which a share of `doubt` is spread
    evenly, since even a clear paragraph is not filed alike by all people. Whether any: the mean cosine to the
    `nearest` nearest of `exemplars` (m, dim), core paragraphs as the encoder gives them, against `floor`, where
    "outside" is as likely as not; `margin` is cosine per unit of log-odds there. `core` (k,): the score in its theme from
    which a paragraph is a core member. Floor, margin, temperature and core were fitted on paragraphs held out.
    """

    themes: tuple[Theme, ...]
    center: Vectors
    discriminants: Discriminants
    exemplars: Vectors
    nearest: int
    core: NDArray[np.float64]
    floor: float
    margin: float
    temperature: float
    doubt: float = 0.0

    def assign(self, vectors: Vectors) -> tuple[Assignment, ...]:
        """Assign unit rows of shape (n, dim); row i's answer depends on row i alone."""
        return tuple(
            answer for start in range(0, len(vectors), BLOCK) for answer in self._block(vectors[start:][:BLOCK])
        )

    def probabilities(self, vectors: Vectors) -> NDArray[np.float64]:
        """Probabilities (n, k + 1) of each theme and, last, of "outside", for unit rows (n, dim)."""
        return self._shares(vectors, self.scores(vectors))

    def scores(self, vectors: Vectors) -> NDArray[np.float64]:
        """Scores (n, k) in each theme."""
        return self.discriminants.scores(centered(vectors, self.center))

    def nearness(self, vectors: Vectors) -> NDArray[np.float64]:
        """How near (n,) rows lie to what the themes are made of: mean cosine to the nearest exemplars."""
        return nearness(vectors, self.exemplars, self.nearest)

    def name_of(self, theme_id: str) -> str:
        return next((theme.name for theme in self.themes if theme.id == theme_id), OUTSIDE)

    def parent_of(self, theme_id: str) -> str | None:
        """The name of the broader theme that a theme lies in; None for one that stands alone, and for `outside`."""
        return next((theme.parent for theme in self.themes if theme.id == theme_id), None)

    def _block(self, vectors: Vectors) -> Iterator[Assignment]:
        scores = self.scores(vectors)
        for own, shares in zip(scores, self._shares(vectors, scores), strict=True):
            yield self._answer(own, shares)

    def _shares(self, vectors: Vectors, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        inside = 1.0 / (1.0 + np.exp((self.floor - self.nearness(vectors)) / self.margin))
        among = tempered(scores, self.temperature, self.doubt)
        return np.column_stack([inside[:, None] * among, 1.0 - inside])

    def _answer(self, scores: NDArray[np.float64], shares: NDArray[np.float64]) -> Assignment:
        """Which theme is decided by the scores, so that no rounding of probabilities can tie two themes."""
        best, *others = np.argsort(-scores, kind="stable").tolist()
        first = round(float(shares[best]), 4)
        if shares[-1] > 0.5:
            return Assignment(OUTSIDE, round(float(shares[-1]), 4), "outside", self.themes[best].id, first)
        state: ThemeState = "core" if scores[best] >= self.core[best] else "assigned"
        if not others:
            return Assignment(self.themes[best].id, first, state, None, 0.0)
        second = others[0]
        return Assignment(self.themes[best].id, first, state, self.themes[second].id, round(float(shares[second]), 4))


def centered(vectors: Vectors, center: Vectors) -> Vectors:
    """Unit rows of shape (n, dim) after the center (dim,) is taken off."""
    return unit(vectors.astype(np.float64) - center)


def nearness(vectors: Vectors, exemplars: Vectors, nearest: int) -> NDArray[np.float64]:
    """Mean cosine (n,) of unit rows (n, dim) to the `nearest` nearest of the unit exemplars (m, dim)."""
    count = min(nearest, len(exemplars))
    cosines = exact_products(vectors, exemplars)
    top = np.sort(np.partition(cosines, -count, axis=1)[:, -count:], axis=1)
    mean: NDArray[np.float64] = top.mean(axis=1)
    return mean


def tempered(scores: NDArray[np.float64], temperature: float, doubt: float) -> NDArray[np.float64]:
    """Probabilities (n, k) among themes from scores (n, k), a share of `doubt` spread evenly."""
    shares: NDArray[np.float64] = (1.0 - doubt) * softmax(scores / temperature) + doubt / scores.shape[-1]
    return shares


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of shape (..., n) from logits of the same shape."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return shares
