"""How fast paragraphs are read for themes and for stance, whether a row depends on its company, and what a cold start costs.

make bench-speed
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from models.actors import ActorBook
from models.encoder import Encoder, Passage
from models.news import Article
from models.readings import Encoders, Read, read_article
from pipelines.config import TrainConfig
from pipelines.encoders import open_encoder
from pipelines.inputs import read_inputs
from pipelines.shipped import open_shipped

ROUNDS = 3
STARTS = 5
COLD = """
from pathlib import Path
from models.actors import ActorBook
from models.readings import Encoders
from pipelines.encoders import open_encoder
from pipelines.shipped import open_shipped
Encoders(open_encoder("all-MiniLM-L6-v2"), open_shipped(Path("seeds/stance")).encoder)
"""
T = TypeVar("T")


def main() -> None:
    """Print paragraphs a second with and without stance, in batches and alone, rows bit-equal, and the cold start."""
    config = TrainConfig()
    theme, stance = open_encoder(config.encoder.model), open_shipped(Path(config.stance.weights)).encoder
    inputs = read_inputs(config)
    rows = _read(inputs.articles, inputs.actors)
    print(f"{len(rows)} paragraphs, {sum(bool(row.targets) for row in rows)} with a target; best of {ROUNDS}")
    _purity("themes", theme, [Passage(row.paragraph.text) for row in rows])
    _purity("stance", stance, [row.passage() for row in rows if row.targets])
    both, _ = _best(lambda: Encoders(theme, stance).encode(rows))
    print(f"themes and stance together: {len(rows) / both:.0f} paragraphs a second")
    words, _ = _best(lambda: _read(inputs.articles, inputs.actors))
    print(f"finding targets and voices: {len(rows) / words:.0f} paragraphs a second")
    print(f"cold start, both encoders: {_cold():.2f} s (median of {STARTS} processes)")


def _read(articles: Sequence[Article], actors: ActorBook) -> list[Read]:
    return [row for article in articles for row in read_article(article, actors)]


def _purity(name: str, encoder: Encoder, passages: list[Passage]) -> None:
    encoder.encode(passages[:32])
    batch, together = _best(lambda: encoder.encode(passages))
    alone, apart = _best(lambda: [encoder.encode([passage])[0] for passage in passages])
    equal = sum(
        np.array_equal(a.vector, b.vector) and np.array_equal(a.targets, b.targets)
        for a, b in zip(together, apart, strict=True)
    )
    count = len(passages)
    print(f"{name}: {count / batch:.0f} a second in batches, {count / alone:.0f} alone; bit-equal {equal} of {count}")


def _cold() -> float:
    seconds = []
    for _ in range(STARTS):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", COLD], check=True, capture_output=True)
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds))


def _best(work: Callable[[], T]) -> tuple[float, T]:
    """The fastest of some rounds, in seconds, and what the work gave."""
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        done = work()
        rounds.append((time.perf_counter() - started, done))
    return min(rounds, key=lambda pair: pair[0])


if __name__ == "__main__":
    main()
