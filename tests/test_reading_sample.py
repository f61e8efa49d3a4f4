"""The sample corpus, six shapes of pages, is read as its shapes say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from models.news import Article
from pipelines.reading import Reading, read
from pipelines.reading.cleaning.prose import ends_sentence

SEEDS = Path(__file__).parent.parent / "seeds" / "articles"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the pages of one outlet have: which facts they tell, and kinds and reasons that each of them must give."""

    outlet: str | None
    dated: bool
    met: frozenset[str]


SHAPES = {
    "frontier-weekly": Shape(
        "Frontier Weekly",
        False,
        frozenset({"navigation", "headline", "byline", "credit", "crosshead", "related", "comments"}),
    ),
    "indus-courier": Shape("The Indus Courier", True, frozenset({"dateline", "published in"})),
    "margalla-post": Shape(None, True, frozenset({"headline", "byline", "date", "dateline"})),
    "potomac-ledger": Shape(
        "Potomac Ledger", True, frozenset({"headline", "byline", "date", "dateline", "advert", "footer", "copyright"})
    ),
    "hindukush-wire": Shape(None, False, frozenset({"headline", "dateline"})),
    "silk-route-observer": Shape(
        None, True, frozenset({"navigation", "headline", "date", "related", "pull quote", "footer", "share"})
    ),
}


@cache
def sample() -> Reading:
    return read([str(SEEDS)])


def shape_of(article: Article) -> Shape:
    return SHAPES[Path(article.source).stem.rsplit("-", 1)[0]]


def test_every_file_of_the_sample_is_one_article() -> None:
    assert sample().quarantined == ()
    assert len(sample().articles) == len(list(SEEDS.iterdir()))


@pytest.mark.parametrize("article", sample().articles, ids=lambda article: Path(article.source).stem)
def test_a_sample_page_tells_what_its_shape_promises(article: Article) -> None:
    shape = shape_of(article)

    assert article.outlet == shape.outlet
    assert (article.date is not None) == shape.dated
    kinds = {paragraph.kind for paragraph in article.paragraphs}
    assert (article.title is not None) == ("headline" in kinds)
    assert shape.met <= kinds | {line.reason for line in article.dropped}


@pytest.mark.parametrize("article", sample().articles, ids=lambda article: Path(article.source).stem)
def test_a_sample_page_keeps_ten_to_twelve_full_paragraphs(article: Article) -> None:
    body = [paragraph.text for paragraph in article.paragraphs if paragraph.kind == "body"]

    assert 10 <= len(body) <= 13
    assert all(ends_sentence(text) and len(text.split()) >= 25 for text in body)


@pytest.mark.parametrize("article", sample().articles, ids=lambda article: Path(article.source).stem)
def test_nothing_long_is_dropped_from_a_sample_page(article: Article) -> None:
    assert [line.text for line in article.dropped if len(line.text.split()) >= 25] == []
