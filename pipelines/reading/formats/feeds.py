"""RSS and Atom feeds: one document an entry."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from pipelines.reading.documents import Document, Item, Known, UnreadableError, View
from pipelines.reading.results import Quarantined
from pipelines.reading.settings import ReadingConfig

from .fragments import fragment_view, plain
from .records import read_moment

# A summary as short as this leads to an article; one that was meant to be read alone is longer.
TEASER_WORDS = 80

_MARKUP = re.compile(r"</?[a-z][^<>]*>|&(?:#\w+|\w+);", re.IGNORECASE)
# What feeds put behind the outlet's name.
_SECTION = re.compile(
    r"\s+[-–—|»:]+\s+(?:home(?: ?page)?|front page|(?:latest|top|all|breaking)? ?(?:news|stories|articles|posts)|"
    r"(?:rss )?feed|rss)\s*\Z",
    re.IGNORECASE,
)


def parse_feed(item: Item, settings: ReadingConfig) -> Iterator[Document | Quarantined]:
    """One document for each entry, or why it is none; its source text is the markup of the entry's text.

    Raises UnreadableError for what is no feed.
    """
    feed = _parse(item.data)
    digest = hashlib.sha256(item.data).hexdigest()
    for number, entry in enumerate(feed.entries, 1):
        source = f"{item.source}#{number}"
        try:
            yield Document(source, _view(entry), digest, _known(entry, feed.feed))
        except UnreadableError as error:
            yield error.quarantined(source)


def _parse(data: bytes) -> Any:
    import feedparser

    try:
        # From memory: a text or bytes would be taken for an address or the name of a file.
        feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    except UnicodeDecodeError as error:
        raise _no_feed(error) from error
    if not feed.entries:
        raise _no_feed(feed.get("bozo_exception", "another kind of XML"))
    return feed


def _no_feed(problem: object) -> UnreadableError:
    return UnreadableError(
        f"no entries ({str(problem)[:100]})",
        expected="RSS or Atom",
        way_out="save the feed again, or convert it to JSON lines",
    )


def _view(entry: Any) -> View:
    """The longest text of an entry. Raises UnreadableError where there is a summary alone, and short."""
    contents = [content.get("value") or "" for content in entry.get("content", ())]
    text = max([*contents, entry.get("summary") or ""], key=len)
    view = fragment_view(text) if _MARKUP.search(text) else View(text)
    words = len(view.text.split())
    if not any(contents) and words < TEASER_WORDS:
        raise UnreadableError(
            f"only a teaser of {words} words",
            expected="the article's text in the entry",
            way_out="save the pages that the feed leads to",
            cause="no article",
        )
    return view


def _known(entry: Any, feed: Any) -> Known:
    outlet = entry.get("source", {}).get("title") or feed.get("title") or ""
    language = str(feed.get("language") or "").split("-")[0].lower()
    return Known(
        title=plain(entry.get("title") or "") or None,
        outlet=_SECTION.sub("", plain(outlet)) or None,
        author=entry.get("author_detail", {}).get("name"),
        date=_date(entry),
        url=entry.get("link") or None,
        language=language or None,
    )


def _date(entry: Any) -> str | None:
    """The day it was published, in the zone that the feed tells it in."""
    for name in ("published", "updated"):
        moment = entry.get(f"{name}_parsed")
        found = read_moment(entry.get(name)) or (date(*moment[:3]).isoformat() if moment else None)
        if found:
            return found
    return None
