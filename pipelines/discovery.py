"""Discovering themes: several UMAP layouts, HDBSCAN cores in each, and the embedding space to decide between them.

A single layout is one draw: its clusters change with the seed and the rows' order. So each granularity is tried on
several layouts; the cores of each seed centroids in the embedding space, where every paragraph is filed by its nearest.
Few themes agree across layouts by nature, many tell more: taken is the granularity with the most *stable information*,
the agreement of its filings times the mutual information they share beyond chance (the finest of those near the best).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, mutual_info_score
from sklearn.metrics.cluster import contingency_matrix, expected_mutual_information

from models.encoder import Vectors, unit
from models.errors import ParleyError
from pipelines.config import ThemeConfig

Filing = NDArray[np.int64]

MIN_PARAGRAPHS = 30
NEAR = 0.95
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Grain:
    """One granularity tried: HDBSCAN's minimum size, the themes it gave (median over layouts), and how far layouts agree.

    `stability` is the mean pairwise adjusted Rand index of the layouts' filings, in [-1, 1]; `information` their mean
    pairwise mutual information beyond chance, in nats; `cored` the share of paragraphs inside a density core.
    """

    min_size: int
    themes: int
    stability: float
    information: float
    cored: float

    @property
    def score(self) -> float:
        """Stable information; rounded, so that no tie hangs on the last digit."""
        return round(self.stability * self.information, 6)


@dataclass(frozen=True, slots=True)
class Discovery:
    """Centroids (k, dim) found, each paragraph's nearest, the granularities tried and the one chosen."""

    centroids: Vectors
    filing: Filing
    grains: tuple[Grain, ...]
    chosen: Grain


@dataclass(frozen=True, slots=True)
class _Draw:
    centroids: Vectors
    filing: Filing
    cored: float


def discover(vectors: Vectors, config: ThemeConfig, seed: int) -> Discovery:
    """Find themes among unit rows (n, dim), which must be distinct paragraphs in canonical order.

    Raises ParleyError when there are too few rows, or no granularity gives between the configured numbers of themes.
    """
    check_size(vectors)
    layouts = [_layout(vectors, config, seed + i) for i in range(config.layouts)]
    tried = {size: [_draw(layout, vectors, size) for layout in layouts] for size in _sizes(len(vectors))}
    grains = {size: _grain(size, draws) for size, draws in tried.items()}
    chosen = choose(tuple(grains.values()), config)
    draw = _medoid(tried[chosen.min_size])
    return Discovery(draw.centroids, draw.filing, tuple(grains.values()), chosen)


def check_size(vectors: Vectors) -> None:
    """Raise ParleyError when there are too few rows to find themes among."""
    if len(vectors) < MIN_PARAGRAPHS:
        raise ParleyError(
            f"{len(vectors)} distinct paragraphs are too few to cluster",
            expected=f"at least {MIN_PARAGRAPHS}, better 300",
            way_out="give more articles with --articles, or train on the sample corpus with `parley train`",
        )


def choose(grains: Sequence[Grain], config: ThemeConfig) -> Grain:
    """The finest granularity with an allowed number of themes whose stable information comes near the best.

    Scores closer than NEAR change places with the seed, so among those the one that tells more is taken.
    """
    allowed = [grain for grain in grains if config.min_themes <= grain.themes <= config.max_themes]
    if not allowed:
        raise ParleyError(
            f"no granularity gives {config.min_themes} to {config.max_themes} themes (found {sorted({g.themes for g in grains})})",
            expected="at least one number of themes between `themes.min_themes` and `themes.max_themes`",
            way_out="widen these two in the config, or give more articles",
        )
    best = max(grain.score for grain in allowed)
    return max(
        (grain for grain in allowed if grain.score >= min(best, NEAR * best)),
        key=lambda grain: (grain.themes, grain.score),
    )


def refine(centroids: Vectors, vectors: Vectors) -> tuple[Vectors, Filing]:
    """Spherical k-means from the given centroids: (centroids (k, dim), nearest (n,)); a theme that empties is left out."""
    filing = np.argmax(vectors @ centroids.T, axis=1)
    for _ in range(ROUNDS):
        kept = np.unique(filing)
        centroids = unit(np.stack([vectors[filing == k].astype(np.float64).mean(axis=0) for k in kept]))
        moved = np.argmax(vectors @ centroids.T, axis=1)
        if np.array_equal(moved, np.searchsorted(kept, filing)):
            break
        filing = moved
    return centroids, np.argmax(vectors @ centroids.T, axis=1)


def _layout(vectors: Vectors, config: ThemeConfig, seed: int) -> NDArray[np.float32]:
    from umap import UMAP  # imports in 10 s cold, so only here

    neighbors = min(config.neighbors, len(vectors) - 1)
    components = min(config.components, len(vectors) - 2)
    # random_state makes umap run on one thread: slower, and the same every time.
    mapper = UMAP(
        n_neighbors=neighbors, n_components=components, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1
    )
    layout: NDArray[np.float32] = mapper.fit_transform(vectors)
    return layout


def _draw(layout: NDArray[np.float32], vectors: Vectors, min_size: int) -> _Draw | None:
    from hdbscan import HDBSCAN

    cores = HDBSCAN(
        min_cluster_size=min_size, min_samples=min(min_size, 5), cluster_selection_method="leaf"
    ).fit_predict(layout)
    found = range(int(cores.max()) + 1)
    if len(found) < 2:
        return None
    start = unit(np.stack([vectors[cores == k].astype(np.float64).mean(axis=0) for k in found]))
    centroids, filing = refine(start, vectors)
    return _Draw(centroids, filing, float((cores >= 0).mean()))


def _sizes(n: int) -> list[int]:
    """Minimum sizes to try, in steps of about a third, from 3 to a tenth of the rows."""
    largest = max(4, n // 10)
    return sorted({round(3 * 1.35**i) for i in range(40) if round(3 * 1.35**i) <= largest})


def _grain(size: int, draws: Sequence[_Draw | None]) -> Grain:
    sound = [draw for draw in draws if draw is not None]
    if len(sound) < len(draws):  # some layout has no cores at this size: nothing to agree on
        return Grain(size, 1, 0.0, 0.0, 0.0)
    pairs = [(a.filing, b.filing) for a, b in itertools.combinations(sound, 2)]
    stability = float(np.mean([adjusted_rand_score(a, b) for a, b in pairs]))
    information = float(np.mean([_shared_information(a, b) for a, b in pairs]))
    themes = int(np.median([len(draw.centroids) for draw in sound]))
    return Grain(size, themes, stability, information, float(np.mean([draw.cored for draw in sound])))


def _shared_information(one: Filing, other: Filing) -> float:
    """Mutual information beyond what chance would give filings of these sizes (Vinh, Epps & Bailey, JMLR 2010)."""
    table = contingency_matrix(one, other, sparse=True)
    chance = expected_mutual_information(table, len(one))
    return float(mutual_info_score(None, None, contingency=table) - chance)


def _medoid(draws: Sequence[_Draw | None]) -> _Draw:
    """The draw that agrees best with the others."""
    sound = [draw for draw in draws if draw is not None]
    agreement = [sum(adjusted_rand_score(a.filing, b.filing) for b in sound) for a in sound]
    return sound[int(np.argmax(np.round(agreement, DIGITS)))]


DIGITS = 9
