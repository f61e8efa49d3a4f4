"""Real pages as copied from a browser give exactly the paragraphs a careful person would keep.

The pages belong to their publishers: only counts, reasons and digests of what was read by hand stand here.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.news import Article
from pipelines.reading import read, read_file

DATA = os.environ.get("PARLEY_DATA")
pytestmark = pytest.mark.skipif(DATA is None, reason="PARLEY_DATA names no folder with the real pages")


@dataclass(frozen=True, slots=True)
class Expected:
    """What one page must give: `words` is the start of the SHA-256 of its prose, one paragraph a line."""

    outlet: str | None
    date: str | None
    place: str | None
    has_title: bool
    crossheads: int
    standfirsts: int
    prose: int
    reasons: str
    words: str


NEWSWEEK = "navigation, byline, credit"
PAGES = {
    "000": Expected(
        "Newsweek Pakistan", None, None, True, 0, 1, 9, f"{NEWSWEEK}, related, comments", "7c79d82542a4d609"
    ),
    "001": Expected(
        "Newsweek Pakistan", None, None, True, 1, 1, 7, f"{NEWSWEEK}, related, comments", "a696f17216dbac03"
    ),
    "002": Expected(
        "Dawn", "2023-03-08", "Islamabad", False, 1, 0, 13,
        "dateline, teaser, published in, comments", "00fe58a05c55d207",
    ),
    "003": Expected(
        "Dawn", "2021-09-04", "Washington", True, 0, 0, 23,
        "dateline, teaser, published in, footer, comments", "933e07c207702435",
    ),
    "004": Expected(
        None, "2017-12-17", "Washington", True, 0, 0, 14, "byline, date, dateline", "48be6803d5c7430c"
    ),
}  # fmt: skip


def read_page(number: str) -> Article:
    (path,) = Path(DATA or "", "seeds").glob(f"{number}_*.txt")
    (article,) = read_file(path).articles
    return article


@pytest.mark.parametrize("number", sorted(PAGES))
def test_a_real_page_gives_its_facts_its_paragraphs_and_its_reasons(number: str) -> None:
    article, expected = read_page(number), PAGES[number]
    words = "\n".join(paragraph.text for paragraph in article.prose)
    kinds = Counter(paragraph.kind for paragraph in article.paragraphs)

    assert (article.outlet, article.date, article.place) == (expected.outlet, expected.date, expected.place)
    assert (article.title is not None) == (kinds["headline"] == 1) == expected.has_title
    assert (kinds["crosshead"], kinds["standfirst"]) == (expected.crossheads, expected.standfirsts)
    assert len(article.prose) == expected.prose
    assert ", ".join(dropped.reason for dropped in article.dropped) == expected.reasons
    assert hashlib.sha256(words.encode()).hexdigest().startswith(expected.words)


def test_a_sample_of_the_beat_is_read_whole() -> None:
    """Floors, not exact numbers: a better rule may move a few lines."""
    counts = read([str(Path(DATA or "", "news", "indomain_300.jsonl"))]).counts

    assert (counts.articles_kept, counts.articles_quarantined) == (299, 0)
    assert 4600 <= counts.prose <= 4700
    assert counts.by_reason["teaser"] <= 70
