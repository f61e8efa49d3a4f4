"""Pull quotes: lines that say again what a paragraph of the same page says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .prose import LONG, count_words, fold

FEWEST_WORDS = 4
GRAM = 4


def find_pull_quotes(texts: Sequence[str]) -> frozenset[int]:
    """Which of `texts` are short and stand word for word inside a long one; the first also if it stands again below."""
    opening = frozenset({0} if _opens_with_quote(texts) else ())
    short = {i: _words(text) for i, text in enumerate(texts) if count_words(text) < LONG}
    long = [_words(text) for text in texts if count_words(text) >= LONG] if short else []
    known = {word for words in long for word in words}
    likely = {i: words for i, words in short.items() if len(words) >= FEWEST_WORDS and known.issuperset(words)}
    if not likely:
        return opening
    # Grams, since looking every short line up in the whole page would take quadratic time.
    grams = {gram for words in long for gram in _grams(words)}
    return opening | frozenset(i for i, words in likely.items() if grams.issuperset(_grams(words)))


def _opens_with_quote(texts: Sequence[str]) -> bool:
    """Whether a sentence from further down was set above the article: alone, as a text pasted twice is not."""
    if len(texts) < 3 or count_words(texts[0]) < FEWEST_WORDS:
        return False
    return texts[0] != texts[1] and texts[0] in texts[2:] and texts[1] not in texts[2:]


def _words(text: str) -> list[str]:
    return [word.strip("\"'.,?!-:;()") for word in fold(text).split()]


def _grams(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[i:] for i in range(GRAM)), strict=False)
