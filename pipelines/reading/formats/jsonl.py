"""JSON lines, one record a line, and JSON files of one record or several."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import chain, islice

from pipelines.reading.decoding import decode
from pipelines.reading.documents import Document, Item, UnreadableError
from pipelines.reading.results import Quarantined
from pipelines.reading.settings import ReadingConfig
from pipelines.reading.sources.blobs import Blob, lines, too_large

from .columns import WAY_OUT, log_columns, match_columns
from .records import make_document


def cut_jsonl(blob: Blob, settings: ReadingConfig) -> Iterator[Item | Quarantined]:
    """One item for each line that is not blank, read one at a time."""
    yield from _cut_lines(lines(blob, settings), blob, settings)


def cut_json(blob: Blob, settings: ReadingConfig) -> Iterator[Item | Quarantined]:
    """One item for each record of a JSON file, which is read whole; where its first line of several is one, JSON lines are meant.

    Raises UnreadableError for what is no JSON, or larger than one document may be.
    """
    given = lines(blob, settings)
    begun = list(islice(given, 2))
    if len(begun) == 2 and begun[0][1] and _record_of(begun[0][1]) is not None:
        yield from _cut_lines(chain(begun, given), blob, settings)
        return
    text = _whole(chain(begun, given), settings)
    for number, record in enumerate(_records(_parse(text), settings) if text.strip() else [], 1):
        yield Item(f"{blob.source}#{number}", "jsonl", json.dumps(record).encode(), known=blob.known)


def parse_jsonl(item: Item, settings: ReadingConfig) -> Iterator[Document]:
    """One document. Raises UnreadableError for a line that is no record with text."""
    value = _parse(decode(item.data))
    if not isinstance(value, dict):
        raise UnreadableError(f"a JSON {type(value).__name__}", expected="an object", way_out=WAY_OUT)
    yield make_document(item.source, value, hashlib.sha256(item.data).hexdigest(), settings)


def _cut_lines(
    given: Iterator[tuple[int, bytes | None]], blob: Blob, settings: ReadingConfig
) -> Iterator[Item | Quarantined]:
    told = False
    for number, line in given:
        source = f"{blob.source}#{number}"
        if line is None:
            yield too_large(settings).quarantined(source)
        elif line.strip():
            if not told and (record := _record_of(line)) is not None:
                log_columns(blob.source, record, settings)
                told = True
            yield Item(source, "jsonl", line, known=blob.known)


def _whole(given: Iterator[tuple[int, bytes | None]], settings: ReadingConfig) -> str:
    data = bytearray()
    for _, line in given:
        if line is None or len(data) + len(line) > settings.max_bytes:
            raise UnreadableError(
                f"a JSON file of more than {settings.max_bytes:,} bytes",
                expected="JSON lines, which are read one at a time",
                way_out="write one record a line (.jsonl), or raise `reading.max_bytes` in the config",
                cause="beyond bounds",
            )
        data += line
    return decode(bytes(data))


def _records(value: object, settings: ReadingConfig) -> list[object]:
    """The records of a JSON file: a list, or the one list of an object that is no record itself ({"articles": […]})."""
    if isinstance(value, dict) and not match_columns(value, settings)["text"]:
        lists = [inner for inner in value.values() if isinstance(inner, list) and inner and isinstance(inner[0], dict)]
        if len(lists) == 1:
            return lists[0]
    return value if isinstance(value, list) else [value]


def _record_of(line: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"no JSON ({error}): {text[:60]!r}", expected="an object", way_out=WAY_OUT) from error
