"""Corpora: distinct texts, and the theme that people gave each where they gave one."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.config import TrainConfig
from pipelines.inputs import read_inputs
from pipelines.reading.batch import read_batch
from pipelines.reading.settings import ReadingConfig

# 20 Newsgroups is taken as a fixed sample, so that every peer can be run on it.
NEWSGROUPS = 8_000
# The annotators' word for "none of these": no theme of its own.
NO_THEME = "other"

Row = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """Distinct texts with their labels; None where nobody said what a text is about."""

    name: str
    texts: tuple[str, ...]
    labels: tuple[str | None, ...]

    @property
    def true(self) -> int | None:
        """How many themes people see in it; None where nobody looked."""
        return len(set(self.labels) - {None}) or None


def read_corpus(name: str) -> Judged:
    """The corpus of that name, exact repeats dropped. All but the sample lie in the folder that PARLEY_DATA names."""
    first: dict[str, str | None] = {}
    for text, label in READERS[name](Path(os.environ.get("PARLEY_DATA", ""))):
        first.setdefault(text, label)
    rows = list(first.items())
    if name == "twenty_newsgroups":
        rows = [rows[i] for i in np.random.default_rng(0).permutation(len(rows))[:NEWSGROUPS]]
    return Judged(name, tuple(text for text, _ in rows), tuple(label for _, label in rows))


def at_hand() -> tuple[str, ...]:
    """The names of the corpora that can be read here."""
    return ALL if "PARLEY_DATA" in os.environ else ("sample",)


def read_paragraphs(path: Path) -> Iterator[str]:
    """The paragraphs of prose in a file of articles, without the articles that repeat another."""
    with read_batch([str(path)], ReadingConfig()) as batch:
        for article in batch.articles():
            if article.duplicate_of is None:
                yield from (paragraph.text for paragraph in article.prose)


def _topics(name: str) -> Callable[[Path], Iterator[Row]]:
    def read(data: Path) -> Iterator[Row]:
        return ((row["text"], row["label"]) for row in _lines(data / "topics" / f"{name}.jsonl.gz"))

    return read


def _beat(data: Path) -> Iterator[Row]:
    for row in _lines(data / "stance" / "indomain" / "paragraphs.jsonl"):
        if not row["boilerplate"]:
            yield row["text"], None if row["theme"] == NO_THEME else row["theme"]


def _beat_unlabelled(data: Path) -> Iterator[Row]:
    return ((text, None) for text in read_paragraphs(data / "news" / "indomain_300.jsonl"))


def _sample(data: Path) -> Iterator[Row]:
    with read_inputs(TrainConfig()) as inputs:
        themes = {label.text: label.theme for label in inputs.labels}
        yield from ((p.text, themes.get(p.text)) for article in inputs.articles for p in article.prose)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "sample": _sample,
    "bbc_news": _topics("bbc_news"),
    "ag_news_test": _topics("ag_news_test"),
    "twenty_newsgroups": _topics("twenty_newsgroups"),
    "allsides": _topics("allsides"),
    "beat": _beat,
    "beat_unlabelled": _beat_unlabelled,
}
ALL = tuple(READERS)
