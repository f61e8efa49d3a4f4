"""How fast the encoder is, and whether a row depends on its company.

    make bench-speed
"""

from __future__ import annotations

import time

import numpy as np

from models.encoder import Passage
from pipelines.config import TrainConfig
from pipelines.encoders import open_encoder
from pipelines.inputs import read_inputs

ROUNDS = 3


def main() -> None:
    """Print paragraphs a second, in batches and alone, and how many rows are bit-equal."""
    config = TrainConfig()
    encoder = open_encoder(config.encoder.model)
    passages = [Passage(p.text) for article in read_inputs(config).articles for p in article.paragraphs]
    encoder.encode(passages[:32])
    batch, together = min((_timed(lambda: encoder.encode(passages)) for _ in range(ROUNDS)), key=lambda pair: pair[0])
    alone, apart = min((_timed(lambda: [encoder.encode([p])[0] for p in passages]) for _ in range(ROUNDS)), key=lambda pair: pair[0])
    equal = sum(np.array_equal(a.vector, b.vector) for a, b in zip(together, apart, strict=True))
    print(f"{encoder.name} {encoder.engine.kind} revision {encoder.revision}, {len(passages)} paragraphs, best of {ROUNDS}")
    print(f"in batches {len(passages) / batch:.0f} a second, one at a time {len(passages) / alone:.0f}; bit-equal {equal} of {len(passages)}")


def _timed(work):  # type: ignore[no-untyped-def]
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done


if __name__ == "__main__":
    main()
