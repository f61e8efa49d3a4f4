"""Encoding alone: beside sentence-transformers' default on the same cores, in the same rounds; and whether rows are pure."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.speed.material import ROOT, Material, texts
from models.encoder import Encoder, Passage
from models.readings import Encoders
from pipelines.encoders import open_encoder
from pipelines.shipped import open_shipped
from pipelines.weights import BUNDLED, find_weights

ROUNDS = 3
CHECKED = 500
ENCODED = 1_200


@dataclass(frozen=True, slots=True)
class Encoding:
    """Paragraphs a second, the median of ROUNDS; `pure`: rows bit-equal alone and in company, of `rows`."""

    reference: float
    themes: float
    both: float
    pure: int
    rows: int

    @property
    def ratio(self) -> float:
        return self.themes / self.reference


def fresh_encoders() -> Encoders:
    """The encoders of themes and stance, without what they remember."""
    theme = open_encoder(BUNDLED)
    stance = open_shipped(ROOT / "seeds/stance").encoder
    return Encoders(theme, stance).fresh()


def encoding(material: Material) -> Encoding:
    """Measure the ways in turn, round after round, so that whatever else the machine does falls on all alike.

    On ENCODED paragraphs at most: sentence-transformers takes its time.
    """
    encoders, reference = fresh_encoders(), _reference()
    rows = material.rows[:ENCODED]
    own = texts(rows)
    ways: list[Callable[[], object]] = [
        lambda: reference(own),
        lambda: encoders.theme.vectors(own),
        lambda: encoders.encode(rows),
    ]
    for way in ways:
        way()  # the first pass warms up
    seconds = [[_timed(way) for way in ways] for _ in range(ROUNDS)]
    rates = len(own) / np.median(np.array(seconds), axis=0)
    return Encoding(*map(float, rates), _pure(encoders.theme, own[:CHECKED]), len(own[:CHECKED]))


def _reference() -> Callable[[Sequence[str]], object]:
    """sentence-transformers as it comes: torch, 32-bit floats, batches of 32."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(find_weights(BUNDLED)), device="cpu")
    return lambda own: model.encode(list(own), show_progress_bar=False)


def _pure(encoder: Encoder, own: Sequence[str]) -> int:
    together = encoder.vectors(own)
    return sum(
        np.array_equal(row, encoder.encode([Passage(text)])[0].vector) for text, row in zip(own, together, strict=True)
    )


def _timed(way: Callable[[], object]) -> float:
    started = time.perf_counter()
    way()
    return time.perf_counter() - started
