"""A page saved or copied as plain text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from pipelines.reading.decoding import decode_text
from pipelines.reading.documents import Document, Item, View
from pipelines.reading.settings import ReadingConfig


def parse_text(item: Item, settings: ReadingConfig) -> Iterator[Document]:
    """One document. Raises UnreadableError for bytes that are no text."""
    yield Document(item.source, View(decode_text(item.data, item.source)), hashlib.sha256(item.data).hexdigest(), item.known)
