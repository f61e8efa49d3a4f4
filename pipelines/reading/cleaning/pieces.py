"""Source text -> pieces: the lines of a page, hard-wrapped lines joined, each with its place in the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from models.characters import INVISIBLE, tidy
from pipelines.reading.documents import View

from .prose import ends_sentence

WIDEST_WRAP = 130
SLACK = 0.9


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a view: tidied text, character offsets into the view's text, end exclusive."""

    text: str
    start: int
    end: int


def split(view: View) -> tuple[Piece, ...]:
    """The pieces of `view` in order; together they hold every visible character."""
    if view.told is not None:
        return tuple(line for block in _blocks(view.text) for line in block)
    runs = (run for block in _blocks(view.text) for run in _runs(view.text, block))
    return tuple(run[0] if len(run) == 1 else join(view.text, run[0], run[-1]) for run in runs)


def cut(source: str, piece: Piece, *lengths: int) -> tuple[Piece, ...]:
    """`piece` in parts that end after these lengths of its text, ascending, and the rest; by itself without any."""
    if not lengths:
        return (piece,)
    ends = [piece.start]
    for before, length in pairwise((0, *lengths)):
        wanted = sum(not char.isspace() for char in piece.text[before:length])
        at = ends[-1]
        while wanted:
            wanted -= _is_visible(source[at])
            at += 1
        ends.append(at)
    return tuple(_piece(source, start, end) for start, end in pairwise((*ends, piece.end)))


def join(source: str, first: Piece, last: Piece) -> Piece:
    """The stretch from the start of `first` to the end of `last`."""
    return _piece(source, first.start, last.end)


def _is_visible(char: str) -> bool:
    return not char.isspace() and char not in INVISIBLE


def _piece(source: str, start: int, end: int) -> Piece:
    while start < end and not _is_visible(source[start]):
        start += 1
    while end > start and not _is_visible(source[end - 1]):
        end -= 1
    return Piece(tidy(source[start:end]), start, end)


def _blocks(source: str) -> Iterator[list[Piece]]:
    """Lines that follow each other without a blank line between them."""
    block: list[Piece] = []
    at = 0
    for line in source.splitlines(keepends=True):
        piece = _piece(source, at, at + len(line))
        at += len(line)
        if piece.text:
            block.append(piece)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _runs(source: str, block: list[Piece]) -> Iterator[list[Piece]]:
    """The block's lines, grouped: one line each, unless the block was hard-wrapped."""
    if len(block) == 1:
        yield block
        return
    width = max(len(line.text) for line in block)
    wrapped = _is_wrapped(block, width)
    indented = _indented(source, block) if wrapped else frozenset()
    run = block[:1]
    for line in block[1:]:
        starts = line.start in indented and ends_sentence(run[-1].text)
        if wrapped and not starts and _continues(run[-1].text, line.text, width):
            run.append(line)
        else:
            yield run
            run = [line]
    yield run


def _is_wrapped(block: list[Piece], width: int) -> bool:
    """Whether most lines stop mid-sentence near one width and go on in lower case."""
    if not 40 <= width <= WIDEST_WRAP:
        return False
    unended = [(line, after) for line, after in pairwise(block) if not ends_sentence(line.text)]
    lower = sum(after.text[0].islower() for _, after in unended)
    return 2 * len(unended) >= len(block) - 1 and 5 * lower >= 2 * len(unended)


def _indented(source: str, block: list[Piece]) -> frozenset[int]:
    """Where indented lines start, which open paragraphs; none if most lines are: then that is the block's own margin."""
    starts = frozenset(line.start for line in block if source[line.start - 1 : line.start] in (" ", "\t"))
    return starts if 2 * len(starts) <= len(block) else frozenset()


def _continues(line: str, after: str, width: int) -> bool:
    """A wrapped line goes on when the next word had no room left on it."""
    no_room = len(line) + 1 + len(after.split(" ", 1)[0]) > SLACK * width
    return no_room or (after[0].islower() and not ends_sentence(line))
