"""The cells of one record, whatever kind of table it comes from -> a document."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import re
import reprlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

from pipelines.reading.cleaning.dates import read_date
from pipelines.reading.decoding import decode
from pipelines.reading.documents import Document, Item, Known, UnreadableError, View
from pipelines.reading.settings import ReadingConfig

from .columns import WAY_OUT, match_columns, no_text
from .fragments import fragment_view, is_html, plain

_SURROGATE = re.compile("[\ud800-\udfff]")
_EPOCH = re.compile(r"(?:\d{9,10}|\d{12,13})(?:\.\d+)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)")
_NUMERIC = re.compile(r"(?P<first>\d{1,2})(?P<sign>[./-])(?P<second>\d{1,2})(?P=sign)(?P<year>(?:19|20)\d\d)(?!\d)")
# How programs write that there is no date.
_NO_DATE = re.compile(r"|n/?a|na[nt]|null|none|-+|0000-00-00(?:[ t].*)?", re.IGNORECASE)
# Seconds of the epoch reach this number in the year 5138, milliseconds did in 1973.
_MILLISECONDS = 1e11

log = logging.getLogger(__name__)


def parse_record(item: Item, settings: ReadingConfig) -> Iterator[Document]:
    """One document. Raises UnreadableError for a record without text, or with a cell that is none."""
    cells = dict(item.cells or {})
    digest = hashlib.sha256(json.dumps(cells, sort_keys=True, default=str).encode(errors="surrogatepass")).hexdigest()
    yield make_document(item.source, cells, digest, settings)


def make_document(source: str, cells: Mapping[str, Any], digest: str, settings: ReadingConfig) -> Document:
    """The document that the `cells` of one record hold, found by parley's names, the config's and other common ones.

    A text that is HTML is read as such. Raises UnreadableError for a record without text, or with a cell that is none.
    """
    columns = match_columns(cells, settings)["text"]
    text = _text(columns, cells)
    if text is None:
        raise _empty(columns) if columns else no_text(cells)
    view = fragment_view(text) if is_html(text) else View(text)
    return Document(source, view, digest, make_known(source, cells, settings))


def make_known(source: str, cells: Mapping[str, Any], settings: ReadingConfig) -> Known:
    """What `cells` say of a document; a date that is none is logged. Raises UnreadableError for a cell that is no text."""
    columns = match_columns(cells, settings)
    # One column alone: beside an empty "outlet", a "source" tells where the row came from.
    texts = {name: _text(columns[name][:1], cells) for name in ("outlet", "author", "url", "language")}
    title = _text(columns["title"], cells)
    return Known(title=plain(title) if title else None, date=_date(source, columns["date"], cells), **texts)


def _empty(columns: Sequence[str]) -> UnreadableError:
    return UnreadableError(
        f"nothing in {' or '.join(map(repr, columns))}",
        expected="the article's paragraphs",
        way_out="export the table again with its texts, or leave such rows out",
        cause="no article",
    )


def _value(columns: Iterable[str], cells: Mapping[str, Any]) -> tuple[str, Any]:
    """The first of `columns` that has a value, and that value."""
    return next(((column, cells[column]) for column in columns if not _is_empty(cells[column])), ("", None))


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _text(columns: Iterable[str], cells: Mapping[str, Any]) -> str | None:
    column, value = _value(columns, cells)
    if value is None:
        return None
    text = _as_text(value)
    if text is None:
        raise UnreadableError(f"{column} is {_shown(value)}", expected="a text or null", way_out=WAY_OUT)
    if _SURROGATE.search(text):
        raise UnreadableError(
            f"{column} holds half a surrogate pair", expected="whole characters", way_out="mend the escapes"
        )
    return text if text.strip() else None


def _shown(value: Any) -> str:
    # A value that holds itself, or the same thing a thousand times over, is cut before it is written out.
    return repr((value if isinstance(value, str) else reprlib.repr(value))[:60])


def _as_text(value: Any) -> str | None:
    """A text, several, or things with a name, as dumps of news have them ({"source": {"id": null, "name": "…"}})."""
    if isinstance(value, bytes):
        return decode(value)
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        parts = [_as_text(part) for part in value]
        return ", ".join(filter(None, parts)) if None not in parts else None
    return value if isinstance(value, str) else None


def _date(source: str, columns: Iterable[str], cells: Mapping[str, Any]) -> str | None:
    """The first date among `columns`. One that is none costs the date, not the article."""
    odd = None
    for column in columns:
        value = cells[column]
        if _is_empty(value) or (isinstance(value, str) and _NO_DATE.fullmatch(value.strip())):
            continue
        if found := read_moment(value):
            return found
        odd = odd or f"{column} is {_shown(value)}"
    if odd and next(_firsts(source.rsplit("#", 1)[0])):
        log.warning(
            "%s: %s, no date for certain (expected: such as 2021-09-04); articles like it go without", source, odd
        )
    return None


# A file's records come one after the other, and what is odd in one is mostly so in all.
@lru_cache(maxsize=1)
def _firsts(file: str) -> Iterator[bool]:
    """True for the first thing to say of `file`, then False."""
    return chain([True], repeat(False))


def read_moment(value: Any) -> str | None:
    """The ISO date of a cell: a text, a date or a time (its own zone's day), or the seconds or milliseconds of the epoch."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    if numeric := _NUMERIC.match(text):
        return _of_numbers(numeric["sign"], int(numeric["first"]), int(numeric["second"]), int(numeric["year"]))
    compact = _COMPACT.fullmatch(text)
    return (
        _of_epoch(float(text)) if _EPOCH.fullmatch(text) else read_date("-".join(compact.groups()) if compact else text)
    )


def _of_numbers(sign: str, first: int, second: int, year: int) -> str | None:
    """Dots go with the day first; with other signs, either may come first, and only a number beyond 12 tells which."""
    if first > 12 or sign == "." or first == second:
        day, month = first, second
    elif second > 12:
        day, month = second, first
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _of_epoch(number: float) -> str:
    seconds = number / 1000 if number >= _MILLISECONDS else number
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
