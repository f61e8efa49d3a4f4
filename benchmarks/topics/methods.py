"""The methods compared. What each is made of is in `ours` and `peers`; this module imports neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
Filing = NDArray[np.int64]
Predict = Callable[[list[str], Rows], Filing]

# What stands for "no theme" in a filing.
NONE = -1


@dataclass(frozen=True, slots=True)
class Fitted:
    """The filing (n,) of the rows it was fitted on; what files new rows; and what saves into a folder, loads, and files.

    None where the library has no such thing.
    """

    filing: Filing
    predict: Predict | None = None
    reload: Callable[[Path], Predict] | None = None


# Texts, unit rows (n, dim), a seed, and the true number of themes for those that must be told it.
Fit = Callable[[list[str], Rows, int, int | None], Fitted]


@dataclass(frozen=True, slots=True)
class Method:
    """`module`.`maker` imports what the method needs and gives its Fit; `packages` tell its version."""

    name: str
    module: str
    maker: str
    packages: tuple[str, ...]
    needs_true: bool = False

    @property
    def ours(self) -> bool:
        return self.module.endswith(".ours")


_PEERS = "benchmarks.topics.peers"
_LAYOUT = ("umap-learn", "hdbscan", "numba", "numpy", "scikit-learn")

METHODS = (
    Method("parley", "benchmarks.topics.ours", "parley", ("numpy", "scikit-learn", "umap-learn", "hdbscan")),
    Method("BERTopic", _PEERS, "bertopic", ("bertopic", *_LAYOUT)),
    Method("BERTopic, outliers reduced", _PEERS, "bertopic_reduced", ("bertopic", *_LAYOUT)),
    Method("Top2Vec", _PEERS, "top2vec", ("top2vec", *_LAYOUT)),
    Method("Turftopic Topeax", _PEERS, "topeax", ("turftopic", "numpy", "scikit-learn")),
    Method("Turftopic SensTopic", _PEERS, "senstopic", ("turftopic", "numpy", "scikit-learn")),
    Method("EVoC", _PEERS, "evoc", ("evoc", "numba", "numpy", "scikit-learn")),
    Method("K-means, told the number", _PEERS, "kmeans", ("scikit-learn", "numpy"), needs_true=True),
)
BY_NAME = {method.name: method for method in METHODS}
