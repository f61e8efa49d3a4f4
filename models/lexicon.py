"""What a corpus tells of its words, without a tagger: which are names and which are verbs.

A word mostly capitalised inside sentences is a name; a word that follows "they" or "will" oftener than "the" or "of" is
a verb.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from .stopwords import (
    AFTER_VERBS,
    ALWAYS_BREAKING,
    BEFORE_VERBS,
    BREAKING,
    DETERMINERS,
    NUMBERS,
    PLURAL_OWNERS,
    PREPOSITIONS,
)

NAME_SHARE = 0.8
# Share of a capitalised word's uses in lower case from which it is a common noun too: "Council", not "Kabul".
COMMON_SHARE = 0.1
DEFINITE_SHARE = 0.4
# Share of its uses after "will", "they" or the like from which a word is a verb, if these are twice its uses as a noun.
VERB_SHARE = 0.15
# A word in -ed or -ing is a verb and one in -ly an adverb unless so many of its uses are a noun's.
PROOFS = {"ed": 0.2, "ly": 0.2, "ing": 0.1}

_MARKUP = re.compile(
    r"<[^<>]*>|[&#]#?\w+;|\b(?:quot|amp|lt|gt|nbsp);|\S*(?:://|www\.|@|\.(?:com|org|net)\b)\S*|\n\s*\n"
)
_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’&-][^\W_]+)*['’]?|\S")
_CONTRACTION = re.compile(r"n't$|'(?:ll|re|ve|d|m)$|^(?:it|he|she|that|there|what|who|let|here)'s$")
_FIGURE = re.compile(r"\d(?!\d*[A-Z]+s?$)")
_SENTENCE_ENDS = frozenset('.!?:;“”"|—–-‘[(*>')


class Word(NamedTuple):
    """A word as it stands, its `key` in one case; `start`: a capital here tells nothing. A break has no key.

    A tuple, since a corpus has millions: it is made and hashed several times faster than a frozen dataclass.
    """

    text: str
    key: str
    start: bool


_BREAK = Word("", "", True)


def read_words(text: str) -> list[Word]:
    """The words of a text in order, with a break wherever punctuation, a number or markup stands, and at both ends."""
    words = [_BREAK]
    start = True
    for raw in _TOKEN.findall(_MARKUP.sub(" | ", text)):
        own = _words_of(raw, start)
        words += own
        start = own[0] is _BREAK and (start or raw in _SENTENCE_ENDS)
    return [*words, _BREAK]


@lru_cache(maxsize=100_000)
def _words_of(raw: str, start: bool) -> tuple[Word, ...]:
    """A word, and a break after an owner: "Kabul's" owns what follows, "women's" describes it."""
    lowered = raw.lower().replace("’", "'")
    if not any(map(str.isalpha, raw)):
        return (_BREAK,)
    stem = raw if lowered in PLURAL_OWNERS or _CONTRACTION.search(lowered) else re.sub(r"['’]s?$", "", raw)
    plain = stem.replace("’", "'").replace(".", "")
    word = Word(stem, plain if plain == "US" else plain.lower(), start)
    return (word,) if stem == raw else (word, _BREAK)


def fold(text: str) -> str:
    """The key that all spellings of a phrase share, whatever their case and number."""
    return " ".join(singular(word.key) for word in read_words(text) if word.key)


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """A word without the s of its plural: rough, for telling that two words are one, never for showing."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


@dataclass(slots=True)
class Uses:
    """How often a word was met: in all; inside sentences in lower case and with a capital; where nouns and verbs stand
    (what may be either counts half); after "the".
    """

    total: int = 0
    lower: int = 0
    capital: int = 0
    nominal: int = 0
    verbal: float = 0.0
    definite: int = 0


class Lexicon:
    """The words of a corpus, given its texts word by word. What it says of a word does not depend on their order."""

    def __init__(self, texts: Iterable[Sequence[Word]]) -> None:
        self._uses: defaultdict[str, Uses] = defaultdict(Uses)
        for words in texts:
            for before, word, after in zip(words, words[1:], words[2:], strict=False):
                if word.key:
                    self._count(before.key, word, after.key)
        verbs = {key for key, uses in self._uses.items() if _is_verb(key, uses)}
        # "testifies" is too rare to tell, "testify" is not.
        self._verbs = verbs | {key for key, uses in self._uses.items() if not uses.nominal and singular(key) in verbs}
        self.breaks = cache(self._breaks)
        self.spelled = cache(self._spelled)

    def is_name(self, key: str) -> bool:
        """Whether the word is mostly capitalised where that tells something, or never stands there."""
        uses = self._uses[key]
        return uses.capital >= NAME_SHARE * (uses.capital + uses.lower)

    def is_common(self, key: str) -> bool:
        """Whether the word is a noun of the language, be it part of names as well."""
        uses = self._uses[key]
        return uses.lower >= max(1, COMMON_SHARE * (uses.capital + uses.lower))

    def is_definite(self, key: str) -> bool:
        """Whether the word mostly follows "the", as the first of an institution's name does and a person's does not."""
        uses = self._uses[key]
        return uses.definite >= DEFINITE_SHARE * uses.total

    def _count(self, before: str, word: Word, after: str) -> None:
        uses = self._uses[word.key]
        uses.total += 1
        if not word.start:
            uses.lower += word.text.islower()
            uses.capital += not word.text.islower()
        uses.nominal += follows_as_noun(before, word.key)
        uses.verbal += (before in BEFORE_VERBS) + 0.5 * (before == "to") + 0.5 * (after in AFTER_VERBS)
        uses.definite += before == "the"

    def _breaks(self, word: Word) -> bool:
        """Whether no noun phrase goes on over this word."""
        if not word.key or word.key in ALWAYS_BREAKING or _CONTRACTION.search(word.key) or _is_figure(word):
            return True
        as_name = not word.text.islower() and (not word.start or self.is_name(word.key))
        return not as_name and (word.key in BREAKING or word.key in self._verbs or len(word.key) < 2)

    def _spelled(self, word: Word) -> str:
        """The word as it stands inside sentences."""
        return word.text.lower() if word.start and not self.is_name(word.key) else word.text


def follows_as_noun(before: str, word: str) -> bool:
    """Whether a word after this one is a noun or describes one; "of taking" and "by fully" show that it may not be."""
    return before in DETERMINERS or (before in PREPOSITIONS and not word.endswith(("ing", "ly")))


def _is_verb(key: str, uses: Uses) -> bool:
    proof = next((share for ending, share in PROOFS.items() if key.endswith(ending)), 0.0)
    return uses.nominal < proof * uses.total or uses.verbal > max(2 * uses.nominal, VERB_SHARE * uses.total)


def _is_figure(word: Word) -> bool:
    """ "5bn" and "two-run" are, "3G" is not."""
    return bool(_FIGURE.match(word.text)) or ("-" in word.key and word.key.split("-")[0] in NUMBERS)
