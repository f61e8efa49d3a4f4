"""WARC files: the pages of a crawl."""

from __future__ import annotations

import io
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from pipelines.reading.documents import Known, UnreadableError
from pipelines.reading.results import Quarantined

from .blobs import BUFFER, Blob
from .unpacking import Unpacked

SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}
# A crawl's own notes (requests, metadata, revisits) are no documents.
PAGES = ("response", "resource", "conversion")

log = logging.getLogger(__name__)


def open_warc(blob: Blob) -> Iterator[Blob | Quarantined]:
    """The pages of a crawl that came with status 200 and hold text, with their addresses; logs what was passed over.

    The date of a record is the day of the crawl, which says nothing of the article's. Raises UnreadableError for a file
    that is no WARC, is broken from some record on, or holds no page.
    """
    passed: Counter[str] = Counter()
    pages = 0
    for number, record in enumerate(_records(blob), 1):
        suffix = SUFFIXES.get(_kind(record))
        if suffix is None:
            passed[_kind(record)] += 1
            continue
        pages += 1
        read = partial(_read, record.content_stream(), record.raw_stream)
        stream = io.BufferedReader(Unpacked(read, partial(getattr, record, "length")), BUFFER)
        known = Known(url=record.rec_headers.get_header("WARC-Target-URI"))
        yield Blob(f"{blob.source}#{number}", suffix, stream, known)
    told = ", ".join(f"{n} {kind}" for kind, n in passed.most_common())
    log.info("%s: %d pages; passed over: %s", blob.source, pages, told or "nothing")
    if not pages:
        raise UnreadableError(
            f"no page in it (met: {told or 'nothing'})",
            expected="responses with status 200 and text",
            way_out="crawl it again",
        )


def _read(content: Any, raw: Any, size: int) -> bytes:
    """The next bytes of a record's `content`. Raises EOFError where the file ends before `raw`, the record, does."""
    from warcio.limitreader import LimitReader

    data: bytes = content.read(size)
    if not data and isinstance(raw, LimitReader):
        while raw.read(BUFFER):  # what stands after the last chunk
            pass
        if raw.limit:
            raise EOFError
    return data


@dataclass(slots=True)
class _Stream:
    """A stream for warcio: it gives all that comes before it breaks, and raises that once."""

    stream: io.BufferedReader[Any]
    broken: bool = False

    def read(self, size: int) -> bytes:
        if self.broken:
            return b""
        try:
            # A full `read` would lose what it had when the stream breaks.
            return self.stream.read1(size)
        except UnreadableError:
            self.broken = True
            raise


def _kind(record: Any) -> str:
    """The media type of a page; for anything else, why it is none."""
    if record.rec_type not in PAGES:
        return str(record.rec_type)
    headers = record.http_headers or record.rec_headers
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    media = str(headers.get_header("Content-Type") or "no type").split(";")[0].strip().lower()
    return media if status == "200" else f"status {status}"


def _records(blob: Blob) -> Iterator[Any]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    try:
        records = ArchiveIterator(_Stream(blob.stream))
        records.INC_RECORD = ""  # which it would write to stderr
        yield from records
    except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, AttributeError) as error:
        # AttributeError is how warcio meets a response without an address.
        raise UnreadableError(
            f"no sound WARC file ({str(error)[:100]})",
            expected="records of a crawl",
            way_out="copy it again; what came before was read",
        ) from error
