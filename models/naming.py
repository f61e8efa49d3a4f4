"""Names for themes from their own paragraphs: noun phrases that set a theme apart, unique, the same every time.

A phrase is weighed by class-based TF-IDF over the shares of paragraphs that hold it (Grootendorst 2022, arXiv:2203.05794)
and by how much nearer its vector lies to the theme than to the others; the best are taken for diversity as well (maximal
marginal relevance, Carbonell & Goldstein, SIGIR 1998).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .encoder import Vectors
from .lexicon import Lexicon, fold, read_words
from .phrase_tables import Phrase, Table, phrase_table, usable
from .stopwords import CONNECTORS, DETERMINERS

CANDIDATES = 40
MIN_PARAGRAPHS = 2
# What a phrase of so many words, names aside, says beside one of two; and one that ends in "in Kabul" or the like.
LENGTH_WEIGHT = {1: 0.5, 2: 1.0, 3: 1.1}
PLACED_WEIGHT = 0.7
NEARNESS = 1.5
LEAST_NEAR = 0.01
NAME_WORDS = 5
# Encoders may differ in the last digits from one batch to another.
DIGITS = 4

Encode = Callable[[Sequence[str]], Vectors]


def theme_phrases(
    groups: Sequence[Sequence[str]], banned: Iterable[str], encode: Encode, centroids: Vectors, count: int = 5
) -> list[tuple[str, ...]]:
    """For each theme up to `count` phrases as they stand in its texts, best first, no noun twice.

    `groups` are the texts of the k themes (some hundred typical ones are enough); `banned` names that name no theme by
    themselves (actors, outlets); `encode` gives unit rows (n, dim) for n phrases and is called once, with at most
    CANDIDATES for each theme; `centroids` (k, dim) are the themes' unit vectors in the encoder's space.
    A theme whose texts share no noun phrase gets the names they share, or nothing.
    """
    texts = [[read_words(text) for text in group] for group in groups]
    lexicon = Lexicon(words for group in texts for words in group)
    barred = frozenset(fold(name) for name in banned)
    tables = [phrase_table(group, lexicon) for group in texts]
    shares, held = Counter[str](), Counter[str]()
    for table in tables:
        shares.update({key: phrase.share for key, phrase in table.items()})
        held.update({key: phrase.held for key, phrase in table.items()})
    tables = [{key: phrase for key, phrase in table.items() if held[key] >= MIN_PARAGRAPHS} for table in tables]
    weighed = [_weighed(usable(table, lexicon, barred), shares) for table in tables]
    every = sorted({text for own in weighed for text in own})
    vectors = dict(zip(every, encode(every), strict=True)) if every else {}
    return [_chosen(own, vectors, centroids, theme, count) for theme, own in enumerate(weighed)]


def _weighed(table: Table, shares: Counter[str]) -> dict[str, float]:
    """The weights of the best CANDIDATES, by text, best first."""
    weights = {phrase.text: round(_weight(phrase, shares[key]), 6) for key, phrase in table.items()}
    return dict(sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:CANDIDATES])


def _weight(phrase: Phrase, everywhere: float) -> float:
    own = LENGTH_WEIGHT[min(len(phrase.nouns), 3)] * (PLACED_WEIGHT if phrase.placed else 1.0)
    return own * phrase.share * math.log(1.0 + 1.0 / everywhere)


def _chosen(
    weights: dict[str, float], vectors: dict[str, Vectors], centroids: Vectors, theme: int, count: int
) -> tuple[str, ...]:
    texts = list(weights)
    if not texts:
        return ()
    rows = np.stack([vectors[text] for text in texts]).astype(np.float64)
    score = np.array(list(weights.values())) * _nearness(rows, centroids.astype(np.float64), theme)
    alike = np.round(rows @ rows.T, DIGITS).clip(0.0, 1.0)
    left, taken = list(range(len(texts))), list[int]()
    while left and len(taken) < count:
        new = np.sqrt(1.0 - alike[:, taken].max(axis=1, initial=0.0))
        ranked = np.round(score * new, 2 * DIGITS)
        best = min(left, key=lambda i: (-ranked[i], texts[i]))
        taken.append(best)
        left = [i for i in left if not _share_a_word(texts[i], texts[best])]
    return tuple(texts[i] for i in taken)


def _nearness(rows: NDArray[np.float64], centroids: NDArray[np.float64], theme: int) -> NDArray[np.float64]:
    """How much nearer phrases (n, dim) lie to their theme than to all themes on average; just how near if it is alone."""
    cosines = np.round(rows @ centroids.T, DIGITS)
    others = cosines.mean(axis=1) if len(centroids) > 1 else 0.0
    nearer: NDArray[np.float64] = (cosines[:, theme] - others).clip(LEAST_NEAR) ** NEARNESS
    return nearer


def _share_a_word(one: str, other: str) -> bool:
    """Whether two phrases share a word that says something: a name of five phrases should not say one thing five times."""
    first, second = (set(fold(text).split()) - CONNECTORS - DETERMINERS for text in (one, other))
    return bool(first & second)


def unique_names(phrases: Sequence[Sequence[str]], taken: Iterable[str] = ()) -> list[str]:
    """One heading per theme, none of them twice or `taken` in any case.

    A phrase of several words stands alone; a single word, which may mean much, has another phrase beside it. A number
    comes last of all.
    """
    used, names = {name.casefold() for name in taken}, []
    for own in phrases:
        name = next(candidate for candidate in _headings(own) if candidate.casefold() not in used)
        used.add(name.casefold())
        names.append(name)
    return names


def _headings(phrases: Sequence[str]) -> Iterator[str]:
    pairs = [f"{a} and {b}" for i, a in enumerate(phrases) for b in phrases[i + 1 :]]
    if phrases and " " in phrases[0]:
        yield phrases[0]
    yield from (pair for pair in pairs if len(pair.split()) <= NAME_WORDS)
    yield from pairs
    last = phrases[0] if phrases else "theme"
    yield last
    yield from (f"{last} {number}" for number in range(2, 10_000))
