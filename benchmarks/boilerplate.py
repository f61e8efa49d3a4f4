"""How much of the furniture that stands in copied articles is left out, and how much prose is lost with it.

    PARLEY_DATA=… python -m benchmarks.boilerplate [--show]

Each article comes as it was found and as a heuristic cleaned it, which is the reference. The unit is a line of the text as
found: it is kept when prose of ours stands on it, so a dateline, a run-in cross-head or an agency's name taken off a line, and
a long line split into paragraphs, change nothing. Lines are compared as `tidy` gives them, each once an article, for some pages
say a sentence twice and the reference with them. Lines that we keep as structure (cross-heads, captions, the headline) are set
aside, for the reference tells no kinds and holds some of them; "strict" counts them as lost. Rules are tuned on the development
half (by hash of the id), never on the other.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.characters import tidy
from models.news import PROSE, Article
from pipelines.reading import ReadingConfig, stream
from pipelines.reading.cleaning.learnt import LineCounter

NAME = Path("news", "thenews_tribune_boilerplate.jsonl.gz")
SETTINGS = ReadingConfig(columns={"text": ("text_as_found",)}, languages=())


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one article."""

    ours: frozenset[str]
    structure: frozenset[str]
    reference: frozenset[str]

    @property
    def wrong(self) -> frozenset[str]:
        return self.ours - self.reference

    @property
    def missing(self) -> frozenset[str]:
        return self.reference - self.ours


@dataclass(slots=True)
class Score:
    """Counts of lines over some articles."""

    ours: int = 0
    wrong: int = 0
    reference: int = 0
    missing: int = 0
    structure: int = 0

    def add(self, lines: Lines) -> None:
        self.ours += len(lines.ours)
        self.wrong += len(lines.wrong)
        self.reference += len(lines.reference)
        self.missing += len(lines.missing)
        self.structure += len(lines.missing & lines.structure)

    @property
    def precision(self) -> float:
        return 1 - self.wrong / self.ours

    @property
    def recall(self) -> float:
        return 1 - (self.missing - self.structure) / (self.reference - self.structure)

    def __str__(self) -> str:
        strict = 1 - self.missing / self.reference
        return f"{self.precision:9.4f}{self.recall:9.4f}{strict:9.4f}{self.ours:9}{self.reference:9}"


@dataclass(frozen=True, slots=True)
class Report:
    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))

    def add(self, record: dict[str, Any], lines: Lines) -> None:
        for name in (record["outlet"], half(record["id"]), "all"):
            self.scores[name].add(lines)

    def __str__(self) -> str:
        head = f"{'':<24}{'precision':>9}{'recall':>9}{'strict':>9}{'ours':>9}{'theirs':>9}"
        return "\n".join([head, *(f"{name:<24}{score}" for name, score in sorted(self.scores.items()))])


def half(name: str) -> str:
    return "development" if int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 else "held out"


def compare(record: dict[str, Any], article: Article | None) -> Lines:
    """The lines of `record` that `article`, read from its text as found, keeps, beside those of its reference."""
    prose = [(p.start, p.end) for p in article.paragraphs if p.kind in PROSE] if article else []
    other = [(p.start, p.end) for p in article.paragraphs if p.kind not in PROSE] if article else []
    ours: set[str] = set()
    structure: set[str] = set()
    for start, end, line in _lines(record["text_as_found"]):
        if _touches(prose, start, end):
            ours.add(line)
        elif _touches(other, start, end):
            structure.add(line)
    reference = frozenset(line for _, _, line in _lines(record["text"]))
    return Lines(frozenset(ours), frozenset(structure), reference)


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    at = 0
    for line in text.splitlines(keepends=True):
        if tidy(line):
            yield at, at + len(line), tidy(line)
        at += len(line)


def _touches(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and last > start for first, last in spans)


def alone(path: Path) -> Report:
    """The scores of pages read one by one."""
    report = Report()
    for record, outcome in zip(_records(path), stream([str(path)], SETTINGS), strict=True):
        report.add(record, compare(record, outcome if isinstance(outcome, Article) else None))
    return report


def _records(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main(path: Path, show: bool) -> None:
    """Print the scores of pages read alone, then of pages read with what their batch teaches."""
    records = _records(path)
    outcomes = list(stream([str(path)], SETTINGS))
    counter = LineCounter()
    single, batch = Report(), Report()
    for outcome in outcomes:
        if isinstance(outcome, Article):
            counter.add(outcome)
    learnt = counter.learn()
    for record, outcome in zip(records, outcomes, strict=True):
        article = outcome if isinstance(outcome, Article) else None
        single.add(record, compare(record, article))
        lines = compare(record, learnt.drop(article) if article else None)
        batch.add(record, lines)
        if show and half(record["id"]) == "development":
            _show(record, lines, article)
    print(f"each page alone\n{single}\n\nin their batch: {len(learnt)} lines learnt\n{batch}")


def _show(record: dict[str, Any], lines: Lines, article: Article | None) -> None:
    reasons = {line.text: line.reason for line in article.dropped} if article else {}
    for line in lines.wrong:
        print(f"kept    {record['id']}  {line[:200]}")
    for line in lines.missing - lines.structure:
        print(f"lost    {record['id']}  [{reasons.get(line, '?')}] {line[:200]}")


if __name__ == "__main__":
    folder = os.environ.get("PARLEY_DATA")
    if folder is None:
        sys.exit("PARLEY_DATA names no folder with the articles")
    main(Path(folder, NAME), "--show" in sys.argv[1:])
