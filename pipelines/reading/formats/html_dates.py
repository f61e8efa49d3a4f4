"""When an article was published, as far as its page states it: never from prose, other stories or years alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from pipelines.reading.cleaning.dates import find_date

from .html_stated import Stated

NAMES = (
    "article:published_time article:published article:published_date article:post_date og:article:published_time "
    "og:published_time og:pubdate datepublished date_published publication_date publicationdate published published_at "
    "publishdate publish_date publish-date pubdate pub_date parsely-pub-date sailthru.date bt:pubdate "
    "article_date_original originalpublicationdate cxenseparse:recs:publishtime rnews:datepublished "
    "citation_publication_date citation_date dc.date.issued dc.date.created dc.date dc:date dcterms.issued dcterms.created "
    "dcterms.date dc.created ptime displaydate date"
).split()
# Some systems write this where they know no date.
_EPOCH = "1970-01-01"
_OLDEST = "1800"

_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d{1,5}\b)")
_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|\Z)")
_DATED = re.compile(r"(?:\A|[-_.:])(?:post|pub|published|publish|publication|issue)[-_.]?date\Z")


def find_published(stated: Stated, head: range, end: int, url: str | None) -> str | None:
    """The date of publication, ISO. `head`: the stretch of the source that holds headline and byline; `end`: where the
    article ends."""
    return next((found for text in _candidates(stated, head, end, url) if (found := _read(text))), None)


def _candidates(stated: Stated, head: range, end: int, url: str | None) -> Iterator[str]:
    """The surest first: the address, which has the outlet's own day where stamps have London's; what is said of the
    article, of the page, and near the headline."""
    match = _PATH.search(url or "")
    if match:
        yield f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}"
    dates = [str(thing.get("datePublished") or "") for thing in stated.things]
    articles = len(stated.articles)
    yield from dates[:articles]
    yield from (stated.metas[name] for name in NAMES if name in stated.metas)
    yield from (text for name, text in stated.metas.items() if _DATED.search(name))
    yield from dates[articles:]
    yield from (text for at, text in stated.properties if at < end)
    yield from (text for at, text in stated.times if at in head)


def _read(text: str) -> str | None:
    compact = _COMPACT.match(text)
    found = find_date("-".join(compact.groups()) if compact else text[:80])
    return found if found and _OLDEST < found != _EPOCH and found <= _tomorrow().isoformat() else None


def _tomorrow() -> date:
    """Where it is later, a page may bear that date today."""
    return datetime.now(UTC).date() + timedelta(days=1)
