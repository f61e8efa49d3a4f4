"""Markdown: notes and clippings, with or without front matter."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pipelines.reading.decoding import decode_text
from pipelines.reading.documents import Document, Item
from pipelines.reading.settings import ReadingConfig

from .blocks import Blocks
from .fragments import write_fragment
from .records import make_known

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*(?:\r\n|\r|\n)(.{0,20000}?(?:\r\n|\r|\n))(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.S)
_ENTRY = re.compile(r"[A-Za-z_][\w-]*:|\s|[-#\]}]")
_BETWEEN_LINKS = re.compile(r"[\s|•·/,–—-]*")
# A table with a cell of so many words is the layout of a page.
_CELL_WORDS = 12
_LINE = re.compile(r"\r\n|\r|\n")


def parse_markdown(item: Item, settings: ReadingConfig) -> Iterator[Document]:
    """One document; spans lead into the decoded file. Raises UnreadableError for bytes that are no text."""
    from markdown_it import MarkdownIt

    source = decode_text(item.data, item.source)
    cells, front, start = _front_matter(source)
    # An indented paragraph is one, not a program. Without "text_join" an escaped character stays apart from the text around
    # it, so that places can be told.
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").disable(["text_join", "code"])
    walk = _Walk(source, [start, *(match.end() for match in _LINE.finditer(source, start)), len(source)])
    walk.furniture(front, start)
    walk.blocks_of(parser.parse(source[start:]))
    known = make_known(item.source, cells, settings)
    known = replace(known, title=known.title or walk.headline)
    yield Document(item.source, walk.blocks.view(), hashlib.sha256(item.data).hexdigest(), known)


def _front_matter(source: str) -> tuple[dict[str, Any], int, int]:
    """The values between two "---" at the top, and where the text starts, before and after what can be told of them.

    A rule is no front matter. Front matter that is broken tells nothing, and is no text of the article either.
    """
    import yaml

    match = _FRONT.match(source)
    if match is None:
        return {}, 0, 0
    try:
        cells = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        is_front = all(map(_ENTRY.match, filter(str.strip, _LINE.split(match[1]))))
        return {}, 0, match.end() if is_front else 0
    return (cells, match.end(), match.end()) if isinstance(cells, dict) else ({}, 0, 0)


@dataclass(slots=True)
class _Walk:
    """A walk through the tokens of a text, with a finger on the place in the source. `lines`: where its lines start."""

    source: str
    lines: Sequence[int]
    blocks: Blocks = field(default_factory=Blocks)
    headline: str | None = None
    at: int = 0
    limit: int = 0

    def blocks_of(self, tokens: Sequence[Token]) -> None:
        """Write every block, with what its markup tells of it."""
        open_tokens: list[Token] = []
        for token in tokens:
            if token.map:
                self.at = max(self.at, self.lines[token.map[0]])
                self.limit = self.lines[token.map[1]]
            if token.nesting:
                open_tokens.append(token) if token.nesting > 0 else open_tokens.pop()
            elif token.type == "inline":
                self._inline(token.children or [])
                self.blocks.end(self._told(token, open_tokens))
            elif token.type == "html_block" and token.map:
                write_fragment(self.blocks, self.source, self.at, self.lines[token.map[1]])
            elif token.content and token.map:
                self.furniture(self.at, self.limit)
                self.at = self.limit

    def furniture(self, start: int, end: int) -> None:
        """Write the lines of the source between two places, which are no text of the article: programs, broken front matter."""
        for line in self.source[start:end].splitlines(keepends=True):
            self.blocks.write(line, start)
            self.blocks.end("navigation")
            start += len(line)

    def _inline(self, tokens: Sequence[Token]) -> None:
        alone = _is_image(tokens)
        for token in tokens:
            if token.type == "image":
                if alone:  # Within a sentence, the words that stand for a picture would be taken for the sentence's.
                    self._inline(token.children or [])
            elif token.type in ("softbreak", "hardbreak"):
                self.blocks.write(" ", self.at, self.at)
            elif token.type != "html_inline" and token.content:
                self._write(token.content, token.markup if token.type == "text_special" else token.content)

    def _write(self, text: str, written: str) -> None:
        """Add `text`, that is `written` after the last one; where it is not, it stands somewhere in the rest of its block."""
        found = self.source.find(written, self.at, self.limit)
        if found < 0:
            self.blocks.write(text, self.at, self.limit)
            return
        self.at = found + len(written)
        self.blocks.write(text, found, None if text == written else self.at)

    def _told(self, token: Token, open_tokens: Sequence[Token]) -> str | None:
        types = {opened.type for opened in open_tokens}
        if "heading_open" in types:
            return self._heading(token)
        if "blockquote_open" in types:
            return "quote"
        children = token.children or []
        if "table_open" in types and len(token.content.split()) < _CELL_WORDS:
            return "navigation"
        links = 1 if "list_item_open" in types else 2
        return "navigation" if _is_image(children) or _are_links(children, links) else None

    def _heading(self, token: Token) -> str:
        if self.headline is not None:
            return "crosshead"
        words = (child.content or " " for child in token.children or [] if child.type != "image")
        self.headline = " ".join("".join(words).split()) or None
        return "headline"


def _is_image(tokens: Sequence[Token]) -> bool:
    """Whether nothing but pictures is shown, which may be links."""
    shown = [token.type for token in tokens if token.type not in ("link_open", "link_close", "softbreak")]
    return bool(shown) and set(shown) == {"image"}


def _are_links(tokens: Sequence[Token], least: int) -> bool:
    """Whether nothing but links is shown, `least` or more of them, and what parts them."""
    depth = found = 0
    for token in tokens:
        depth += token.nesting if token.type in ("link_open", "link_close") else 0
        found += token.type == "link_open"
        if depth == 0 and not _BETWEEN_LINKS.fullmatch(token.content):
            return False
    return found >= least
