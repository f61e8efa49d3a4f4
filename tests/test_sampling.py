"""What themes are learnt from: distinct paragraphs, and of a large corpus a sample that no outlet and month is missing from."""

from __future__ import annotations

import hashlib
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.encoder import Encoder
from models.news import Article, Paragraph
from pipelines.corpus import canonical
from pipelines.sampling import AT_LEAST, find_places, quotas, read_sample

SIZES = st.lists(st.integers(1, 400), min_size=1, max_size=30)


def article(number: int, texts: list[str], outlet: str | None = None, date: str | None = None) -> Article:
    prose = tuple(Paragraph(text, i, 0, len(text)) for i, text in enumerate(texts))
    headline = Paragraph(f"Headline {number}", len(texts), 0, 9, "headline")
    return Article(f"{number:016x}", f"{number}.txt", None, outlet, date, None, None, (*prose, headline), ())


def corpus() -> list[Article]:
    """A large daily over two months, a small weekly, and articles of which neither outlet nor date is known."""
    daily = [article(i, [f"Daily {i}, {k}." for k in range(10)], "Daily", f"2024-0{1 + i % 2}-05") for i in range(100)]
    weekly = [article(1000 + i, [f"Weekly {i}, {k}." for k in range(4)], "Weekly", "2024-01-09") for i in range(10)]
    unknown = [article(2000 + i, [f"Unknown {i}."]) for i in range(20)]
    return [*daily, *weekly, *unknown]


def texts_of(articles: list[Article]) -> list[str]:
    return [paragraph.text for one in articles for paragraph in one.prose]


def in_order(articles: list[Article]) -> list[Article]:
    return [articles[i] for i in canonical(articles).positions]


def drawn(articles: list[Article], limit: int) -> list[str]:
    ordered = in_order(articles)
    texts = texts_of(ordered)
    return [texts[number] for number in find_places(ordered, limit).drawn.tolist()]


def by_digest(texts: list[str]) -> list[str]:
    return sorted(set(texts), key=lambda text: hashlib.sha256(text.encode()).digest())


def test_below_the_limit_every_distinct_paragraph_is_learnt_from_in_the_order_of_its_digest() -> None:
    articles = [*corpus(), article(9000, ["Daily 1, 1.", "Weekly 2, 2.", "Only here."])]

    assert drawn(articles, 1063) == drawn(articles, 20_000) == by_digest(texts_of(articles))


def test_beyond_the_limit_a_small_outlet_is_not_lost_and_a_large_one_keeps_its_share() -> None:
    counts = Counter(text.split()[0] for text in drawn(corpus(), 300))

    assert counts.total() == 300
    assert counts["Weekly"] >= AT_LEAST
    assert counts["Unknown"] == 20
    assert counts["Daily"] > 200


def test_of_each_outlet_and_month_the_first_in_the_order_of_digests_are_drawn() -> None:
    taken = drawn(corpus(), 300)

    weekly = [text for text in taken if text.startswith("Weekly")]
    assert taken == by_digest(taken)
    assert weekly == by_digest([text for text in texts_of(corpus()) if text.startswith("Weekly")])[: len(weekly)]


@given(st.randoms(use_true_random=False))
def test_the_sample_does_not_hang_on_the_order_of_articles(draw: random.Random) -> None:
    articles = corpus()

    assert drawn(draw.sample(articles, len(articles)), 300) == drawn(articles, 300)


@given(SIZES, st.integers(1, 2000))
def test_quotas_add_up_and_ask_for_no_more_than_there_is(sizes: list[int], limit: int) -> None:
    assume(limit < sum(sizes))
    given_sizes = np.array(sizes)

    given_quotas = quotas(given_sizes, limit)

    assert given_quotas.sum() == limit
    assert (given_quotas <= given_sizes).all()
    assert (given_quotas >= np.minimum(given_sizes, min(AT_LEAST, limit // (2 * len(sizes))))).all()


def test_every_paragraph_has_a_place_and_the_first_of_each_text_is_marked() -> None:
    articles = [article(1, ["One.", "Two."]), article(2, []), article(3, ["Two.", "Three.", "One."])]

    places = find_places(articles)

    assert places.first.tolist() == [True, True, False, True, False]
    assert places.distinct == len(places.drawn) == 3


def test_the_sample_holds_texts_with_their_own_articles_and_vectors(encoder: Encoder) -> None:
    articles = [article(1, ["Ferries ran late."]), article(2, []), article(7, ["Ferries ran late.", "Fees rose."])]

    sample = read_sample(articles, find_places(articles), encoder)

    told = dict(zip(sample.corpus.texts, zip(sample.corpus.articles, sample.corpus.folds, strict=True), strict=True))
    assert told == {"Ferries ran late.": (f"{1:016x}", 1), "Fees rose.": (f"{7:016x}", 7 % 5)}
    assert np.array_equal(sample.corpus.vectors, encoder.vectors(sample.corpus.texts))
    assert [own.id for own in sample.articles] == list(sample.corpus.articles)
    assert not any(own.paragraphs for own in sample.articles)


@pytest.mark.parametrize("articles", [[], [article(1, [])]])
def test_articles_without_prose_give_an_empty_sample(articles: list[Article], encoder: Encoder) -> None:
    assert len(read_sample(articles, find_places(articles), encoder).corpus.vectors) == 0
