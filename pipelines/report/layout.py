"""Where paragraphs lie on the map, for the eye alone: nothing is decided by it.

UMAP on one thread takes a minute for ten thousand rows and many for a hundred thousand, so it lays out a sample; the
others go where their nearest neighbours of the sample are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.encoder import Vectors

Places = NDArray[np.float32]

SAMPLE = 5_000
NEIGHBORS = 15
NEAREST = 5
BLOCK = 2_048
# How fast a neighbour's pull falls with its distance: 0.05 of cosine behind the nearest leaves a third.
SHARPNESS = 20.0
DIGITS = 6


def lay_out(texts: Sequence[str], vectors: Vectors, seed: int) -> Places:
    """Places (n, 2) for distinct texts with unit rows (n, dim), at least 20; row i's place is the same in any row order."""
    order = np.array(sorted(range(len(texts)), key=lambda i: hashlib.sha256(texts[i].encode()).digest()))
    sample, rest = vectors[order[:SAMPLE]], vectors[order[SAMPLE:]]
    drawn = _umap(sample, seed)
    places = np.empty((len(texts), 2), dtype=np.float32)
    places[order] = np.concatenate([drawn, _beside(rest, sample, drawn)])
    return places


def _umap(vectors: Vectors, seed: int) -> Places:
    from umap import UMAP  # imports in 10 s cold, so only here

    neighbors = min(NEIGHBORS, len(vectors) - 1)
    # random_state makes umap run on one thread: slower, and the same every time.
    mapper = UMAP(n_components=2, n_neighbors=neighbors, metric="cosine", random_state=seed, n_jobs=1)
    drawn: Places = mapper.fit_transform(vectors)
    return drawn


def _beside(rows: Vectors, sample: Vectors, drawn: Places) -> Places:
    """Places (m, 2): the mean of each row's nearest neighbours of the sample, the nearer weighing more."""
    blocks = [_mean_of_nearest(rows[i : i + BLOCK], sample, drawn) for i in range(0, len(rows), BLOCK)]
    return np.concatenate(blocks) if blocks else np.empty((0, 2), dtype=np.float32)


def _mean_of_nearest(rows: Vectors, sample: Vectors, drawn: Places) -> Places:
    cosines = np.round(rows @ sample.T, DIGITS)
    nearest = np.argpartition(-cosines, NEAREST - 1, axis=1)[:, :NEAREST]
    pull = np.take_along_axis(cosines, nearest, axis=1)
    weights = np.exp(SHARPNESS * (pull - pull.max(axis=1, keepdims=True)))
    places: Places = np.einsum("mk,mkd->md", weights / weights.sum(axis=1, keepdims=True), drawn[nearest])
    return places
