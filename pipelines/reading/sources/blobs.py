"""Streams of bytes with a name and a format, and how they are read within bounds."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from pipelines.reading.decoding import is_utf16
from pipelines.reading.documents import Known, UnreadableError
from pipelines.reading.settings import ReadingConfig

BLOCK = 1 << 20
BUFFER = 1 << 16
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Blob:
    """One file, or one member of an archive, opened. `suffix` tells its format (".html"), lower case.

    `stream` gives its bytes once, unpacked; it is closed by whoever opened it.
    """

    source: str
    suffix: str
    stream: io.BufferedReader[Any]
    known: Known = field(default_factory=Known)


def whole(blob: Blob, settings: ReadingConfig) -> bytes:
    """All bytes of `blob`; raises UnreadableError when they are more than one document may have."""
    data = blob.stream.read(settings.max_bytes + 1)
    if len(data) > settings.max_bytes:
        raise too_large(settings)
    return data


def lines(blob: Blob, settings: ReadingConfig) -> Iterator[tuple[int, bytes | None]]:
    """The lines of `blob` in UTF-8, numbered from 1; None for a line that is longer than a document may be."""
    read = _readline(blob.stream)
    number = 0
    while line := read(settings.max_bytes + 1):
        number += 1
        if len(line) <= settings.max_bytes:
            yield number, line
        else:
            while line and not line.endswith(b"\n"):
                line = read(BLOCK)
            yield number, None


def _readline(stream: io.BufferedReader[Any]) -> Callable[[int], bytes]:
    if not is_utf16(stream.peek(2)[:2]):
        return stream.readline
    # What is no UTF-16 becomes U+FFFD, and spoils its own line only.
    text = io.TextIOWrapper(stream, "utf-16", errors="replace", newline="\n")
    return lambda size: text.readline(size).encode("utf-8")


def too_large(settings: ReadingConfig, what: str = "it") -> UnreadableError:
    return UnreadableError(
        f"{what} has more than {settings.max_bytes:,} bytes",
        expected="a document within `reading.max_bytes`",
        way_out="raise that bound in the config, or cut the document",
        cause="beyond bounds",
    )


@contextmanager
def seekable(blob: Blob) -> Iterator[IO[bytes]]:
    """The stream of `blob` for those who must jump about in it; what cannot be rewound is laid down in a temporary file."""
    if blob.stream.seekable():
        yield blob.stream
        return
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(blob.stream, file, BLOCK)
        file.seek(0)
        yield file
