"""Pull quotes: short lines that say again what a paragraph of the same page says."""

from __future__ import annotations

from collections.abc import Sequence

from .prose import LONG, count_words, fold

FEWEST_WORDS = 4
GRAM = 4


def find_pull_quotes(texts: Sequence[str]) -> frozenset[int]:
    """Which of `texts` are short and stand word for word inside a long one."""
    words = [_words(text) for text in texts]
    long = [i for i, text in enumerate(texts) if count_words(text) >= LONG]
    # Grams first: looking every short line up in the whole page would take quadratic time.
    grams = {gram for i in long for gram in _grams(words[i])}
    short = [i for i, own in enumerate(words) if len(own) >= FEWEST_WORDS and count_words(texts[i]) < LONG]
    return frozenset(i for i in short if all(gram in grams for gram in _grams(words[i])))


def _words(text: str) -> list[str]:
    return [word.strip("\"'.,?!-:;()") for word in fold(text).split()]


def _grams(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + GRAM]) for i in range(len(words) - GRAM + 1)]
