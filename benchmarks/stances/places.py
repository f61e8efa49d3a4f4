"""Where a text names a target, for data that tells the target's name and not always its places."""

from __future__ import annotations

import re
from typing import Literal

from models.wording import MARK

Places = tuple[tuple[int, int], ...]
How = Literal["given", "by name", "by a word of it", "whole text"]

HOW: tuple[How, ...] = ("given", "by name", "by a word of it", "whole text")
# Shorter words of a name tell too little: "of", "tax" in "taxi".
LEAST = 4
FREE = frozenset(
    {"that", "this", "with", "from", "their", "about", "would", "should", "could", "outside", "someone", "author"}
)


def places(text: str, target: str, given: Places = ()) -> tuple[Places, How]:
    """Character spans (end exclusive) of a target and how they were found.

    As given; else every place of its name; else every place of that of its words which is the longest of those in the text
    (the first on a tie), which may go on for three letters ("Republican", "Republicans"); else the whole text.
    """
    if given:
        return given, "given"
    if named := _found(rf"(?<!\w){re.escape(target)}(?!\w)", text):
        return named, "by name"
    words = [word for word in re.findall(r"\w+", target) if len(word) >= LEAST and word.lower() not in FREE]
    for word in sorted(words, key=len, reverse=True):
        if found := _found(rf"(?<!\w){re.escape(word)}\w{{0,3}}(?!\w)", text):
            return found, "by a word of it"
    return ((0, len(text)),), "whole text"


def marked(text: str, spans: Places, how: How) -> str:
    """The text with a mark in each of the target's places; as it is where these are the whole text."""
    if how == "whole text":
        return text
    pieces, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            pieces += [text[at:start], f" {MARK} "]
            at = end
    return "".join([*pieces, text[at:]])


def _found(pattern: str, text: str) -> Places:
    return tuple(m.span() for m in re.finditer(pattern, text, re.IGNORECASE))
