"""Training with an encoder that costs next to nothing, to see what the rest costs: a word is a row of a random table.

Paragraphs that share long words lie near one another, so themes are found as they are in real vectors; they mean less.
"""

from __future__ import annotations

import os
import re
import resource
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from models.encoder import Encoder, Span, Vectors, Window

Figures = dict[str, Any]

DIM, ROWS = 384, 2**15
# Shorter words are mostly grammar, which all paragraphs share.
LETTERS = 6
STEPS = ("read", "encode", "themes", "stance", "label", "report")
WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class StandIn:
    """An `Engine`; its `kind` is one that a registered model may name."""

    name: str = "stand-in"
    revision: str = "stand-in-1"
    kind: str = "ctranslate2"
    dim: int = DIM

    def slices(self, text: str) -> tuple[Span, ...]:
        return ((0, len(text)),)

    def windows(self, texts: Sequence[str]) -> list[Window]:
        return [_window(text) for text in texts]


def stand_in() -> Encoder:
    return Encoder(StandIn())


def trained(articles: Path) -> Figures:
    """What training on these articles cost: the run's own figures, processor seconds, and the code that ran."""
    from benchmarks.gate import at_home
    from pipelines import tracking, train
    from pipelines.config import TrainConfig
    from pipelines.shipped import open_shipped

    def shipped(folder: Path) -> object:
        return replace(open_shipped(folder), encoder=stand_in())

    # In the place of the encoders, and of nothing else.
    train.__dict__.update(
        open_encoder=lambda *_, **__: stand_in(), open_shipped=shipped, open_ref=lambda ref, at: stand_in()
    )
    config = at_home(TrainConfig(articles=(str(articles),)))
    os.chdir(articles.parent)  # MLflow puts artifacts below the current folder
    burnt = {"imports": _cpu()}

    def say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)
        burnt[line.split()[0]] = _cpu() - sum(burnt.values())

    done = train.train(config, say)
    return {
        **tracking.runs(config.experiment)[0].metrics,
        **{f"cpu.{step}": round(burnt[step], 1) for step in STEPS},
        "paragraphs": done.labels.paragraphs,
        "distinct": done.labels.places.distinct,
        "cpu.all": round(_cpu(), 1),
        "code": train.code_version(),
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _window(text: str) -> Window:
    words = list(WORD.finditer(text)) or [re.match("", text)]
    states = _table()[[_row(word.group().lower()) for word in words if word]]
    spans = tuple(word.span() for word in words if word)
    telling = [i for i, (start, end) in enumerate(spans) if end - start >= LETTERS]
    pooled: Vectors = states[telling or slice(None)].mean(axis=0)
    return Window(pooled, states, spans)


@cache
def _row(word: str) -> int:
    return zlib.crc32(word.encode()) % ROWS


@cache
def _table() -> Vectors:
    return np.random.default_rng(0).normal(scale=DIM**-0.5, size=(ROWS, DIM)).astype(np.float32)
