"""What a page's metadata tells of the article: its title, outlet, author, date, address and language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.characters import tidy
from pipelines.reading.cleaning.prose import count_words, fold
from pipelines.reading.documents import Known

from .html_tokens import Tag, tokenise

_PARTED = re.compile(r"\s+[|–—-]\s+|\s*[|•·]\s*")
_DESK = re.compile(
    r"@|\b(?:admin|desk|bureau|staff|editors?|editorial|reporters?|correspondents?|web|newsroom|service)\b", re.I
)
_LANGUAGE = re.compile(r"[a-zA-Z]{2}(?=[-_]|\Z)")
_TITLE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Extract:
    """An article as the extractor sees it: its text, and the page's metadata."""

    text: str = ""
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None


def extract(source: str) -> Extract:
    """What trafilatura finds in a page; nothing where it finds no article."""
    from trafilatura import bare_extraction

    found = bare_extraction(source, include_comments=False, with_metadata=True)
    if found is None or isinstance(found, dict):
        return Extract()
    return Extract(found.text or "", found.title, found.sitename, found.author, found.date, found.url)


def read_known(found: Extract, headlines: Sequence[str], source: str) -> Known:
    """`headlines`: the first-level headings of the page, the surest form of its title."""
    outlet = _outlet(found.outlet)
    return Known(
        title=_title(tidy(found.title or ""), headlines, outlet),
        outlet=outlet,
        author=_author(found.author, outlet),
        date=found.date,
        url=found.url,
        language=_language(source),
    )


def _title(title: str, headlines: Sequence[str], outlet: str | None) -> str | None:
    """The heading that the title contains, or the title without the outlet's name before or behind it."""
    folded = fold(title)
    said = (tidy(text) for text in headlines if count_words(text) >= _TITLE_WORDS and fold(text) in folded)
    heading = next(said, None)
    if heading:
        return heading
    for match in reversed(list(_PARTED.finditer(title))):
        if outlet and fold(outlet) in fold(title[match.end() :]):
            title = title[: match.start()]
    return title or None


def _outlet(name: str | None) -> str | None:
    """The name without the motto behind it."""
    return tidy(_PARTED.split(name, maxsplit=1)[0]) or None if name else None


def _author(names: str | None, outlet: str | None) -> str | None:
    """People only: neither desks nor addresses nor the outlet itself."""
    people = [name.strip() for name in (names or "").split(";")]
    kept = [name for name in people if name and not _DESK.search(name) and fold(name) != fold(outlet or "")]
    return ", ".join(kept) or None


def _language(source: str) -> str | None:
    """ISO 639-1, as the page declares it."""
    root = next((token for token in tokenise(source) if isinstance(token, Tag) and token.name == "html"), None)
    match = _LANGUAGE.match(root.attribute("lang") or root.attribute("xml:lang") or "") if root else None
    return match[0].lower() if match else None
