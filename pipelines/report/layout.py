"""Where paragraphs lie on the map, for the eye alone: nothing is decided by it.

UMAP on one thread takes many minutes for a hundred thousand rows, so it lays out a sample; the others go among their
nearest neighbours of the sample.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.encoder import Vectors
from pipelines.compiled import umap_class

Places = NDArray[np.float32]
Indices = NDArray[np.int32]

SAMPLE = 5_000
NEIGHBORS = 15
BESIDE = 10
BLOCK = 2_048
# How fast a neighbour's pull falls with its distance: 0.05 of cosine behind the nearest leaves a third.
SHARPNESS = 20.0
# Neighbours farther than this from the middle one hardly pull (UMAP's own unit). A plain mean of neighbours that lie in
# two groups is in neither: measured, it put a tenth of the points twice as far from their like (docs/themes.md).
REACH = 0.3
DIGITS = 6


def lay_out(texts: Sequence[str], vectors: Vectors, seed: int) -> Places:
    """Places (n, 2) for distinct texts with unit rows (n, dim), at least 30; the same for a text in any row order.

    In [0, 1], in one scale for both axes: the longer of the two is filled.
    """
    order = np.array(sorted(range(len(texts)), key=lambda i: hashlib.sha256(texts[i].encode()).digest()))
    sample, rest = vectors[order[:SAMPLE]], vectors[order[SAMPLE:]]
    drawn = _umap(sample, seed)
    places = np.concatenate([drawn, *(_among(rows, sample, drawn) for rows in _blocks(rest))])
    places -= places.min(axis=0)
    scaled: Places = (places / places.max())[np.argsort(order)]
    return scaled


def nearest(rows: Vectors, sample: Vectors, count: int) -> tuple[Indices, Vectors]:
    """For unit rows (m, dim) the nearest of the sample (s, dim): their indices (m, count), nearest first, and cosines."""
    cosines = np.round(rows @ sample.T, DIGITS)
    among = np.argpartition(cosines, -count, axis=1)[:, -count:]
    falling = np.argsort(-np.take_along_axis(cosines, among, axis=1), axis=1, kind="stable")
    indices = np.take_along_axis(among, falling, axis=1)
    return indices.astype(np.int32), np.take_along_axis(cosines, indices, axis=1)


def _umap(rows: Vectors, seed: int) -> Places:
    count = min(NEIGHBORS, len(rows))
    found = [nearest(block, rows, count) for block in _blocks(rows)]
    indices, cosines = (np.concatenate(part) for part in zip(*found, strict=True))
    # Neighbours found here are exact, and spare UMAP a minute of compiling its own search. random_state makes it run on
    # one thread: slower, and the same every time.
    mapper = umap_class()(
        n_neighbors=count, random_state=seed, n_jobs=1, precomputed_knn=(indices, np.clip(1.0 - cosines, 0.0, None))
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="precomputed_knn")  # what it cannot do then is not wanted
        drawn: Places = mapper.fit_transform(rows)
    return drawn


def _among(rows: Vectors, sample: Vectors, drawn: Places) -> Places:
    """Places (m, 2) for rows (m, dim): the mean of each one's nearest, those near to the middle one of them."""
    indices, cosines = nearest(rows, sample, min(BESIDE, len(sample)))
    weights = np.exp(SHARPNESS * (cosines - cosines[:, :1]))
    corners = drawn[indices]  # (m, BESIDE, 2)
    apart = np.linalg.norm(corners[:, :, None] - corners[:, None], axis=3)
    middle = np.argmin((apart * weights[:, None]).sum(axis=2), axis=1)
    weights *= np.exp(-((np.take_along_axis(apart, middle[:, None, None], axis=1)[:, 0] / REACH) ** 2))
    places: Places = np.einsum("mk,mkd->md", weights / weights.sum(axis=1, keepdims=True), corners)
    return places


def _blocks(rows: Vectors) -> list[Vectors]:
    return [rows[i : i + BLOCK] for i in range(0, len(rows), BLOCK)]
