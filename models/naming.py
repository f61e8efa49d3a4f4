"""Names for themes from their own paragraphs: phrases that set a theme apart, readable, unique, the same every time.

The weight is class-based TF-IDF (Grootendorst 2022, arXiv:2203.05794) over phrases of one to three words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from .stopwords import STOPWORDS

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
BREAK = re.compile(r"[.,;:!?()\[\]“”\"—–…]+")
LENGTHS = (1, 2, 3)
# A phrase of two or three words says more than one word of the same weight.
LENGTH_BONUS = {1: 1.0, 2: 1.6, 3: 1.5}
MIN_PARAGRAPHS = 2


def theme_phrases(groups: Sequence[Sequence[str]], banned: Iterable[str], count: int = 5) -> list[tuple[str, ...]]:
    """For each group of paragraph texts, up to `count` phrases that set it apart, best first.

    `banned` are words that name nothing by themselves here (actors, outlets): a phrase of banned words only is left out.
    """
    stop = {form for phrase in banned for word in _words(phrase) for form in (word, word + "s")}
    tables = [_paragraphs_with(texts) for texts in groups]
    everywhere = Counter[str]()
    for table in tables:
        everywhere.update(table)
    mean_size = sum(sum(table.values()) for table in tables) / max(1, len(tables))
    return [_best(table, everywhere, mean_size, stop, count) for table in tables]


def unique_names(phrases: Sequence[Sequence[str]], taken: Iterable[str] = ()) -> list[str]:
    """One name per theme: its best phrase, with the next beside a single word; at last a number, never a repeat."""
    used, names = {name.casefold() for name in taken}, []
    for own in phrases:
        name = next(candidate for candidate in _candidates(own) if candidate.casefold() not in used)
        used.add(name.casefold())
        names.append(name)
    return names


def _candidates(phrases: Sequence[str]) -> Iterator[str]:
    if phrases and " " in phrases[0]:
        yield phrases[0]
    yield from (f"{a}, {b}" for i, a in enumerate(phrases) for b in phrases[i + 1 :])
    last = phrases[0] if phrases else "theme"
    yield last
    yield from (f"{last} {number}" for number in range(2, 10_000))


def _paragraphs_with(texts: Sequence[str]) -> Counter[str]:
    """How many of the texts hold each phrase: counting texts keeps one wordy paragraph from naming the theme."""
    table = Counter[str]()
    for text in texts:
        table.update(set(_phrases(text)))
    return table


def _phrases(text: str) -> Iterator[str]:
    for clause in BREAK.split(text):
        words = list(_words(clause))
        for length in LENGTHS:
            for start in range(len(words) - length + 1):
                run = words[start : start + length]
                if not any(word in STOPWORDS or len(word) < 3 for word in (run[0], run[-1])):
                    yield " ".join(run)


def _words(text: str) -> Iterator[str]:
    return (re.sub(r"['’]s$", "", match.group().lower()) for match in WORD.finditer(text))


def _best(own: Counter[str], everywhere: Counter[str], mean_size: float, stop: set[str], count: int) -> tuple[str, ...]:
    def weight(phrase: str) -> float:
        words = phrase.count(" ") + 1
        return LENGTH_BONUS[words] * own[phrase] * math.log(1 + mean_size / everywhere[phrase])

    usable = [
        p
        for p, n in own.items()
        if n >= MIN_PARAGRAPHS and not all(word in stop or word in STOPWORDS for word in p.split())
    ]
    chosen: list[str] = []
    for phrase in sorted(usable, key=lambda p: (-weight(p), p)):
        if not any(_overlap(phrase, other) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == count:
            break
    return tuple(chosen)


def _overlap(one: str, other: str) -> bool:
    """Whether two phrases share a word or its plural: a name should not say one thing twice."""
    stems = [{word.rstrip("s") for word in phrase.split()} - STOPWORDS for phrase in (one, other)]
    return bool(stems[0] & stems[1])
