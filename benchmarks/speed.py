"""How fast the encoder is, and whether a row depends on its company.

make bench-speed
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from models.encoder import Encoded, Passage
from pipelines.config import TrainConfig
from pipelines.encoders import open_encoder
from pipelines.inputs import read_inputs

ROUNDS = 3


def main() -> None:
    """Print paragraphs a second, in batches and alone, and how many rows are bit-equal."""
    encoder = open_encoder(TrainConfig().encoder.model)
    passages = [Passage(p.text) for article in read_inputs(TrainConfig()).articles for p in article.prose]
    encoder.encode(passages[:32])
    batch, together = _best(lambda: encoder.encode(passages))
    alone, apart = _best(lambda: [encoder.encode([passage])[0] for passage in passages])
    equal = sum(np.array_equal(a.vector, b.vector) for a, b in zip(together, apart, strict=True))
    count = len(passages)
    print(f"{encoder.name} ({encoder.engine.kind}), {count} paragraphs, best of {ROUNDS}")
    print(f"a second: {count / batch:.0f} in batches, {count / alone:.0f} one at a time; bit-equal {equal} of {count}")


def _best(work: Callable[[], list[Encoded]]) -> tuple[float, list[Encoded]]:
    """The fastest of some rounds, in seconds, and what the work gave."""
    rounds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        done = work()
        rounds.append((time.perf_counter() - started, done))
    return min(rounds, key=lambda pair: pair[0])


if __name__ == "__main__":
    main()
