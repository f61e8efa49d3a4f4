"""Paragraphs of a readable length: when a sentence goes on in the next line, and where a long paragraph may part."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise

from .prose import count_words

LONGEST_WORDS = 200
PART_WORDS = 100
LONGEST_QUOTATION = 2_000  # characters

_ITEM = re.compile(r"\(?\w{1,3}[).] ")
# Four letters before the full stop, as in "Gen." and "p.m." there are not; careless copy leaves the space behind it out.
_BREAK = re.compile(r"[a-z]{4}[.?!](?:[\"')]{0,2} (?=[\"'(]?[A-Z])|(?=[A-Z][a-z]))")


def is_continued(text: str, after: str) -> bool:
    """Whether the sentence that `text` breaks off goes on in `after`: no stop behind the one, no capital before the other.

    The items of a list are no such lines.
    """
    return (text[-1].isalnum() or text[-1] == ",") and after[0].islower() and not _ITEM.match(after)


def part(text: str) -> tuple[int, ...]:
    """Where to cut a paragraph of more than 200 words, in characters: at sentences, for parts of about 100 words each.

    It is not cut within a quotation, whose speaker the second part would lose. Empty when it may stay whole.
    """
    # Six characters are the average of a word and its space; counting words takes longer than reading most pages.
    if len(text) <= 2 * LONGEST_WORDS or count_words(text) <= LONGEST_WORDS:
        return ()
    breaks = _breaks(text)
    parts = count_words(text) // PART_WORDS
    wanted = (round(len(text) * i / parts) for i in range(1, parts))
    return tuple(sorted({_nearest(breaks, at) for at in wanted})) if breaks else ()


def _breaks(text: str) -> list[int]:
    """Where sentences start outside quotations; anywhere, if the text lost a mark and is one endless quotation."""
    every = [match.end() for match in _BREAK.finditer(text)]
    outside: list[int] = []
    marks = last = 0
    for at in every:
        marks += text.count('"', last, at)
        last = at
        if marks % 2 == 0:
            outside.append(at)
    longest = max(end - start for start, end in pairwise((0, *outside, len(text))))
    return outside if longest <= LONGEST_QUOTATION else every


def _nearest(breaks: list[int], at: int) -> int:
    i = bisect_left(breaks, at)
    return min(breaks[max(0, i - 1) : i + 1], key=lambda found: abs(found - at))
