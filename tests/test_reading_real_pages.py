"""Real pages as copied from a browser give exactly the paragraphs a careful person would keep.

The pages belong to their publishers: only counts, reasons and digests of what was read by hand stand here.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.news import Article
from pipelines.reading import read, read_file

DATA = os.environ.get("PARLEY_DATA")
pytestmark = pytest.mark.skipif(DATA is None, reason="PARLEY_DATA names no folder with the real pages")


@dataclass(frozen=True, slots=True)
class Expected:
    """What one page must give: `words` is the start of the SHA-256 of its paragraphs, one a line."""

    outlet: str | None
    date: str | None
    place: str | None
    has_title: bool
    standfirsts: int
    paragraphs: int
    reasons: str
    words: str


NEWSWEEK = "navigation, headline, byline, credit"
PAGES = {
    "000": Expected(
        "Newsweek Pakistan", None, None, True, 1, 9, f"{NEWSWEEK}, related, comments", "79e808798c62ed68"
    ),
    "001": Expected(
        "Newsweek Pakistan", None, None, True, 1, 7, f"{NEWSWEEK}, crosshead, related, comments", "d5faab27c8a0d69e"
    ),
    "002": Expected(
        "Dawn", "2023-03-08", "Islamabad", False, 0, 13,
        "dateline, teaser, crosshead, published in, comments", "13ac8fb979c0d3d5",
    ),
    "003": Expected(
        "Dawn", "2021-09-04", "Washington", True, 0, 23,
        "headline, dateline, teaser, published in, footer, comments", "7f8e2bd4fdc0f8f0",
    ),
    "004": Expected(
        None, "2017-12-17", "Washington", True, 0, 14, "headline, byline, date, dateline", "5cb3bae51d555465"
    ),
}  # fmt: skip


def read_page(number: str) -> Article:
    (path,) = Path(DATA or "", "seeds").glob(f"{number}_*.txt")
    (article,) = read_file(path).articles
    return article


@pytest.mark.parametrize("number", sorted(PAGES))
def test_a_real_page_gives_its_facts_its_paragraphs_and_its_reasons(number: str) -> None:
    article, expected = read_page(number), PAGES[number]
    words = "\n".join(paragraph.text for paragraph in article.paragraphs)

    assert (article.outlet, article.date, article.place) == (expected.outlet, expected.date, expected.place)
    assert (article.title is not None) == expected.has_title
    assert [paragraph.kind for paragraph in article.paragraphs].count("standfirst") == expected.standfirsts
    assert len(article.paragraphs) == expected.paragraphs
    assert ", ".join(dropped.reason for dropped in article.dropped) == expected.reasons
    assert hashlib.sha256(words.encode()).hexdigest().startswith(expected.words)


def test_a_sample_of_the_beat_is_read_whole() -> None:
    """Floors, not exact numbers: a better rule may move a few lines."""
    counts = read([str(Path(DATA or "", "news", "indomain_300.jsonl"))]).counts

    assert (counts.articles_kept, counts.articles_quarantined) == (299, 0)
    assert 4600 <= counts.paragraphs_kept <= 4680
    assert counts.dropped_by_reason["teaser"] <= 70
