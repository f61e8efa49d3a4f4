"""Which paragraphs themes are learnt from: distinct texts, and of a large corpus a sample that every outlet and month is in.

Nothing here keeps more than some thirty bytes of a paragraph, so that there may be millions.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from models.encoder import Encoder
from models.news import Article
from pipelines.theme_fit import Corpus
from pipelines.theme_learning import FIT_ROWS

FOLDS = 5
# Of each outlet and month so many paragraphs are drawn at least, where there are as many: an outlet that wrote a
# thousandth of the corpus would else be represented by twenty paragraphs of them all.
AT_LEAST = 30
DIGEST = 16

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Places:
    """The n paragraphs of prose of some articles, by their number in reading order.

    `first` (n,): whether a paragraph is the first of its text; `drawn` (m,): the numbers of those to learn from, in the
    order of their texts' digests.
    """

    first: NDArray[np.bool_]
    drawn: Numbers

    @property
    def distinct(self) -> int:
        return int(self.first.sum())


@dataclass(frozen=True, slots=True)
class Sample:
    """The paragraphs to learn from, in canonical order, and the article of each without its text."""

    corpus: Corpus
    articles: tuple[Article, ...]


def find_places(articles: Iterable[Article], limit: int = FIT_ROWS) -> Places:
    """Which paragraphs of articles in canonical order are distinct, and up to `limit` of them to learn from."""
    digests, sizes, strata = bytearray(), array("q"), list[str]()
    for article in articles:
        for paragraph in article.prose:
            digests += hashlib.sha256(paragraph.text.encode()).digest()[:DIGEST]
        sizes.append(len(article.prose))
        strata.append(f"{article.outlet or ''}\n{(article.date or '')[:7]}")
    rows = _first_of_each(digests)
    first = np.zeros(len(digests) // DIGEST, dtype=bool)
    first[rows] = True
    if len(rows) <= limit:
        return Places(first, rows)
    names = np.unique(np.array(strata), return_inverse=True)[1].astype(np.int64)
    return Places(first, rows[_stratified(np.repeat(names, sizes)[rows], limit)])


def read_sample(articles: Iterable[Article], places: Places, encoder: Encoder) -> Sample:
    """The drawn paragraphs with their vectors; an article's paragraphs share a fold."""
    wanted = {number: i for i, number in enumerate(places.drawn.tolist())}
    found = dict(_wanted(articles, wanted))
    texts, own = zip(*(found[i] for i in range(len(found))), strict=True) if found else ((), ())
    ids = tuple(article.id for article in own)
    folds = np.array([int(one, 16) % FOLDS for one in ids], dtype=np.int64)
    return Sample(Corpus(texts, encoder.vectors(texts), ids, folds), own)


def _wanted(articles: Iterable[Article], wanted: dict[int, int]) -> Iterator[tuple[int, tuple[str, Article]]]:
    numbers = count()
    for article in articles:
        bare = replace(article, paragraphs=(), dropped=())
        for paragraph, number in zip(article.prose, numbers):  # noqa: B905  the numbers go on from article to article
            if number in wanted:
                yield wanted[number], (paragraph.text, bare)


def _first_of_each(digests: bytearray) -> Numbers:
    """The number of the first paragraph of each text, in the order of the digests."""
    high, low = np.frombuffer(digests, dtype=">u8").reshape(-1, 2).T
    order = np.lexsort((low, high))  # stable: of equal ones the first comes first
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(high[order]) != 0) | (np.diff(low[order]) != 0)
    return order[new].astype(np.int64)


def _stratified(strata: Numbers, limit: int) -> NDArray[np.bool_]:
    """Which rows to draw, given the stratum (n,) of each, n > limit: of each stratum the first in their order."""
    sizes = np.bincount(strata)
    order = np.argsort(strata, kind="stable")
    turn = np.empty_like(strata)
    turn[order] = np.arange(len(strata)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    taken: NDArray[np.bool_] = turn < quotas(sizes, limit)[strata]
    return taken


def quotas(sizes: Numbers, limit: int) -> Numbers:
    """How many to draw of strata of these sizes (k,), `limit` in all, less than there are.

    In proportion to what they hold, beyond a floor: AT_LEAST of each, or where there are very many strata as many as can
    be given to each without taking more than half of all.
    """
    evenly = limit // (2 * max(1, int(np.count_nonzero(sizes))))
    floor = np.minimum(sizes, min(AT_LEAST, evenly))
    left = sizes - floor
    share = left * ((limit - floor.sum()) / left.sum())
    given: Numbers = floor + share.astype(np.int64)
    largest_remainder = np.argsort(-np.round(share % 1.0, 9), kind="stable")
    given[largest_remainder[: limit - given.sum()]] += 1
    return given
