"""The noun phrases of a text: what stands between function words and verbs (after Justeson & Katz, "Technical
terminology", Natural Language Engineering 1995), and two of them with a preposition between: "withdrawal of troops".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .lexicon import Lexicon, Word, follows_as_noun, singular
from .stopwords import AFTER_VERBS, BEFORE_VERBS, CONNECTORS, DETERMINERS, NAME_JOINTS

MAX_WORDS = 4
MAX_BEFORE, MAX_AFTER = 2, 3


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A phrase of a text: `key` folds case and number; `words` are its words' keys, `text` what one reads.

    `whole` says that no part of it is missing: "financial action" in "financial action task force" is half a phrase.
    """

    key: str
    text: str
    words: tuple[str, ...]
    whole: bool


def noun_phrases(words: Sequence[Word], lexicon: Lexicon) -> Iterator[NounPhrase]:
    """Every noun phrase of up to MAX_WORDS words, and the pairs of them with a preposition between."""
    runs = list(_runs(words, lexicon))
    for start, end in runs:
        for first in range(start, end):
            for last in range(first + 1, min(first + MAX_WORDS, end) + 1):
                whole = last == end and _begins(words, start, first, last)
                yield _phrase(words[first:last], lexicon, whole)
    for (start, end), (after, last) in pairwise(runs):
        if last - after <= MAX_AFTER and _joins(words[end:after]):
            for first in range(max(start, end - MAX_BEFORE), end):
                yield _phrase(words[first:last], lexicon, not _continues(words, first))


def _runs(words: Sequence[Word], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Where runs of words that can make a noun phrase start and end; a text ends with a break."""
    start = 0
    for place, word in enumerate(words):
        if lexicon.breaks(word) or _is_verb_here(words[place - 1].key, word, words[place + 1].key):
            if place > start:
                yield start, place
            start = place + 1


def _is_verb_here(before: str, word: Word, after: str) -> bool:
    """ "They fight", "to fight the": a verb in this place, whatever it is in others."""
    return word.text.islower() and (before in BEFORE_VERBS or (before == "to" and after in AFTER_VERBS))


def _begins(words: Sequence[Word], start: int, first: int, last: int) -> bool:
    """Whether a phrase (first, last) of a run from `start` may begin so; a lone word must stand where nouns do."""
    lone = last - start == 1
    return not _continues(words, first) and (not lone or follows_as_noun(words[start - 1].key, words[first].key))


def _continues(words: Sequence[Word], first: int) -> bool:
    """Whether a name that starts here is the rest of a longer one: "Commission" after "Exchange" or "Exchange and"."""
    if words[first].text.islower():
        return False
    before = words[first - 2] if words[first - 1].key in NAME_JOINTS else words[first - 1]
    return before.text[:1].isupper() and not before.start


def _joins(between: Sequence[Word]) -> bool:
    keys = [word.key for word in between]
    return bool(keys) and keys[0] in CONNECTORS and (len(keys) == 1 or (len(keys) == 2 and keys[1] in DETERMINERS))


def _phrase(words: Sequence[Word], lexicon: Lexicon, whole: bool) -> NounPhrase:
    first, *rest = words
    in_name = bool(rest) and rest[0].text[0].isupper()
    text = " ".join([first.text if in_name else lexicon.spelled(first), *(word.text for word in rest)])
    return NounPhrase(" ".join(singular(word.key) for word in words), text, tuple(word.key for word in words), whole)
