"""A whole batch: what its outlets repeat is learnt and left out, and articles that tell one story are grouped."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from models.news import Article
from pipelines.progress import ticking

from .cleaning.learnt import Learnt, LineCounter
from .duplicates import DuplicateFinder
from .results import Counts, Quarantined, Tally
from .settings import ReadingConfig
from .spool import Spool
from .stream import stream


@dataclass(frozen=True, slots=True)
class Batch:
    """What some paths hold. Articles are read from disk each time they are asked for, in the order of their paths.

    `learnt`: the lines left out as repeated; `duplicates`: by position, the id of the article that one repeats.
    """

    counts: Counts
    learnt: Learnt
    duplicates: Mapping[int, str]
    spool: Spool

    def articles(self) -> Iterator[Article]:
        for position, article in enumerate(self.spool.articles()):
            yield replace(self.learnt.drop(article), duplicate_of=self.duplicates.get(position))

    def quarantined(self) -> Iterator[Quarantined]:
        return self.spool.quarantined()


@contextmanager
def read_batch(
    paths: Sequence[str], settings: ReadingConfig, learnt: Learnt | None = None, leave_out: Collection[Path] = ()
) -> Iterator[Batch]:
    """The batch that `paths` hold, for as long as the block lasts; `learnt` as stored, or None to learn from this batch.

    Raises ParleyError for a path without any file; whatever is wrong inside a file is quarantined.
    """
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:
        spool = _spooled(Path(folder), paths, settings, leave_out)
        known = _learn(spool) if learnt is None else learnt
        duplicates = find_duplicates((known.drop(article) for article in spool.articles()), settings.similarity)
        unread = Batch(Tally().counts(), known, duplicates, spool)
        yield replace(unread, counts=_count(unread))


def find_duplicates(articles: Iterator[Article], similarity: float) -> dict[int, str]:
    """By position, the id of the article that one repeats: of each group the earliest, then the longest stands for it."""
    finder = DuplicateFinder(similarity)
    ranks: list[tuple[str, int, str, int]] = []
    for position, article in enumerate(articles):
        text = "\n".join(paragraph.text for paragraph in article.prose)
        finder.add(text)
        ranks.append((article.date or "9999", -len(text), article.id, position))
    best = {position: min(ranks[i] for i in group) for group in finder.groups() for position in group}
    return {position: first[2] for position, first in sorted(best.items()) if first[3] != position}


def _spooled(folder: Path, paths: Sequence[str], settings: ReadingConfig, leave_out: Collection[Path]) -> Spool:
    spool = Spool(folder)
    try:
        for outcome in ticking(stream(paths, settings, leave_out), "articles read:"):
            spool.add(outcome)
    finally:
        spool.close()
    return spool


def _learn(spool: Spool) -> Learnt:
    counter = LineCounter()
    for article in spool.articles():
        counter.add(article)
    return counter.learn()


def _count(batch: Batch) -> Counts:
    tally = Tally()
    for article in batch.articles():
        tally.add(article)
    for bad in batch.quarantined():
        tally.add(bad)
    return tally.counts()
