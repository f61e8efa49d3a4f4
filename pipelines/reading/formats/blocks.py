"""Building a view block by block, for formats with markup."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from models.characters import INVISIBLE
from pipelines.reading.documents import View

_SPACE = re.compile(r"\s")
_VISIBLE = re.compile(rf"[^\s{INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as its format has it. `told`: what it is, as a View tells it; None leaves that to its words."""

    text: str
    told: str | None = None


@dataclass(slots=True)
class Blocks:
    """A view in the making: blocks are written piece by piece, each with its place in the source text, and ended."""

    pieces: list[str] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("i"))
    ends: array[int] = field(default_factory=lambda: array("i"))
    told: dict[int, str] = field(default_factory=dict)
    visible: int | None = None

    def write(self, text: str, start: int, end: int | None = None) -> None:
        """Add `text`, that stands at `start` of the source; up to `end` where it is written otherwise there ("&amp;")."""
        if self.visible is None and (match := _VISIBLE.search(text)):
            self.visible = len(self.starts) + match.start()
        self.pieces.append(_SPACE.sub(" ", text))
        if end is None:
            self.starts.extend(range(start, start + len(text)))
            self.ends.extend(range(start + 1, start + len(text) + 1))
        else:
            self.starts.extend([start] * len(text))
            self.ends.extend([end] * len(text))

    def end(self, told: str | None = None) -> None:
        """What was written since the last end is one block; nothing visible is none."""
        if self.visible is None:
            return
        if told is not None:
            self.told[self.visible] = told
        self.visible = None
        self.pieces.append("\n")
        self.starts.append(self.ends[-1])
        self.ends.append(self.ends[-1])

    def view(self) -> View:
        """The view of all ended blocks."""
        return View("".join(self.pieces), self.starts, self.ends, self.told)


def view_of(blocks: Iterable[Block]) -> View:
    """The view of a format whose source text is its blocks, one a line."""
    lines: list[str] = []
    told: dict[int, str] = {}
    at = 0
    for block in blocks:
        line = " ".join(block.text.split())
        match = _VISIBLE.search(line)
        if match:
            if block.told is not None:
                told[at + match.start()] = block.told
            lines.append(line)
            at += len(line) + 1
    return View("\n".join(lines), told=told)
