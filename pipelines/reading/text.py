"""A page saved as text -> one article."""

from __future__ import annotations

import hashlib
from collections import Counter

from models.news import Article, Paragraph

from .cleaning import Page, clean
from .results import Quarantined, Reading


def read_text(source: str, text: str) -> Reading:
    """The article that a page's `text` holds, or why it holds none."""
    page = clean(text)
    if not page.paragraphs:
        return Reading(quarantined=(Quarantined(source, no_paragraphs(page)),))
    return Reading(articles=(article(source, page),))


def article(
    source: str, page: Page, *, outlet: str | None = None, date: str | None = None, url: str | None = None
) -> Article:
    """The article on `page`; what is known from elsewhere goes before what the page says."""
    return Article(
        id=content_id(page.title, page.paragraphs),
        source=source,
        title=page.title,
        outlet=outlet or page.outlet,
        date=date or page.date,
        place=page.place,
        url=url,
        paragraphs=page.paragraphs,
        dropped=page.dropped,
    )


def content_id(title: str | None, paragraphs: tuple[Paragraph, ...]) -> str:
    """The same for the same words under any file name and among any furniture: 16 hexadecimal digits."""
    content = "\n".join([title or "", *(paragraph.text for paragraph in paragraphs)])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def no_paragraphs(page: Page) -> str:
    """Why a page without paragraphs cannot be used."""
    reasons = Counter(dropped.reason for dropped in page.dropped)
    met = ", ".join(f"{n} {reason}" for reason, n in reasons.items()) or "nothing but white space"
    return (
        f"no paragraphs left (met: {met}); expected: at least one complete sentence; "
        "way out: check that the article's text is there, not only its frame"
    )
