"""Tables of articles (JSON lines) -> one article per record."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from .cleaning import clean
from .dates import read_date
from .decoding import UndecodableError, decode, is_utf16
from .results import Quarantined, Reading
from .text import article, no_paragraphs

KEYS = ("text", "title", "outlet", "date", "url")
WAY_OUT = (
    """write one JSON object a line: {"text": "…", "title": "…", "outlet": "…", "date": "YYYY-MM-DD", "url": "…"}"""
)


_SURROGATE = re.compile("[\ud800-\udfff]")


class BadRecordError(ValueError):
    """A record that holds no article; the message says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record; `date` is ISO."""

    text: str
    title: str | None
    outlet: str | None
    date: str | None
    url: str | None


def read_records(source: str, data: bytes) -> Reading:
    """The articles of the JSON lines in `data`; a bad record is quarantined under its line number, the rest is read."""
    if is_utf16(data):
        data = decode(data).encode("utf-8", "surrogatepass")
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    readings = [_read_line(f"{source}#{number}", line) for number, line in lines]
    return Reading(
        articles=tuple(article for reading in readings for article in reading.articles),
        quarantined=tuple(bad for reading in readings for bad in reading.quarantined),
    )


def _read_line(source: str, line: bytes) -> Reading:
    try:
        record = _record(decode(line))
    except (BadRecordError, UndecodableError) as error:
        return Reading(quarantined=(Quarantined(source, str(error)),))
    page = clean(record.text, record.title)
    if not page.paragraphs:
        return Reading(quarantined=(Quarantined(source, no_paragraphs(page)),))
    return Reading(articles=(article(source, page, outlet=record.outlet, date=record.date, url=record.url),))


def _record(line: str) -> Record:
    cells = _cells(line)
    if cells["text"] is None:
        raise BadRecordError(f"no text under the key 'text'; expected: the article's paragraphs; way out: {WAY_OUT}")
    return Record(cells["text"], cells["title"], cells["outlet"], _date(cells["date"]), cells["url"])


def _cells(line: str) -> dict[str, str | None]:
    value = _parse(line)
    if not isinstance(value, dict):
        raise BadRecordError(f"a JSON {type(value).__name__}; expected: an object; way out: {WAY_OUT}")
    return {key: _cell(key, value.get(key)) for key in KEYS}


def _parse(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRecordError(f"no JSON ({error}): {line[:60]!r}; expected: an object; way out: {WAY_OUT}") from error


def _cell(key: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadRecordError(f"{key} is {str(value)[:60]!r}; expected: a text or null; way out: {WAY_OUT}")
    if _SURROGATE.search(value):
        raise BadRecordError(
            f"{key} holds half a surrogate pair; expected: whole characters; way out: mend the escapes"
        )
    return value if value.strip() else None


def _date(text: str | None) -> str | None:
    if text is None:
        return None
    date = read_date(text.strip())
    if date is None:
        raise BadRecordError(f"date is {text[:60]!r}; expected: a date such as 2021-09-04; way out: mend or omit it")
    return date
