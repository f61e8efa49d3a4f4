"""The cells of one record, whatever kind of table it comes from -> a document."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import re
import reprlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from pipelines.reading.cleaning.dates import read_date
from pipelines.reading.decoding import decode
from pipelines.reading.documents import Document, Item, Known, UnreadableError, View
from pipelines.reading.settings import COLUMNS, ColumnNames, ReadingConfig

from .fragments import fragment_view, is_html, plain

WAY_OUT = (
    'name the column under `reading.columns` in the config, or write {"text": "…", "title": "…", "outlet": "…", '
    '"date": "YYYY-MM-DD", "url": "…"}'
)

_SURROGATE = re.compile("[\ud800-\udfff]")
_JOINTS = re.compile(r"[\s_.-]+")
_EPOCH = re.compile(r"(?:\d{9,10}|\d{12,13})(?:\.\d+)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)")
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
    columns = match_columns(cells, settings)
    text = _text(columns["text"], cells)
    if text is None:
        raise no_text(cells)
    return Document(source, fragment_view(text) if is_html(text) else View(text), digest, make_known(cells, settings))


def make_known(cells: Mapping[str, Any], settings: ReadingConfig) -> Known:
    """What `cells` say of a document. Raises UnreadableError for a cell that is no text, or a date that is none."""
    columns = match_columns(cells, settings)
    texts = {name: _text(columns[name], cells) for name in ("outlet", "author", "url", "language")}
    title = _text(columns["title"], cells)
    return Known(title=plain(title) if title else None, date=_date(columns["date"], cells), **texts)


def match_columns(columns: Iterable[str], settings: ReadingConfig) -> Mapping[str, tuple[str, ...]]:
    """By parley's name, those of `columns` that hold it, the likeliest first, whatever their case, spaces and hyphens."""
    return _match(tuple(columns), settings.columns)


# The records of a table have the same columns, one after the other.
@lru_cache(maxsize=32)
def _match(columns: tuple[str, ...], names: ColumnNames) -> Mapping[str, tuple[str, ...]]:
    by_name = {_fold(column): column for column in reversed(columns)}
    wanted = {name: dict.fromkeys(map(_fold, names.of(name))) for name in COLUMNS}
    return {name: tuple(by_name[key] for key in keys if key in by_name) for name, keys in wanted.items()}


def check_columns(source: str, columns: Iterable[str], settings: ReadingConfig) -> tuple[str, ...]:
    """The columns of a table that are of use; logs what they are taken for. Raises UnreadableError where none has text."""
    columns = list(columns)
    matched = match_columns(columns, settings)
    if not matched["text"]:
        raise no_text(columns)
    log_columns(source, columns, settings)
    return tuple(dict.fromkeys(column for found in matched.values() for column in found))


def log_columns(source: str, columns: Iterable[str], settings: ReadingConfig) -> None:
    """Say once a file which of its columns is taken for what."""
    matched = match_columns(columns, settings)
    told = ", ".join(f"{name} from {' or '.join(map(repr, found))}" for name, found in matched.items() if found)
    log.info("%s: %s", source, told or "no column of use in its first record")


def no_text(columns: Iterable[str]) -> UnreadableError:
    return UnreadableError(
        f"no text: its columns are {', '.join(map(repr, list(columns)[:12])) or 'none'}",
        expected=f"the article's paragraphs under {', '.join(map(repr, COLUMNS['text'][:3]))} or a like name",
        way_out=WAY_OUT,
    )


def _fold(name: str) -> str:
    return _JOINTS.sub("", str(name).casefold())


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
        raise UnreadableError(f"{column} is {reprlib.repr(value)[:60]}", expected="a text or null", way_out=WAY_OUT)
    if _SURROGATE.search(text):
        raise UnreadableError(
            f"{column} holds half a surrogate pair", expected="whole characters", way_out="mend the escapes"
        )
    return text if text.strip() else None


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
            f"{column} is {reprlib.repr(value)[:60]}",
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
