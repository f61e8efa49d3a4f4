"""Pieces of HTML inside other formats: an entry of a feed, a cell of a table, a block of Markdown.

A page has a frame that has to be told from the article, a fragment has none: its tags are read in one pass, so that each
character keeps its place in the source.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from pipelines.reading.documents import View

from .blocks import Blocks
from .html_tokens import Tag, tokenise

_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html "
    "li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_TOLD = {**{f"h{i}": "crosshead" for i in range(1, 7)}, "figcaption": "caption", "blockquote": "quote"}
_OPENS = re.compile(r"\s*<(?:!doctype|html|body|[a-z][a-z0-9]*[\s/>])", re.IGNORECASE)
_CLOSES = re.compile(r"</[a-z][a-z0-9]*\s*>", re.IGNORECASE)
_TEXT = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?|[^&]+|&")
_PARAGRAPHS = re.compile(r"<(?:p|div)\b", re.IGNORECASE)


def is_html(text: str) -> bool:
    """Whether `text` starts with a tag, and some tag is closed in it."""
    return _OPENS.match(text) is not None and _CLOSES.search(text) is not None


def fragment_view(source: str) -> View:
    """The view of a fragment of HTML; `source` is its source text. Never raises for any text."""
    blocks = Blocks()
    write_fragment(blocks, source, 0, len(source))
    return blocks.view()


def plain(source: str) -> str:
    """The words of a fragment of HTML on one line."""
    return " ".join(fragment_view(source).text.split())


def write_fragment(blocks: Blocks, source: str, start: int, end: int) -> None:
    """Write the blocks of the HTML at source[start:end]."""
    fragment = source[start:end]
    reader = _Reader(blocks, start, breaks=_PARAGRAPHS.search(fragment) is None)
    for token in tokenise(fragment):
        if isinstance(token, Tag):
            reader.tag(token)
        else:
            reader.text(fragment, token.start, token.end)
    reader.end()


@dataclass(slots=True)
class _Reader:
    """`breaks`: whether a line break parts paragraphs, since nothing else does; two of them do anyway."""

    blocks: Blocks
    offset: int
    breaks: bool
    broken: bool = False
    open_tags: list[str] = field(default_factory=list)

    def text(self, fragment: str, start: int, end: int) -> None:
        for match in _TEXT.finditer(fragment, start, end):
            text, at = match[0], self.offset + match.start()
            if text[0] == "&":
                self.blocks.write(html.unescape(text), at, at + len(text))
            else:
                self.blocks.write(text, at)
        if not fragment[start:end].isspace():
            self.broken = False

    def tag(self, tag: Tag) -> None:
        if tag.name == "br":
            if self.breaks or self.broken:
                self.end()
            at = self.offset + tag.end
            self.blocks.write(" ", at, at)
            self.broken = True
        elif tag.name in _BLOCKS:
            self.end()
            self._follow(tag)

    def end(self) -> None:
        self.blocks.end(_TOLD[self.open_tags[-1]] if self.open_tags else None)

    def _follow(self, tag: Tag) -> None:
        """A heading or a caption that nobody closed ends at the next block all the same."""
        while self.open_tags and self.open_tags[-1] != "blockquote":
            self.open_tags.pop()
        if tag.closes and self.open_tags and tag.name == "blockquote":
            self.open_tags.pop()
        elif not tag.closes and tag.name in _TOLD:
            self.open_tags.append(tag.name)
