"""Speed beside the reference, closeness to it, and whether a row depends on its company."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.engines.ways import Encode
from models.encoder import Vectors

COMPANIES = 3


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds (rounds,) that pass, and that the cores are at work."""

    wall: NDArray[np.float64]
    cpu: NDArray[np.float64]


def timed(ways: Mapping[str, Encode], texts: Sequence[str], rounds: int) -> dict[str, Times]:
    """All ways in turn, round after round, so that whatever else the machine does falls on all alike."""
    for encode in ways.values():
        encode(texts[:64])  # warms up
    seconds = np.array([[_seconds(encode, texts) for encode in ways.values()] for _ in range(rounds)])
    return {name: Times(seconds[:, k, 0], seconds[:, k, 1]) for k, name in enumerate(ways)}


def _seconds(encode: Encode, texts: Sequence[str]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    encode(texts)
    return time.perf_counter() - wall, time.process_time() - cpu


def pure(encode: Encode, texts: Sequence[str], sampled: int) -> int:
    """How many of `sampled` texts get the same bits alone and in each of COMPANIES batches of random other texts."""
    draw = random.Random(0)  # noqa: S311
    own = draw.sample(range(len(texts)), sampled)
    alone = np.concatenate([encode([texts[i]]) for i in own])
    equal = np.ones(sampled, bool)
    for _ in range(COMPANIES):
        mixed = own + draw.sample(range(len(texts)), sampled)
        draw.shuffle(mixed)
        rows = encode([texts[i] for i in mixed])
        equal &= (rows[[mixed.index(i) for i in own]] == alone).all(axis=1)
    return int(equal.sum())


def closeness(rows: Vectors, reference: Vectors) -> tuple[float, float, float]:
    """Cosine to the reference: the least, the fifth percentile, the mean."""
    cosines = (rows.astype(np.float64) * reference).sum(axis=1)
    return float(cosines.min()), float(np.percentile(cosines, 5)), float(cosines.mean())
