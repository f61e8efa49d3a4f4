"""One look at a corpus: a UMAP layout of a resample, the density cores in it, and a tree over its paragraphs.

A layout is one draw: its neighbourhoods change with the seed and with the rows. What is read off it is kept only where
others agree (pipelines/consensus.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.discriminant import learn_discriminants
from models.encoder import Vectors
from pipelines.compiled import umap_class
from pipelines.config import ThemeConfig

Filing = NDArray[np.int64]

# A draw sees this share of the rows, and never more rows than that many: its cost does not grow with the corpus.
SHARE, MOST_ROWS = 0.8, 2000
FEWEST_NEIGHBORS, ROWS_PER_NEIGHBOR = 10, 40
CORE_SIZE = 5


@dataclass(frozen=True, slots=True)
class Draw:
    """A layout of the rows (m,): a Ward tree over them (m - 1, 4) as scipy makes it, and which lie in a density core (m,)."""

    rows: NDArray[np.int64]
    tree: NDArray[np.float64]
    cored: NDArray[np.bool_]

    def filing(self, space: Vectors, themes: int, rows: Vectors) -> Filing:
        """The themes (n,) of `rows` (n, dim) when this tree over `space` is cut into so many, by their discriminants."""
        return learn_discriminants(space[self.rows], cut(self.tree, themes), themes).nearest(rows)


def draw_layout(space: Vectors, config: ThemeConfig, seed: int) -> Draw:
    """Lay out a random resample of unit rows (n, dim); the same seed gives the same draw."""
    from hdbscan import HDBSCAN
    from scipy.cluster.hierarchy import linkage

    count = min(round(SHARE * len(space)), MOST_ROWS)
    rows = np.sort(np.random.default_rng(seed).choice(len(space), count, replace=False))
    layout = _umap(space[rows], config, seed)
    cores = HDBSCAN(min_cluster_size=CORE_SIZE, min_samples=CORE_SIZE, cluster_selection_method="leaf")
    return Draw(rows, linkage(layout, "ward"), cores.fit_predict(layout) >= 0)


def cut(tree: NDArray[np.float64], themes: int) -> Filing:
    """A tree's leaves (m,) in at most `themes` branches, numbered from 0."""
    from scipy.cluster.hierarchy import fcluster

    branches: Filing = fcluster(tree, themes, "maxclust").astype(np.int64) - 1
    return branches


def _umap(rows: Vectors, config: ThemeConfig, seed: int) -> NDArray[np.float32]:
    neighbors = min(config.neighbors, max(FEWEST_NEIGHBORS, len(rows) // ROWS_PER_NEIGHBOR), len(rows) - 1)
    components = min(config.components, len(rows) - 2)
    # random_state makes umap run on one thread: slower, and the same every time.
    mapper = umap_class()(
        n_neighbors=neighbors, n_components=components, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1
    )
    layout: NDArray[np.float32] = mapper.fit_transform(rows)
    return layout
