"""Standard input: what comes through a pipe has no name, and is known by its first bytes."""

from __future__ import annotations

import io
import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pipelines.reading.decoding import is_utf16
from pipelines.reading.formats.columns import match_columns
from pipelines.reading.formats.csvs import DELIMITERS
from pipelines.reading.settings import ReadingConfig

from .blobs import BUFFER, GZIP, Blob

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# The path that "-" stands for: a file of that name can still be given as any other can.
STDIN = Path("/dev/stdin")
_MAGIC = {b"%PDF": ".pdf", b"PAR1": ".parquet", b"WARC/": ".warc"}
_FEEDS = (b"<rss", b"<feed", b"<rdf:RDF")

log = logging.getLogger(__name__)


def open_stdin(settings: ReadingConfig) -> Blob:
    """Standard input as one blob; logs what it is taken for."""
    stream = io.BufferedReader(_Counted(sys.stdin.buffer), BUFFER)
    suffix = sniff(stream.peek(BUFFER), settings)
    log.info("standard input is read as %s", suffix)
    return Blob("stdin", suffix, stream)


def sniff(head: bytes, settings: ReadingConfig) -> str:
    """The suffix of files that begin as `head` does; ".txt" where nothing else is told."""
    if head.startswith(GZIP):
        return _sniff_gzip(head, settings)
    if head.startswith(b"PK\x03\x04"):
        return ".docx" if b"word/" in head or b"[Content_Types].xml" in head else ".zip"
    magic = next((suffix for magic, suffix in _MAGIC.items() if head.startswith(magic)), None)
    if is_utf16(head):
        head = head.decode("utf-16", "ignore").encode()
    return magic or _sniff_text(head.removeprefix(b"\xef\xbb\xbf").lstrip(), settings)


def _sniff_gzip(head: bytes, settings: ReadingConfig) -> str:
    import zlib

    try:
        return sniff(zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, BUFFER), settings)
    except zlib.error:
        return ".gz"


def _sniff_text(head: bytes, settings: ReadingConfig) -> str:
    if head.startswith(b"<"):
        return ".xml" if any(tag in head[:2000] for tag in _FEEDS) else ".html"
    if head.startswith(b"["):
        return ".json"
    if head.startswith(b"{"):
        return _sniff_record(head)
    return ".csv" if _is_header(head.partition(b"\n")[0].decode("utf-8", "replace"), settings) else ".txt"


def _is_header(line: str, settings: ReadingConfig) -> bool:
    """Whether a line names two columns that are known, one of them that of the text: no sentence does."""
    for delimiter in DELIMITERS:
        matched = match_columns([name.strip('\r" ') for name in line.split(delimiter)], settings)
        if matched["text"] and sum(map(bool, matched.values())) > 1:
            return True
    return False


def _sniff_record(head: bytes) -> str:
    """JSON lines where the first line is a whole record, or longer than what is seen."""
    line, newline, _ = head.partition(b"\n")
    try:
        json.loads(line)
    except ValueError:
        return ".json" if newline else ".jsonl"
    return ".jsonl"


class _Counted(io.RawIOBase):
    """A stream that counts what was read of it, since a pipe cannot tell."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._length = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._length

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self._length += len(data)
        return len(data)
