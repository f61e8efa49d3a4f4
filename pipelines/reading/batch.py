"""A whole batch: what its outlets repeat is learnt and left out, and articles that tell one story are grouped."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import overload

from models.news import Article
from pipelines.progress import ticking

from .cleaning.learnt import Learnt, LineCounter
from .duplicates import DuplicateFinder
from .results import Counts, Quarantined, Tally
from .settings import ReadingConfig
from .spool import Spool
from .stream import stream

# Behind every date there is.
NO_DAY = 10_000_000


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
            yield self._told(position, article)

    def at(self, positions: Sequence[int]) -> Iterator[Article]:
        """The articles at these positions, counted from 0 in the order of their paths."""
        for position, article in zip(positions, self.spool.at(positions), strict=True):
            yield self._told(position, article)

    def quarantined(self) -> Iterator[Quarantined]:
        return self.spool.quarantined()

    def _told(self, position: int, article: Article) -> Article:
        return replace(self.learnt.drop(article), duplicate_of=self.duplicates.get(position))


class Shelf(Sequence[Article]):
    """Some articles of a batch in an order of their own, read from disk each time they are asked for."""

    def __init__(self, batch: Batch, positions: Iterable[int]) -> None:
        self._batch, self._positions = batch, array("Q", positions)

    def __len__(self) -> int:
        return len(self._positions)

    def __iter__(self) -> Iterator[Article]:
        return self._batch.at(self._positions)

    @overload
    def __getitem__(self, place: int) -> Article: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Article, ...]: ...
    def __getitem__(self, place: int | slice) -> Article | tuple[Article, ...]:
        if isinstance(place, slice):
            return tuple(self._batch.at(self._positions[place]))
        return next(self._batch.at([self._positions[place]]))


@contextmanager
def read_batch(
    paths: Sequence[str], settings: ReadingConfig, learnt: Learnt | None = None, leave_out: Collection[Path] = ()
) -> Iterator[Batch]:
    """The batch that `paths` hold, for as long as the block lasts; `learnt` as stored, or None to learn from this batch.

    Raises ParleyError for a path without any file; whatever is wrong inside a file is quarantined.
    """
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:
        spool, counter = Spool(Path(folder)), LineCounter()
        for outcome in ticking(stream(paths, settings, leave_out), "articles read:"):
            spool.add(outcome)
            if learnt is None and isinstance(outcome, Article):
                counter.add(outcome)
        spool.close()
        yield _grouped(spool, counter.learn() if learnt is None else learnt, settings.similarity)


def _grouped(spool: Spool, learnt: Learnt, similarity: float) -> Batch:
    """The batch in `spool`, gone through once to count it and to find what it tells twice."""
    tally, stories = Tally(), _Stories(similarity)
    for article in map(learnt.drop, spool.articles()):
        tally.add(article)
        stories.add(article)
    for bad in spool.quarantined():
        tally.add(bad)
    duplicates = stories.duplicates()
    return Batch(replace(tally.counts(), duplicates=len(duplicates)), learnt, duplicates, spool)


class _Stories:
    """Which articles repeat another: of each group, the earliest and then the longest stands for it."""

    def __init__(self, similarity: float) -> None:
        self._finder = DuplicateFinder(similarity)
        # Three numbers an article, since there may be millions: day, length, id.
        self._days, self._lengths, self._ids = array("q"), array("q"), array("Q")

    def add(self, article: Article) -> None:
        text = "\n".join(paragraph.text for paragraph in article.prose)
        self._finder.add(text)
        self._days.append(date.fromisoformat(article.date).toordinal() if article.date else NO_DAY)
        self._lengths.append(len(text))
        self._ids.append(int(article.id, 16))

    def duplicates(self) -> dict[int, str]:
        """By position, the id of the article that one repeats."""
        groups = self._finder.groups()
        first = {position: min(group, key=self._rank) for group in groups for position in group}
        return {position: f"{self._ids[i]:016x}" for position, i in sorted(first.items()) if i != position}

    def _rank(self, position: int) -> tuple[int, int, int, int]:
        return self._days[position], -self._lengths[position], self._ids[position], position
