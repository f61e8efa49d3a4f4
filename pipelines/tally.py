"""What the rows of a batch say, counted as they pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.news import OUTSIDE, UNSURE
from pipelines.novelty import Outsiders
from pipelines.outputs import Row


@dataclass(frozen=True, slots=True)
class Calls:
    """What the rows of a batch say: paragraphs, those outside all themes; stances, unsure ones, actors not addressed."""

    paragraphs: int
    outside: int
    stances: int
    unsure: int
    not_addressed: int


class Tally:
    """Counts rows on their way to a file, and gathers what lies outside all themes."""

    def __init__(self) -> None:
        self.outsiders = Outsiders()
        self._states, self._sides = Counter[str](), Counter[str]()
        self._not_addressed = 0

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self._states[row["theme_state"]] += 1
            self._sides.update(stance["stance"] for stance in row["stances"])
            self._not_addressed += len(row["not_addressed"])
            self.outsiders.add(row)
            yield row

    def calls(self) -> Calls:
        """The counts of all rows that have passed."""
        return Calls(
            paragraphs=self._states.total(),
            outside=self._states[OUTSIDE],
            stances=self._sides.total(),
            unsure=self._sides[UNSURE],
            not_addressed=self._not_addressed,
        )
