"""What tells prose from furniture: words, sentence ends, comparable forms."""

from __future__ import annotations

import re
from functools import lru_cache

CLOSERS = "\"'”’“»)]*"
TERMINALS = ".?!…。۔।؟"
LONG = 25

_WORD = re.compile(r"\w\S*")
_QUOTED_COMMA = re.compile(r",[”’\"']\Z")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]\.){1,3}\Z|\b(?:Jr|Sr|Inc|Corp|Ltd|Co|Gen|Lt|Col|Dr|Mr)\.\Z")
# Four letters before the full stop: "Gen.", "Brig." and "p.m." end no sentence.
_SENTENCE_BREAK = re.compile(r"[a-z]{4}[.?!][”’\"')]? +[A-Z“‘\"]")
_MARKS = (("‘", "'"), ("’", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"))
_UNFINISHED = frozenset(
    "of the to and for with at by from a an as or but if that than because his her their its our who whose which whom "
    "is are was were be been has have had will would including".split()
)


@lru_cache(maxsize=1 << 12)  # every rule asks, and asks again of the same lines
def count_words(text: str) -> int:
    """Words parted by white space; a lone dash or bullet is none."""
    # A list of them would take ten times the memory of the text.
    return sum(1 for _ in _WORD.finditer(text))


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does, or as a quote followed by its speaker does (a comma inside the quote)."""
    bare = text.rstrip(CLOSERS)
    return (bool(bare) and bare[-1] in TERMINALS) or bool(_QUOTED_COMMA.search(text[-2:]))


def ends_in_abbreviation(text: str) -> bool:
    """Whether a final full stop may belong to an abbreviation ("talks with U.S.")."""
    return bool(_ABBREVIATION.search(text[-12:]))


def breaks_sentence(text: str) -> bool:
    """Whether one sentence ends and another starts inside `text`."""
    return bool(_SENTENCE_BREAK.search(text))


def asks(text: str) -> bool:
    """Whether `text` ends in a question or exclamation mark, as sentences and headlines both may."""
    return text.rstrip(CLOSERS)[-1:] in tuple("?!؟")


def trails_off(text: str) -> bool:
    """Whether `text` stops where no headline does: before a list, or at a word that wants another."""
    return text[-1:] in ":;,—–-" or text.rsplit(" ", 1)[-1] in _UNFINISHED


def is_long(text: str) -> bool:
    """Long enough that no furniture outside the known patterns looks like it."""
    return count_words(text) >= LONG


def is_prose(text: str) -> bool:
    """A complete sentence, or a text too long to be a headline."""
    return ends_sentence(text) or is_long(text)


def fold(text: str) -> str:
    """`text` for comparison: no case, straight quotes, plain dashes."""
    text = text.casefold()
    for mark, plain in _MARKS:  # str.translate takes eight times as long
        text = text.replace(mark, plain)
    return text.strip(" .")
