"""Which noun phrases the paragraphs of a theme hold, and which of those may name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .lexicon import Lexicon, Word, singular
from .noun_phrases import NounPhrase, noun_phrases
from .stopwords import CONNECTORS, DETERMINERS, NEVER_HEADS, OUTLET_HEADS, WEAK_NOUNS

# Share of its uses in which a phrase stands whole, from which it is one; a single word leads others more often.
WHOLE = 0.4
WHOLE_SINGLE = 0.3
# Share of a phrase's paragraphs that hold a longer one around it, from which the longer one is meant.
PART = 0.7
# A plural is the better heading where it is used at least so often beside the singular.
PLURAL = 0.4
# What is taken off a count: that one text or two hold a phrase may be chance.
DOUBT = 0.5
MAX_LEAST = 3
PARAGRAPHS_PER_LEAST = 30
ADJECTIVE_ENDINGS = ("ed", "able", "ible", "ful", "ous", "less", "ish")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in a theme: how many of its paragraphs hold it and what share that is, its text as mostly written.

    `words` are its words' keys, `nouns` those without the small ones; `placed`: it ends in a name after a preposition.
    """

    held: int
    share: float
    text: str
    words: tuple[str, ...]
    nouns: tuple[str, ...]
    placed: bool

    @property
    def head(self) -> str:
        """The noun that all else belongs to: the last one before a preposition."""
        joints = [i for i, word in enumerate(self.words) if i and word in CONNECTORS]
        return self.words[(joints[0] if joints else len(self.words)) - 1]


Table = dict[str, Phrase]


def phrase_table(texts: Sequence[Sequence[Word]], lexicon: Lexicon) -> Table:
    """The phrases of a theme's texts by their keys, without half phrases and without those in too few texts.

    A theme of 30 texts may be named by what a single one of them says, one of 90 or more by what three say.
    """
    least = min(MAX_LEAST, max(1, len(texts) // PARAGRAPHS_PER_LEAST))
    found = [list(noun_phrases(text, lexicon)) for text in texts]
    held = Counter(key for own in found for key in {phrase.key for phrase in own})
    uses: dict[str, list[NounPhrase]] = {key: [] for key, number in held.items() if number >= least}
    for phrase in (phrase for own in found for phrase in own):
        if phrase.key in uses:
            uses[phrase.key].append(phrase)
    return {key: _phrase(held[key], len(texts), own, lexicon) for key, own in uses.items() if _is_whole(own)}


def _is_whole(uses: Sequence[NounPhrase]) -> bool:
    share = sum(phrase.whole for phrase in uses) / len(uses)
    return share >= (WHOLE if len(uses[0].words) > 1 else WHOLE_SINGLE)


def _phrase(held: int, of: int, uses: Sequence[NounPhrase], lexicon: Lexicon) -> Phrase:
    forms = Counter(phrase.text for phrase in uses if phrase.whole)
    words = min(phrase.words for phrase in uses)
    nouns = tuple(word for word in words if word not in CONNECTORS and word not in DETERMINERS)
    small = max((i for i, word in enumerate(words) if word in CONNECTORS), default=len(words))
    placed = small < len(words) and all(lexicon.is_name(word) for word in words[small + 1 :] if word in nouns)
    return Phrase(held, (held - DOUBT) / of, _written(forms), words, nouns, placed)


def _written(forms: Counter[str]) -> str:
    best = min(forms, key=lambda form: (-forms[form], form))
    plural = [form for form in (best + "s", best + "es", best[:-1] + "ies") if forms[form] >= PLURAL * forms[best]]
    return plural[0] if plural and best.islower() else best


def usable(table: Table, lexicon: Lexicon, barred: frozenset[str]) -> Table:
    """The phrases that may name a theme; names that its texts share where there is nothing better.

    `barred` are folded names that name nothing by themselves. A phrase mostly inside a longer one makes way for it.
    """
    named = {key: phrase for key, phrase in table.items() if _names(key, phrase, lexicon, barred)}
    inside = {
        part
        for key, phrase in named.items()
        for part in _parts(key)
        if part in named and phrase.share >= PART * named[part].share
    }
    kept = {key: phrase for key, phrase in named.items() if key not in inside}
    return kept or {key: phrase for key, phrase in table.items() if key not in barred and _is_name(phrase, lexicon)}


def _parts(key: str) -> Iterator[str]:
    words = key.split()
    for length in range(1, len(words)):
        yield from (" ".join(words[i : i + length]) for i in range(len(words) - length + 1))


def _is_name(phrase: Phrase, lexicon: Lexicon) -> bool:
    return all(lexicon.is_name(word) for word in phrase.words)


def _names(key: str, phrase: Phrase, lexicon: Lexicon, barred: frozenset[str]) -> bool:
    """Whether the phrase is about something, not just about somebody: its head a common noun, and one word that tells."""
    if key in barred or {phrase.head, singular(phrase.head)} & NEVER_HEADS or not lexicon.is_common(phrase.head):
        return False
    if not any(_tells(word, lexicon) and singular(word) not in barred for word in phrase.nouns):
        return False
    if len(phrase.words) == 1:
        return phrase.text.islower() and not phrase.head.endswith(ADJECTIVE_ENDINGS)
    if len(phrase.words) > len(phrase.nouns):
        return phrase.head not in WEAK_NOUNS
    return not phrase.text.split()[-1][0].isupper() or _is_institution(phrase, lexicon)


def _tells(word: str, lexicon: Lexicon) -> bool:
    return lexicon.is_common(word) and word not in WEAK_NOUNS


def _is_institution(phrase: Phrase, lexicon: Lexicon) -> bool:
    """ "Supreme Court", not "Apple Computer", "coach Andy Robinson", "City News" or "NEW YORK"."""
    if phrase.text.isupper() or phrase.head in OUTLET_HEADS or phrase.text[0].islower():
        return False
    return all(lexicon.is_common(word) or lexicon.is_definite(word) for word in phrase.nouns)
