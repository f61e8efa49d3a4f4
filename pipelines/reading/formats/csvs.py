"""Tables of text: one record a row, under a row of names."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.reading.decoding import WINDOWS, is_windows, log_windows
from pipelines.reading.documents import Item, UnreadableError
from pipelines.reading.results import Quarantined
from pipelines.reading.settings import ReadingConfig
from pipelines.reading.sources.blobs import Blob, lines, too_large

from .columns import check_columns

DELIMITERS = ",;\t|"

_ESCAPED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One record, or what is wrong with it; `line` is where it starts, from 1."""

    line: int
    cells: list[str]
    problem: UnreadableError | None = None


def cut_csv(blob: Blob, settings: ReadingConfig) -> Iterator[Item | Quarantined]:
    """One item for each row, read one at a time; a row that is broken is quarantined, and the next line starts afresh.

    Raises UnreadableError when the first row names no column with text.
    """
    rows = _rows(blob, settings)
    header = next(rows, None)
    if header is None:
        return
    if header.problem:
        raise header.problem
    check_columns(blob.source, header.cells, settings)
    for row in rows:
        source = f"{blob.source}#{row.line}"
        problem = row.problem or _mismatch(row.cells, header.cells)
        if problem:
            yield problem.quarantined(source)
        else:
            yield Item(source, "csv", cells=dict(zip(header.cells, row.cells, strict=True)))


def _mismatch(cells: list[str], header: list[str]) -> UnreadableError | None:
    if len(cells) == len(header):
        return None
    return _broken(f"{len(cells)} cells in a table of {len(header)} columns, the first is {cells[0][:60]!r}")


def _broken(problem: str) -> UnreadableError:
    return UnreadableError(
        problem, expected='cells in "…" with quotes doubled', way_out="export the table again, as UTF-8"
    )


def _rows(blob: Blob, settings: ReadingConfig) -> Iterator[Row]:
    # The csv module has one limit for the whole process, and its default is shorter than long articles.
    csv.field_size_limit(settings.max_bytes)
    feed = _Feed(blob.source, lines(blob, settings), too_large(settings))
    reader = csv.reader(feed, delimiter=_delimiter(feed.first()), strict=True)
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(feed.back(), [], _broken(f"a broken row ({error})"))
        except UnreadableError as error:
            if error is not feed.too_long:  # The stream is broken: nothing comes after this.
                yield Row(feed.line, [], error)
                return
            yield Row(feed.back(), [], error)
        else:
            if any(cells):
                yield Row(feed.line, cells, _binary(cells, feed.encoding))


def _delimiter(header: str) -> str:
    """The one that cuts the header into the most cells."""
    header = header.replace("\r", "")
    return max(DELIMITERS, key=lambda delimiter: len(next(csv.reader([header], delimiter=delimiter), [])))


def _binary(cells: list[str], encoding: str | None) -> UnreadableError | None:
    """What marks the bytes of a row as no text in the encoding of its table."""
    bad = next((match[0] for match in map(_ESCAPED.search, cells) if match), None)
    if bad:
        return _broken(f"byte 0x{ord(bad) - 0xDC00:02x} is not {encoding}, in which the table is written")
    return _broken("a NUL character marks binary data") if any("\0" in cell for cell in cells) else None


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str | None


@dataclass(slots=True)
class _Feed:
    """Lines for a csv.reader, that can be given again when a row was broken: a quote never closed takes all that follows.

    `encoding`: that of the first line that is no ASCII; `last`: the number of the last line that came.
    """

    name: str
    source: Iterator[tuple[int, bytes | None]]
    too_long: UnreadableError
    taken: list[_Line] = field(default_factory=list)
    again: deque[_Line] = field(default_factory=deque)
    encoding: str | None = None
    last: int = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else self._decoded(*next(self.source))
        self.taken.append(line)
        if line.text is None:
            raise self.too_long
        return line.text

    def first(self) -> str:
        """The first line with anything on it, that is given again."""
        for number, data in self.source:
            line = self._decoded(number, data)
            if line.text is None or line.text.strip():
                self.again.append(line)
                return line.text or ""
        return ""

    def begin(self) -> None:
        """A row starts here."""
        self.taken.clear()

    def back(self) -> int:
        """Give all lines of this row again but the first; its number."""
        self.again.extendleft(reversed(self.taken[1:]))
        return self.line

    @property
    def line(self) -> int:
        """The number of the line at which this row starts."""
        return self.taken[0].number if self.taken else self.last + 1

    def _decoded(self, number: int, data: bytes | None) -> _Line:
        self.last = number
        text = None if data is None else self._text(data)
        return _Line(number, text.removeprefix("\ufeff") if text and number == 1 else text)

    def _text(self, data: bytes) -> str:
        """Broken bytes spoil their own row only, once its end is found; a table in two encodings is broken."""
        if data.isascii():
            return data.decode("ascii")
        windows = is_windows(data)
        if self.encoding is None:
            self.encoding = WINDOWS if windows else "UTF-8"
            if windows:
                log_windows(self.name, data)
        if self.encoding == WINDOWS:
            return data.decode("cp1252") if windows else data.decode("ascii", "surrogateescape")
        return data.decode("utf-8", "surrogateescape")
