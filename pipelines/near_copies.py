"""Rows that nearly repeat another: they are assigned like all others, but make no theme."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.encoder import Vectors
from models.novelty import COPY

BLOCK = 1024


def first_of_copies(vectors: Vectors) -> NDArray[np.int64]:
    """Indices of the unit rows (n, dim), in order, that repeat no earlier one."""
    kept = [
        start + np.flatnonzero(_new(vectors[start : start + BLOCK], vectors[:start]))
        for start in range(0, len(vectors), BLOCK)
    ]
    return np.concatenate(kept) if kept else np.empty(0, dtype=np.int64)


def _new(block: Vectors, earlier: Vectors) -> NDArray[np.bool_]:
    among = np.tril(block @ block.T, -1).max(axis=1, initial=-1.0)
    before = (block @ earlier.T).max(axis=1, initial=-1.0)
    new: NDArray[np.bool_] = np.maximum(among, before) < COPY
    return new
