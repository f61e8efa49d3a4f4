"""Lines as they stand on printed pages -> blocks: paragraphs put together, and what repeats at the pages' edges apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipelines.reading.cleaning.prose import ends_sentence

from .blocks import Block

EDGE = 0.12
HEADLINE = 1.35
CROSSHEAD = 1.12
CROSSHEAD_WORDS = 12
# Shares of a line's height, and of its usual distance from the next one.
INDENT = 0.7
GAP = 1.3
# Lines that start within so many points of one another are in one column; its margin is where this share of them end.
COLUMN = 20
WIDE = 0.75
# A line that leaves so much of its column empty is a paragraph's last, whether or not it ends a sentence.
SHORT = 0.2

_DIGITS = re.compile(r"\d+")
# Page numbers, and what browsers print at the edges: the time and the page's title, its address.
_PRINTED = re.compile(
    r"(?:page )?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?|"
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s.*)?|"
    r"(?:https?|file)://\S+(?:\s+\d+/\d+)?",
    re.IGNORECASE,
)
_HYPHEN = re.compile(r"(\w+)([-\u2010\u00ad\ufffe])\Z")
_WORD = re.compile(r"\w+")
_COMPOUND = re.compile(r"\w+-\w+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of `page` (from 0). Places in points from the lower left corner; `height` is the page's."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    height: float

    @property
    def size(self) -> float:
        return max(self.top - self.bottom, 0.1)

    @property
    def edge(self) -> str | None:
        """What a line that repeats here is: it stands at the top or at the bottom of its page."""
        if self.bottom > (1 - EDGE) * self.height:
            return "navigation"
        return "footer" if self.top < EDGE * self.height else None


def lay_out(lines: Sequence[Line]) -> list[Block]:
    """The blocks of some pages in their order; a page's edges follow the paragraph that they interrupt."""
    repeated = _repeated(lines)
    flow = [line for line in lines if _key(line) not in repeated]
    edges = [line for line in lines if _key(line) in repeated]
    if not flow:
        return [Block(line.text, line.edge) for line in edges]
    body = median(line.size for line in flow)
    compounds = Counter(match for line in flow for match in _COMPOUND.findall(line.text.lower()))
    largest = max(line.size for line in flow if line.page == flow[0].page)
    blocks: list[Block] = []
    for group in _paragraphs(flow):
        while edges and edges[0].page < group[0].page:
            blocks.append(Block(edges[0].text, edges.pop(0).edge))
        blocks.append(Block(_join(group, compounds), _told(group, body, largest, blocks)))
    return blocks + [Block(line.text, line.edge) for line in edges]


def _key(line: Line) -> tuple[str | None, str]:
    return line.edge, _DIGITS.sub("0", line.text.casefold())


def _repeated(lines: Sequence[Line]) -> set[tuple[str | None, str]]:
    """What stands at the edge of at least half of the pages, numbers apart; page numbers, and what browsers print there."""
    pages = len({line.page for line in lines})
    seen = Counter(key for key, _ in {(_key(line), line.page) for line in lines if line.edge})
    printed = {_key(line) for line in lines if line.edge and _PRINTED.fullmatch(line.text)}
    return printed | {key for key, count in seen.items() if count > 1 and 2 * count >= pages}


def _told(group: Sequence[Line], body: float, largest: float, before: Sequence[Block]) -> str | None:
    """A headline or a cross-head, where the size of its letters tells."""
    size = group[0].size
    if size == largest and size >= HEADLINE * body and all(block.told != "headline" for block in before):
        return "headline"
    words = sum(len(line.text.split()) for line in group)
    return "crosshead" if size >= CROSSHEAD * body and words <= CROSSHEAD_WORDS else None


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    leading = _leading(lines)
    margins = _margins(lines)
    group = [lines[0]]
    for line, after in pairwise(lines):
        if _parts(line, after, leading, margins[_column(line)]):
            yield group
            group = []
        group.append(after)
    yield group


def _column(line: Line) -> tuple[int, int, int]:
    return line.page, round(line.size), round(line.left / COLUMN)


def _margins(lines: Sequence[Line]) -> dict[tuple[int, int, int], float]:
    """Where the lines of each column end, but for a few that reach further (a line across two columns)."""
    ends: dict[tuple[int, int, int], list[float]] = defaultdict(list)
    for line in lines:
        page, size, left = _column(line)
        for near in (left - 1, left, left + 1):
            ends[page, size, near].append(line.right)
    return {column: sorted(found)[int(WIDE * (len(found) - 1))] for column, found in ends.items()}


def _leading(lines: Sequence[Line]) -> float:
    """How far the next line usually is, as a share of a line's height."""
    distances = [
        (line.top - after.top) / line.size
        for line, after in pairwise(lines)
        if line.page == after.page and 0.5 * line.size < line.top - after.top < 3 * line.size
    ]
    return median(distances) if distances else 1.2


def _parts(line: Line, after: Line, leading: float, margin: float) -> bool:
    """Whether a new paragraph starts between two lines."""
    if not 1 / CROSSHEAD < after.size / line.size < CROSSHEAD:
        return True
    distance = line.top - after.top
    if line.page != after.page or distance < -line.size:
        return ends_sentence(line.text)
    if distance > GAP * leading * line.size or after.left - line.left > INDENT * line.size:
        return True
    # Within a paragraph a line only ends where the next word had no room.
    word = len(after.text.split(" ", 1)[0]) / len(after.text) * (after.right - after.left)
    room = margin - line.right - word
    return room > 0 and (ends_sentence(line.text) or room > SHORT * (margin - line.left))


def _join(group: Sequence[Line], compounds: Counter[str]) -> str:
    """The text of a paragraph; a hyphen at the end of a line goes, unless the word has one elsewhere too."""
    text = group[0].text
    for line in group[1:]:
        hyphen, word = _HYPHEN.search(text), _WORD.match(line.text)
        if hyphen and word and word[0][0].islower():
            kept = hyphen[2] == "-" and f"{hyphen[1]}-{word[0]}".lower() in compounds
            text = (text if kept else text[: hyphen.end(1)]) + line.text
        else:
            text = f"{text} {line.text}"
    return text
