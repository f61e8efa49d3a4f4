"""Outcomes on disk, so that a batch can be gone through again without being held in memory."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from models.news import Article, Dropped, Paragraph

from .outcomes import Outcome
from .results import Quarantined

FACTS = tuple(field.name for field in fields(Article) if field.name not in ("paragraphs", "dropped"))


class Spool:
    """Two files in a folder of its own: articles, and what was quarantined, in the order they were added."""

    def __init__(self, folder: Path) -> None:
        self._articles = folder / "articles.jsonl"
        self._quarantined = folder / "quarantined.jsonl"
        self._files = tuple(
            path.open("w", encoding="ascii", newline="\n") for path in (self._articles, self._quarantined)
        )
        self._starts, self._end = array("Q"), 0

    def add(self, outcome: Outcome) -> None:
        line = json.dumps(_values(outcome)) + "\n"  # ASCII: as many bytes as characters
        if isinstance(outcome, Quarantined):
            self._files[1].write(line)
        else:
            self._files[0].write(line)
            self._starts.append(self._end)
            self._end += len(line)

    def close(self) -> None:
        """No more outcomes; from here on they can be read."""
        for file in self._files:
            file.close()

    def articles(self) -> Iterator[Article]:
        with self._articles.open(encoding="ascii") as lines:
            yield from (_article(json.loads(line)) for line in lines)

    def at(self, positions: Iterable[int]) -> Iterator[Article]:
        """The articles at these positions, counted from 0 in the order they were added."""
        with self._articles.open("rb") as lines:
            for position in positions:
                lines.seek(self._starts[position])
                yield _article(json.loads(lines.readline()))

    def quarantined(self) -> Iterator[Quarantined]:
        with self._quarantined.open(encoding="ascii") as lines:
            yield from (Quarantined(*json.loads(line)) for line in lines)


def _values(outcome: Outcome) -> Any:
    """The fields by hand: dataclasses.asdict copies deeply and takes ten times as long."""
    if isinstance(outcome, Quarantined):
        return [outcome.source, outcome.reason, outcome.pieces, outcome.cause]
    paragraphs = [(p.text, p.index, p.start, p.end, p.kind) for p in outcome.paragraphs]
    dropped = [(d.text, d.start, d.end, d.reason) for d in outcome.dropped]
    return [{name: getattr(outcome, name) for name in FACTS}, paragraphs, dropped]


def _article(values: Any) -> Article:
    facts, paragraphs, dropped = values
    return Article(
        **facts,
        paragraphs=tuple(Paragraph(*own) for own in paragraphs),
        dropped=tuple(Dropped(*own) for own in dropped),
    )
