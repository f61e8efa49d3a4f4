"""Speed: paragraphs a second of either tier on the same paragraphs in the same rounds, nothing remembered."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from benchmarks.speed.material import ROOT, material, texts
from models.encoder import Encoder
from models.readings import Encoders
from pipelines.shipped import open_shipped

ROUNDS = 5


def table(tiers: Mapping[str, Encoder]) -> Iterator[str]:
    """One line for each tier: themes alone, and themes with the stance encoder, medians of ROUNDS."""
    with tempfile.TemporaryDirectory() as scratch:
        own = material(Path(scratch))
    stance = open_shipped(ROOT / "seeds/stance").encoder
    encoders = {tier: Encoders(theme, stance).fresh() for tier, theme in tiers.items()}
    read = texts(own.rows)
    ways: dict[str, Callable[[], object]] = {}
    for tier, both in encoders.items():
        ways[f"{tier}, themes alone"] = lambda both=both: both.theme.vectors(read)  # type: ignore[misc]
        ways[f"{tier}, with stance"] = lambda both=both: both.encode(own.rows)  # type: ignore[misc]
    seconds = np.array([[_timed(way) for way in ways.values()] for _ in range(ROUNDS + 1)])[1:]  # the first warms up
    yield f"{own.name}: {len(read)} paragraphs, {sum(bool(row.targets) for row in own.rows)} of them name a target"
    for name, median in zip(ways, np.median(seconds, axis=0), strict=True):
        yield f"{name:<24}{len(read) / median:>8.0f} paragraphs a second"


def _timed(way: Callable[[], object]) -> float:
    started = time.perf_counter()
    way()
    return time.perf_counter() - started
