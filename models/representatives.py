"""Paragraphs that stand for a theme: typical of it, far apart from one another, no two of them near-copies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .encoder import Vectors, unit

# Beside being typical: how much being unlike those already chosen weighs (maximal marginal relevance).
SPREAD = 0.5
# From this cosine two paragraphs tell a reader the same.
COPY = 0.9
# Company may change the last digits of a product.
DIGITS = 4


def representatives(
    vectors: Vectors, probabilities: NDArray[np.floating], texts: Sequence[str], count: int
) -> list[int]:
    """Indices of up to `count` of a theme's n members, the most typical first, the same ones whatever the rows' order.

    `vectors` (n, dim) unit rows; `probabilities` (n,) of the theme for each member; `texts` (n,) break ties. Chosen among
    the likelier half by maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998): typical is near the likelier
    half's mean, spread is far from those chosen before. Fewer than `count` where the others would be near-copies.
    """
    order = sorted(range(len(texts)), key=lambda i: (-round(float(probabilities[i]), DIGITS), texts[i]))
    likelier = order[: max(count, (len(order) + 1) // 2)]
    rows = vectors[likelier].astype(np.float64)
    typical = np.round(rows @ unit(rows.mean(axis=0, keepdims=True))[0], DIGITS) if likelier else np.empty(0)
    nearest = np.full(len(likelier), -1.0)
    chosen: list[int] = []
    while len(chosen) < count and (nearest < COPY).any():
        worth = np.round((1.0 - SPREAD) * typical - SPREAD * nearest.clip(0.0), DIGITS)
        best = min(np.flatnonzero(nearest < COPY).tolist(), key=lambda i: (-worth[i], texts[likelier[i]]))
        chosen.append(best)
        nearest = np.maximum(nearest, np.round(rows @ rows[best], DIGITS))
    return [likelier[i] for i in chosen]
