"""Pull quotes: short lines that say again what a paragraph of the same page says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .prose import LONG, count_words, fold

FEWEST_WORDS = 4
GRAM = 4


def find_pull_quotes(texts: Sequence[str]) -> frozenset[int]:
    """Which of `texts` are short and stand word for word inside a long one."""
    words = [_words(text) for text in texts]
    short = [i for i, own in enumerate(words) if len(own) >= FEWEST_WORDS and count_words(texts[i]) < LONG]
    if not short:
        return frozenset()
    # Grams first: looking every short line up in the whole page would take quadratic time.
    grams = {gram for i, text in enumerate(texts) if count_words(text) >= LONG for gram in _grams(words[i])}
    return frozenset(i for i in short if grams.issuperset(_grams(words[i])))


def _words(text: str) -> list[str]:
    return [word.strip("\"'.,?!-:;()") for word in fold(text).split()]


def _grams(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[i:] for i in range(GRAM)), strict=False)
