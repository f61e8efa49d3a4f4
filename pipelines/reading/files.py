"""Files -> articles, each by its format."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from .decoding import UndecodableError, decode
from .paths import FORMATS, is_known, look
from .results import Quarantined, Reading
from .tables import read_records
from .text import read_text


def read(paths: Sequence[str], leave_out: Collection[Path] = ()) -> Reading:
    """Every article that `paths` (files, folders, globs) hold but those in `leave_out`, in the order of their paths.

    Raises ParleyError for a path without any file; whatever is wrong inside a file is quarantined.
    """
    found = look(paths, leave_out)
    return _merge(read_file(path) for path in sorted(found.readable + found.unknown, key=Path.as_posix))


def read_file(path: Path) -> Reading:
    """The articles of one file and what could not be read of it. Never raises for what a file holds."""
    source = _told(path)
    if not is_known(path):
        return _refuse(source, f"unknown format {path.suffix!r}; expected: {' or '.join(FORMATS)}; way out: convert it")
    if not path.is_file():
        return _refuse(source, "not a regular file; expected: a file with text; way out: name a file that exists")
    try:
        return _read_bytes(path, source, path.read_bytes())
    except OSError as error:
        return _refuse(source, f"{error.strerror}; expected: a file this user may read; way out: check its permissions")
    except UndecodableError as error:
        return _refuse(source, str(error))


def _told(path: Path) -> str:
    """The path as a text that can be written anywhere: bytes of a file name that are no UTF-8 become \\xe9 and the like."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _read_bytes(path: Path, source: str, data: bytes) -> Reading:
    if not data.strip():
        return _refuse(source, f"{len(data)} bytes and no text; expected: an article; way out: save it again")
    return read_records(source, data) if path.suffix.lower() == ".jsonl" else read_text(source, decode(data))


def _refuse(source: str, reason: str) -> Reading:
    return Reading(quarantined=(Quarantined(source, reason),))


def _merge(readings: Iterable[Reading]) -> Reading:
    every = tuple(readings)
    return Reading(
        articles=tuple(article for reading in every for article in reading.articles),
        quarantined=tuple(bad for reading in every for bad in reading.quarantined),
    )
