"""What many cuts of many draws agree on: one tree over the rows, from which every granularity is read.

Two rows lie as far apart as many cuts separate them; Ward's tree over these distances puts together what most cuts put
together (evidence accumulation: Fred & Jain, "Combining Multiple Clusterings Using Evidence Accumulation", TPAMI 2005).
Cuts of all granularities speak for each: a draw that divides one theme more, or one less, than another then says the same
of most pairs, and broader themes hold whole finer ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from pipelines.layouts import Filing, cut

Tree = NDArray[np.float64]
SPLITS = 6
DIGITS = 9


def consensus_tree(filings: Sequence[Filing]) -> Tree:
    """A Ward tree (n - 1, 4) over the n rows that these filings (n,) file."""
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    separated = np.full((len(filings[0]), len(filings[0])), len(filings), dtype=np.float32)
    for filing in filings:
        separated -= filing[:, None] == filing[None]
    tree: Tree = linkage(squareform(np.sqrt(separated), checks=False), "ward")
    return tree


def half_trees(draws: Sequence[Sequence[Filing]], seed: int) -> list[tuple[Tree, Tree]]:
    """For SPLITS random halves of the draws (each with all its filings) the tree of one half and that of the other.

    What a second run on another resample would find: draws differ in their rows and in their seeds.
    """
    draw, half = np.random.default_rng(seed), len(draws) // 2
    pairs = []
    for _ in range(SPLITS):
        order = draw.permutation(len(draws)).tolist()
        parts = (order[:half], order[half : 2 * half])
        one, other = (consensus_tree([filing for i in part for filing in draws[i]]) for part in parts)
        pairs.append((one, other))
    return pairs


def agreements(pairs: Sequence[tuple[Tree, Tree]], themes: int) -> tuple[float, ...]:
    """Adjusted Rand indices of both trees of each pair when they are cut into so many themes."""
    return tuple(
        round(float(adjusted_rand_score(cut(one, themes), cut(other, themes))), DIGITS) for one, other in pairs
    )
