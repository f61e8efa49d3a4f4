"""HTML source -> tags and stretches of text, each with its place, as browsers cut it and in linear time.

The standard library's parser takes quadratic time on unclosed tags and comments; here whatever is never closed swallows
the rest of the page, as it does in browsers, so that no character is scanned twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

# Their content is no markup; what of it is visible is no text of the page.
RAW = frozenset("script style textarea title xmp iframe noembed noframes noscript template".split())

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>[^>\"']*+(?:(?:\"[^\"]*+\"|'[^']*+')[^>\"']*+)*+)>"
)
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++)))?")
_KIND = re.compile(r"(?P<tag>/?[a-zA-Z])|[/!?]")
_COMMENT_END = re.compile(r"--!?>")


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag, or an end tag. `name` is lower case; `attributes` as written; `end`: where it ends in the source."""

    name: str
    closes: bool
    attributes: str
    end: int

    def attribute(self, name: str) -> str | None:
        """The value of one attribute, character references decoded; "" where it has none; None without it."""
        return self.read().get(name)

    def read(self) -> dict[str, str]:
        """All attributes; of two with one name the first counts."""
        found: dict[str, str] = {}
        for key, *values in _ATTRIBUTE.findall(self.attributes):
            found.setdefault(key.lower(), unescape("".join(values)))
        return found


@dataclass(frozen=True, slots=True)
class Text:
    """source[start:end], outside of any tag."""

    start: int
    end: int


def tokenise(source: str) -> Iterator[Tag | Text]:
    """The tags and texts of `source` in order; comments, declarations and the content of RAW elements are passed over."""
    at = text = 0
    while (at := source.find("<", at)) >= 0:
        kind = _KIND.match(source, at + 1)
        if kind is None:
            at += 1
            continue
        if text < at:
            yield Text(text, at)
        if kind["tag"]:
            match = _TAG.match(source, at)
            if match is None:
                return
            tag = Tag(match["name"].lower(), bool(match["end"]), match["attributes"], match.end())
            yield tag
            at = _after_raw(source, tag)
        else:
            at = _after_comment(source, at)
        text = at
        if at < 0:
            return
    if text < len(source):
        yield Text(text, len(source))


def _after_raw(source: str, tag: Tag) -> int:
    """Where the markup goes on behind `tag`: behind its content where that is raw; -1 where it never ends."""
    if tag.closes or tag.name not in RAW:
        return tag.end
    close = re.compile(rf"</{tag.name}(?=[\s/>])", re.I).search(source, tag.end)
    return close.start() if close else -1


def _after_comment(source: str, at: int) -> int:
    if source.startswith("<!--", at):
        close = _COMMENT_END.search(source, at + 2)
        return close.end() if close else -1
    return source.find(">", at) + 1 or -1
