"""A page saved or copied as plain text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from pipelines.reading.decoding import decode_text
from pipelines.reading.documents import Document, Item, View
from pipelines.reading.settings import ReadingConfig
from pipelines.reading.sources.blobs import Blob, whole

_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


def cut_text(blob: Blob, settings: ReadingConfig) -> Iterator[Item]:
    """The file as one item: a page of HTML is one whatever the name it was saved under."""
    data = whole(blob, settings)
    if data.strip():
        yield Item(blob.source, "html" if _PAGE.match(data) else "text", data, known=blob.known)


def parse_text(item: Item, settings: ReadingConfig) -> Iterator[Document]:
    """One document. Raises UnreadableError for bytes that are no text."""
    yield Document(
        item.source, View(decode_text(item.data, item.source)), hashlib.sha256(item.data).hexdigest(), item.known
    )
