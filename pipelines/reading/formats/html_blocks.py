"""HTML source -> the blocks of text that a reader sees, each character with its place in the source."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from itertools import islice

from models.characters import INVISIBLE
from pipelines.reading.cleaning.dates import is_date_line
from pipelines.reading.documents import UnreadableError

from .html_elements import BLOCKS, CELLS, Element, make_element
from .html_tokens import Tag, Text, tokenise

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
ITEMS = frozenset("li dd dt option td th tr".split())
# The largest news pages have some 10,000; libraries for trees of elements take minutes for a hundred times that.
MOST_ELEMENTS = 50_000
# An end tag looks this far up for its start: pages nest less deep, and what nests deeper is hostile.
REACH = 256
SET_OFF = frozenset("b strong i em font big u".split())
LONGEST_DATE = 80

_REFERENCE = re.compile(r"&(?:#\d{1,8};?|#[xX][0-9a-fA-F]{1,8};?|[a-zA-Z][a-zA-Z0-9]{1,31};?)")
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_RUN = re.compile(r"\s+|\S+")
_LINE_END = re.compile(r"[.?!:…][\"'”’)]*\s*\Z")


@dataclass(slots=True, eq=False)
class Block:
    """A stretch of text that stands on lines of its own; `element` is the innermost one that holds all of it.

    `starts` and `ends` lead each character of `text` to its place in the source. `linked` counts the visible characters
    that are in links.
    """

    element: Element
    text: str
    starts: array[int]
    ends: array[int]
    linked: int

    @property
    def home(self) -> Element:
        """The innermost block-level element around."""
        return next((e for e in self.element.upward() if e.name in BLOCKS or e.name in CELLS), self.element)

    @property
    def name(self) -> str:
        return self.home.name

    @property
    def link_share(self) -> float:
        return self.linked / max(1, len(self.text) - self.text.count(" "))


def find_blocks(source: str) -> list[Block]:
    """The blocks of `source` in order; together they hold every visible character, white space as single spaces.

    Raises UnreadableError for a page of more than MOST_ELEMENTS.
    """
    reader = _Reader(source)
    for token in tokenise(source):
        reader.take(token)
    reader.end_block()
    return reader.blocks


class _Reader:
    """Walks the tokens of one page once, the open elements on a stack, the open block's characters in arrays."""

    def __init__(self, source: str) -> None:
        self.blocks: list[Block] = []
        self._source = source
        self._stack = [Element("html")]
        self._count = 0
        self._start_block()

    def take(self, token: Tag | Text) -> None:
        if isinstance(token, Text):
            if not self._stack[-1].hidden:
                self._write(token)
            return
        self._count += not token.closes
        if self._count > MOST_ELEMENTS:
            raise UnreadableError(
                f"more than {MOST_ELEMENTS:,} elements",
                expected="a page made for readers",
                way_out="save the article's text alone",
            )
        if token.name == "br":
            self._break_line()
        elif token.closes:
            self._close(token.name)
        else:
            self._open(token)

    def _start_block(self) -> None:
        self._parts: list[str] = []
        self._starts, self._ends = array("q"), array("q")
        self._space: tuple[int, int] | None = None
        self._linked = 0
        self._home: Element | None = None
        self._broken = self._in_lines = False

    def end_block(self) -> None:
        if self._parts and self._home:
            text = "".join(self._parts)
            self.blocks.append(Block(self._home, text, self._starts, self._ends, self._linked))
        self._start_block()

    def _break_line(self) -> None:
        """Two line breaks part paragraphs; one does where a sentence ends before it, and behind a line that stands alone."""
        if self._broken or (self._parts and (_LINE_END.search("".join(self._parts[-3:])) or self._is_alone())):
            self.end_block()
        else:
            self._part()
            self._broken = self._in_lines = bool(self._parts)

    def _is_alone(self) -> bool:
        """Whether all of the line is set off, in bold or the like, or is a date."""
        set_off = self._home is not None and self._home.name in SET_OFF and not self._in_lines
        return set_off or (len(self._starts) <= LONGEST_DATE and is_date_line("".join(self._parts)))

    def _part(self) -> None:
        """White space where the source has none, between the cells of a table's row or at the end of a line."""
        if self._parts and not self._space:
            self._space = (self._ends[-1], self._ends[-1])

    def _open(self, tag: Tag) -> None:
        name = tag.name
        if name in BLOCKS:
            self.end_block()
        if name in BLOCKS or name in CELLS:
            self._close_implied(name)
        if name in CELLS:
            # A cell with lines in it holds a column of the page, not a figure.
            self.end_block() if self._in_lines else self._part()
        if name not in VOID:
            self._stack.append(make_element(tag, self._stack[-1], self._count))

    def _close_implied(self, name: str) -> None:
        """A block ends an open paragraph; an item of a list or table ends the one before it."""
        paragraph = self._stack[-1].paragraph
        while paragraph and not paragraph.closed and name not in CELLS:
            self._stack.pop().closed = True
        if name in ITEMS and self._stack[-1].name == name:
            self._stack.pop().closed = True

    def _close(self, name: str) -> None:
        if name in BLOCKS:
            self.end_block()
        for at, element in enumerate(islice(reversed(self._stack), REACH), 1):
            if element.name == name and len(self._stack) > at:
                for _ in range(at):
                    self._stack.pop().closed = True
                return
            if element.name in BLOCKS and name not in BLOCKS | CELLS:
                return

    def _write(self, token: Text) -> None:
        at = token.start
        for reference in _REFERENCE.finditer(self._source, token.start, token.end):
            self._write_plain(at, reference.start())
            self._write_characters(unescape(reference[0]), *reference.span())
            at = reference.end()
        self._write_plain(at, token.end)

    def _write_plain(self, start: int, end: int) -> None:
        for run in _RUN.finditer(self._source, start, end):
            if run[0].isspace():
                if self._stack[-1].kept and _EMPTY_LINE.search(run[0]):
                    self.end_block()
                self._space = self._space or run.span()
            else:
                self._put(run[0], range(run.start(), run.end()), range(run.start() + 1, run.end() + 1))

    def _write_characters(self, characters: str, start: int, end: int) -> None:
        """What a character reference stands for."""
        for character in characters:
            if character.isspace():
                self._space = self._space or (start, end)
            else:
                self._put(character, (start,), (end,))

    def _put(self, text: str, starts: Iterable[int], ends: Iterable[int]) -> None:
        if not self._parts and text.strip(INVISIBLE) == "":
            return
        self._home = self._home or self._stack[-1]
        while self._home.closed and self._home.above:
            self._home = self._home.above
        if self._space and self._parts:
            self._parts.append(" ")
            self._starts.append(self._space[0])
            self._ends.append(self._space[1])
        self._space = None
        self._broken = False
        self._parts.append(text)
        self._starts.extend(starts)
        self._ends.extend(ends)
        self._linked += len(text) if self._stack[-1].linked else 0
