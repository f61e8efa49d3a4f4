"""How far a batch is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

SECONDS_BETWEEN_LINES = 10.0


class Progress:
    """Tells on stderr how many paragraphs are done."""

    @contextmanager
    def bar(self, total: int) -> Iterator[Callable[[int], None]]:
        """Give a function to call with the number of paragraphs just done."""
        if sys.stderr.isatty():
            from tqdm import tqdm

            with tqdm(total=total, unit=" paragraphs", file=sys.stderr) as bar:

                def advance(count: int) -> None:
                    bar.update(count)

                yield advance
        else:
            yield _Lines(total).update


class _Lines:
    def __init__(self, total: int) -> None:
        self.total, self.done, self.told = total, 0, time.monotonic()

    def update(self, count: int) -> None:
        self.done += count
        if time.monotonic() - self.told > SECONDS_BETWEEN_LINES or self.done == self.total:
            self.told = time.monotonic()
            sys.stderr.write(f"labelled {self.done} of {self.total} paragraphs\n")


def ticking(things: Iterable[T], told: str) -> Iterator[T]:
    """`things`, and now and then on stderr how many there have been, when nobody knows how many there will be."""
    at = time.monotonic()
    for count, thing in enumerate(things, 1):
        yield thing
        if time.monotonic() - at > SECONDS_BETWEEN_LINES:
            at = time.monotonic()
            sys.stderr.write(f"{told} {count:,} …\n")
