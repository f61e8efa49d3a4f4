"""The cells of one record, whatever kind of table it comes from -> a document."""

from __future__ import annotations

import hashlib
import json
import math
import re
import reprlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
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
# Seconds of the epoch reach this number in the year 5138, milliseconds did in 1973.
_MILLISECONDS = 1e11


def parse_record(item: Item, settings: ReadingConfig) -> Iterator[Document]:
    """One document. Raises UnreadableError for a record without text, or with a cell that is none."""
    cells = dict(item.cells or {})
    digest = hashlib.sha256(json.dumps(cells, sort_keys=True, default=str).encode(errors="surrogatepass")).hexdigest()
    yield make_document(item.source, cells, digest, settings)


def make_document(source: str, cells: Mapping[str, Any], digest: str, settings: ReadingConfig) -> Document:
    """The document that the `cells` of one record hold, found by parley's names, the config's and other common ones.

    A text that is HTML is read as such. Raises UnreadableError for a record without text, or with a cell that is none.
    """
    columns = match_columns(cells, settings)
    text = _text(columns["text"], cells)
    if text is None:
        raise no_text(cells)
    return Document(source, fragment_view(text) if is_html(text) else View(text), digest, make_known(cells, settings))


def make_known(cells: Mapping[str, Any], settings: ReadingConfig) -> Known:
    """What `cells` say of a document. Raises UnreadableError for a cell that is no text, or a date that is none."""
    columns = match_columns(cells, settings)
    # One column alone: beside an empty "outlet", a "source" tells where the row came from.
    texts = {name: _text(columns[name][:1], cells) for name in ("outlet", "author", "url", "language")}
    title = _text(columns["title"], cells)
    return Known(title=plain(title) if title else None, date=_date(columns["date"], cells), **texts)


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


def _date(columns: Iterable[str], cells: Mapping[str, Any]) -> str | None:
    column, value = _value(columns, cells)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    found = read_moment(value)
    if found is None:
        raise UnreadableError(
            f"{column} is {_shown(value)}",
            expected="a date such as 2021-09-04",
            way_out="mend or omit it",
        )
    return found


def read_moment(value: Any) -> str | None:
    """The ISO date of a cell: a text, a date or a time (its own zone's day), or the seconds or milliseconds of the epoch."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    compact = _COMPACT.fullmatch(text)
    return (
        _of_epoch(float(text)) if _EPOCH.fullmatch(text) else read_date("-".join(compact.groups()) if compact else text)
    )


def _of_epoch(number: float) -> str:
    seconds = number / 1000 if number >= _MILLISECONDS else number
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
