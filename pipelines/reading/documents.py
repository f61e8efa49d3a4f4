"""What readers of formats hand on: items cut from files, and documents understood far enough to be cleaned."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .results import Cause, Quarantined


@dataclass(frozen=True, slots=True)
class Known:
    """What a document's format or container says of it. `date` is ISO."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One document as cut from its file: not yet parsed. `source` names it ("dump.jsonl.gz#12").

    `format`: the name of one of `formats.FORMATS`. `data`: its bytes; a table's row comes as `cells` instead.
    """

    source: str
    format: str
    data: bytes = b""
    cells: Mapping[str, Any] | None = None
    known: Known = field(default_factory=Known)


@dataclass(frozen=True, slots=True)
class View:
    """A document's text as it is read, and where it stands in its source.

    Spans into `text` lead back to the decoded source text by way of `starts` and `ends`, one entry for each character
    (None: `text` is the source text). `told` is None for plain text, whose lines have to be found and judged by their words.
    A format with markup has one block on each line, and tells of blocks, by the offset in `text` at which their line starts,
    what they are: a kind of paragraph, or the reason to leave them out. Blocks it does not tell of are judged by their words.
    """

    text: str
    starts: array[int] | None = None
    ends: array[int] | None = None
    told: Mapping[int, str] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place of text[start:end] in the source, end exclusive; the stretch must not be empty."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


@dataclass(frozen=True, slots=True)
class Document:
    """A document parsed: its text and what is known of it. `digest`: SHA-256 of the bytes it came from."""

    source: str
    view: View
    digest: str
    known: Known = field(default_factory=Known)


class UnreadableError(ValueError):
    """What cannot be read; the message names the value, what was expected and the way out, `cause` is for counting."""

    def __init__(self, problem: str, *, expected: str, way_out: str, cause: Cause = "unreadable") -> None:
        super().__init__(f"{problem}; expected: {expected}; way out: {way_out}")
        self.cause = cause

    def quarantined(self, source: str) -> Quarantined:
        return Quarantined(source, str(self), cause=self.cause)
