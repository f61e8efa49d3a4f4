"""A document -> one article, or the reason why it is none."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from pathlib import PurePath

from models.characters import printed
from models.news import PROSE, Article, DateOrigin, Paragraph

from .cleaning import Page, clean
from .cleaning.dates import find_date
from .documents import Document, View
from .language import detect
from .results import Quarantined
from .settings import ReadingConfig

_DATE_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?!\d)")


def understand(document: Document, settings: ReadingConfig) -> Article | Quarantined:
    """The article that `document` holds, if it is in one of the languages wanted. Never raises for any text."""
    known = document.known
    page = clean(document.view, known.title)
    if not page.prose:
        return Quarantined(document.source, no_paragraphs(page), page.pieces, "no article")
    language = detect("\n".join(paragraph.text for paragraph in page.prose)) or known.language
    if settings.languages and language and language not in settings.languages:
        return Quarantined(
            document.source, _other_language(language, settings.languages), page.pieces, "other language"
        )
    date, date_from = _date(document, page)
    paragraphs = page.paragraphs if settings.straightens else _as_printed(page.paragraphs, document.view)
    return Article(
        id=content_id(page.title, paragraphs),
        source=document.source,
        title=page.title,
        outlet=known.outlet or page.outlet,
        date=date,
        place=page.place,
        url=known.url,
        paragraphs=paragraphs,
        dropped=page.dropped,
        author=known.author or page.author,
        date_from=date_from,
        language=language,
        digest=document.digest,
    )


def content_id(title: str | None, paragraphs: tuple[Paragraph, ...]) -> str:
    """The same for the same words under any file name and among any furniture: 16 hexadecimal digits."""
    prose = (paragraph.text for paragraph in paragraphs if paragraph.kind in PROSE)
    return hashlib.sha256("\n".join([title or "", *prose]).encode()).hexdigest()[:16]


def no_paragraphs(page: Page) -> str:
    """Why a page without paragraphs cannot be used."""
    reasons = Counter([*(line.reason for line in page.dropped), *(line.kind for line in page.paragraphs)])
    met = ", ".join(f"{n} {reason}" for reason, n in reasons.items()) or "nothing but white space"
    return (
        f"no paragraphs left (met: {met}); expected: at least one complete sentence; "
        "way out: check that the article's text is there, not only its frame"
    )


def _as_printed(paragraphs: tuple[Paragraph, ...], view: View) -> tuple[Paragraph, ...]:
    """With the quotation marks of the source, where spans lead into the text that was read: plain text and records."""
    if view.starts is not None:
        return paragraphs
    return tuple(replace(own, text=printed(view.text[own.start : own.end])) for own in paragraphs)


def _other_language(language: str, languages: Collection[str]) -> str:
    return (
        f"language is {language!r}; expected: one of {', '.join(languages)}; "
        "way out: add it to `reading.languages` in the config"
    )


def _date(document: Document, page: Page) -> tuple[str | None, DateOrigin]:
    """The date of publication and what told it: the format, then the page, then the file's name."""
    if document.known.date:
        return document.known.date, "metadata"
    if page.date:
        return page.date, page.date_from
    named = _DATE_IN_NAME.search(PurePath(document.source.split("#", 1)[0]).name)
    found = find_date("-".join(named.groups())) if named else None
    return (found, "file name") if found else (None, "none")
