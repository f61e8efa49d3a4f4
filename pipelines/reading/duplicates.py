"""Articles that tell one story in the same words: print and online versions, agency copy, corrected re-issues.

Two articles are one story if they share enough runs of five words (Jaccard, estimated by MinHash: Broder, "On the
resemblance and containment of documents", 1997) and their facts agree: the numbers and days of the week that they give.
The bulletins of an agency (rates, weather, cases of the day) share most of their words every day; their facts differ.
Pairs found so are joined into groups: no article is compared with the group as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .sketches import FACTS, NO_FACT, PERMUTATIONS, facts_of, runs_of, sketch, smallest, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Positions = NDArray[np.intp]
    Sketches = NDArray[np.uint16]
    Facts = NDArray[np.uint32]

AGREEING = 2 / 3
# The share of pairs just as similar as asked that may fail to meet in any band.
MISSED = 0.02
LEAST_BANDS = 16
# With how many of its band an article is compared, those that may share facts first: a thousand bulletins of one form
# would make half a million pairs.
NEIGHBOURS = 50


class DuplicateFinder:
    """Groups articles as they come; keeps 576 bytes of each."""

    def __init__(self, similarity: float) -> None:
        """`similarity`: the share of five-word runs in common, in (0, 1], from which two articles are one story."""
        self._similarity = similarity
        self._kept = bytearray()

    def add(self, text: str) -> None:
        """The next article in reading order: its prose, joined by newlines."""
        words = words_of(text)
        self._kept += sketch(runs_of(words)) + smallest(facts_of(words))

    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The positions in reading order of articles that are one story, two or more a group; all in order.

        What is grouped does not depend on the order in which the articles came.
        """
        import numpy as np

        layout = np.dtype([("sketch", np.uint16, PERMUTATIONS), ("facts", np.uint32, FACTS)])
        kept = np.frombuffer(self._kept, dtype=np.void(layout.itemsize).dtype)
        # Copies to the letter would fill the bands with pairs: one stands for all.
        different, copies = np.unique(kept, return_inverse=True)
        articles = different.view(layout)
        labels = _components(articles["sketch"], articles["facts"], self._similarity)[copies]
        order = np.argsort(labels, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
        return tuple(sorted(tuple(group.tolist()) for group in groups if len(group) > 1))


def _as_values(rows: Sketches) -> NDArray[np.void]:
    """Each row as one value, to be sorted and compared."""
    import numpy as np

    return np.ascontiguousarray(rows).view(np.dtype((np.void, rows.shape[1] * rows.itemsize))).ravel()


def _components(sketches: Sketches, facts: Facts, similarity: float) -> Positions:
    """A label for each row, shape (n,): the same for rows that pairs join."""
    import numpy as np

    pairs = [np.empty((2, 0), dtype=np.intp)]
    for a, b in _candidates(sketches, facts[:, 0], _band(similarity)):
        same = _alike(sketches[a], sketches[b], similarity) & _agree(facts[a], facts[b])
        pairs.append(np.stack([a[same], b[same]]))
    return _joined(np.hstack(pairs), len(sketches))


def _joined(pairs: Positions, count: int) -> Positions:
    """A label for each of `count` rows, the same for those that `pairs`, shape (2, n), join."""
    import numpy as np

    if not pairs.size:
        return np.arange(count)
    from scipy.sparse import coo_array  # half a second that a batch without repeats need not wait for
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(pairs.shape[1], dtype=bool), tuple(pairs)), shape=(count, count))
    labels: Positions = connected_components(graph, directed=False)[1]
    return labels


def _band(similarity: float) -> int:
    """How many permutations make a band: the more, the fewer pairs to look at, and the more of the wanted ones missed."""
    rows = 1
    while rows < PERMUTATIONS // LEAST_BANDS and _missed(similarity, rows + 1) <= MISSED:
        rows += 1
    return rows


def _missed(similarity: float, rows: int) -> float:
    """The chance of a pair to be equal in no band."""
    return (1 - similarity**rows) ** (PERMUTATIONS // rows)


def _candidates(sketches: Sketches, fact: NDArray[np.uint32], rows: int) -> Iterator[tuple[Positions, Positions]]:
    """Pairs of rows that are equal in one band at least; a pair comes once for each such band."""
    import numpy as np

    for start in range(0, PERMUTATIONS - rows + 1, rows):
        values = _as_values(sketches[:, start : start + rows])
        _, keys = np.unique(values, return_inverse=True)
        order = np.lexsort((fact, keys))
        order = order[np.bincount(keys)[keys[order]] > 1]
        keys = keys[order]
        for apart in range(1, min(len(keys), NEIGHBOURS + 1)):
            same = keys[apart:] == keys[:-apart]
            if not same.any():
                break
            yield order[:-apart][same], order[apart:][same]


def _alike(a: Sketches, b: Sketches, similarity: float) -> NDArray[np.bool_]:
    estimate: NDArray[np.float64] = (a == b).mean(axis=1)
    return estimate >= similarity


def _agree(a: Facts, b: Facts) -> NDArray[np.bool_]:
    """Whether two thirds of the facts of the article that gives fewer are in the other; so they are if it gives none.

    Where there were more than fit, both rows are complete up to the lesser of their largest hashes.
    """
    import numpy as np

    known = np.minimum(a[:, -1], b[:, -1])[:, None]
    a_known, b_known = (a <= known) & (a != NO_FACT), (b <= known) & (b != NO_FACT)
    shared = ((a[:, :, None] == b[:, None, :]) & a_known[:, :, None]).sum(axis=(1, 2))
    fewer: NDArray[np.int64] = np.minimum(a_known.sum(axis=1), b_known.sum(axis=1))
    agreeing: NDArray[np.bool_] = shared >= AGREEING * fewer
    return agreeing
