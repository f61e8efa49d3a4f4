"""Near-duplicates among 91,000 articles, against brute force; and MinHash libraries side by side.

    make bench-duplicates

Brute force compares every article with every other by exact Jaccard and exact facts (PARLEY_DATA; some minutes, 3 GB).
The texts are the lines of prose in the files, without their datelines.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from models.characters import tidy
from pipelines.reading.cleaning.datelines import find_dateline
from pipelines.reading.cleaning.prose import is_prose
from pipelines.reading.duplicates import AGREEING, DuplicateFinder
from pipelines.reading.settings import ReadingConfig
from pipelines.reading.sketches import facts_of, runs_of, words_of

FILES = ("app_2020_2025.jsonl.gz", "dawn_2025.jsonl.gz")
LIBRARY_SAMPLE = 300
AT_ONCE = 500
# Where estimates and exact counts may differ by chance: two standard errors.
MARGIN = 0.06

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """What the finder gave, and what it cost."""

    groups: tuple[tuple[int, ...], ...]
    adding: float
    grouping: float


def main() -> None:
    """Print cost, groups, and how the pairs compare with brute force."""
    if "PARLEY_DATA" not in os.environ:
        print("PARLEY_DATA is unset: nothing to compare")
        return
    texts = [text for name in FILES for text in _texts(Path(os.environ["PARLEY_DATA"]) / "news" / name)]
    similarity = ReadingConfig().similarity
    before = _peak()
    found = _find(texts, similarity)
    print(
        f"{len(texts)} articles, similarity {similarity}: {found.adding:.1f} s to add, {found.grouping:.1f} s to group"
    )
    print(f"peak memory above the texts': {_peak() - before:.0f} MB")
    sizes = sorted(map(len, found.groups))
    print(f"{len(sizes)} groups of {sum(sizes)} articles, the largest {sizes[-5:]}")
    _compare(found.groups, dict(_brute(texts, similarity - MARGIN)), similarity)
    _libraries(texts[:LIBRARY_SAMPLE])


def _texts(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            pieces = (tidy(piece) for piece in json.loads(line)["text"].split("\n"))
            prose = "\n".join(piece for piece in pieces if piece and is_prose(piece))
            dateline = find_dateline(prose)
            yield prose[dateline.length if dateline else 0 :]


def _find(texts: Sequence[str], similarity: float) -> Found:
    finder = DuplicateFinder(similarity)
    started = time.process_time()
    for text in texts:
        finder.add(text)
    added = time.process_time()
    groups = finder.groups()
    return Found(groups, added - started, time.process_time() - added)


def _peak() -> float:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _compare(groups: Sequence[tuple[int, ...]], near: dict[Pair, float], similarity: float) -> None:
    """Pairs within a group need not be alike themselves: others may join them."""
    grouped = {pair for group in groups for pair in combinations(group, 2)}
    exact = {pair for pair, jaccard in near.items() if jaccard >= similarity}
    print(f"pairs by brute force: {len(exact)}; within a group: {len(grouped)}; in both: {len(grouped & exact)}")
    print(f"precision {len(grouped & exact) / len(grouped):.3f}, recall {len(grouped & exact) / len(exact):.3f}")
    print(
        f"of the pairs grouped wrongly, as similar as {similarity - MARGIN:.2f}: {len((grouped - exact) & near.keys())}"
    )
    missed = [near[pair] for pair in exact - grouped]
    print(
        f"of the pairs missed, less similar than {similarity + MARGIN:.2f}: {sum(j < similarity + MARGIN for j in missed)}"
    )


def _brute(texts: Sequence[str], similarity: float) -> Iterator[tuple[Pair, float]]:
    """Every pair that is one story by exact counts, and its Jaccard."""
    facts = [facts_of(words_of(text)) for text in texts]
    runs, sizes = _counts(texts)
    across = runs.T.tocsr()
    for start in range(0, len(texts), AT_ONCE):
        shared = (runs[start : start + AT_ONCE] @ across).tocoo()
        a, b = shared.coords[0] + start, shared.coords[1]
        jaccard = shared.data / (sizes[a] + sizes[b] - shared.data)
        alike = (a < b) & (jaccard >= similarity)
        for i, j, exact in zip(a[alike].tolist(), b[alike].tolist(), jaccard[alike].tolist(), strict=True):
            if len(facts[i] & facts[j]) >= AGREEING * min(len(facts[i]), len(facts[j])):
                yield (i, j), exact


def _counts(texts: Sequence[str]) -> tuple[csr_array, np.ndarray]:
    """Article by run of words, without the runs of one article alone; and how many runs each article has."""
    hashes = [np.fromiter(map(hash, {*runs_of(words_of(text))}), dtype=np.int64) for text in texts]
    sizes = np.array([len(row) for row in hashes])
    _, column, count = np.unique(np.concatenate(hashes), return_inverse=True, return_counts=True)
    rows = np.repeat(np.arange(len(texts)), sizes)
    kept = count[column] > 1
    ones = np.ones(int(kept.sum()), dtype=np.int32)
    return csr_array((ones, (rows[kept], column[kept])), shape=(len(texts), len(count))), sizes


def _libraries(texts: Sequence[str]) -> None:
    """Microseconds an article for the sketch alone, with as many permutations."""
    from datasketch import MinHash
    from rensa import RMinHash

    runs = [runs_of(words_of(text)) for text in texts]
    encoded = [[run.encode() for run in row] for row in runs]
    started = time.process_time()
    for row in runs:
        RMinHash(256, 1).update(row)
    rensa = time.process_time()
    for coded in encoded:
        MinHash(256).update_batch(coded)
    datasketch = time.process_time()
    each = 1e6 / len(texts)
    print(f"microseconds a sketch: rensa {(rensa - started) * each:.0f}, datasketch {(datasketch - rensa) * each:.0f}")


if __name__ == "__main__":
    main()
