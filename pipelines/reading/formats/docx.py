"""Word documents."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipelines.reading.documents import Document, Item, Known, UnreadableError
from pipelines.reading.settings import ReadingConfig
from pipelines.reading.sources.archives import BROKEN
from pipelines.reading.sources.blobs import too_large

from .blocks import Block, view_of

if TYPE_CHECKING:
    from docx.document import Document as Word

# Word keeps the names of its own styles in English, whatever the language it is used in.
_TOLD = {
    "title": "headline",
    "subtitle": "standfirst",
    "quote": "quote",
    "intense quote": "quote",
    "block text": "quote",
    "caption": "caption",
}
_OLD = b"\xd0\xcf\x11\xe0"
_MEDIA = 10
_CELL_WORDS = 12
_GAP = re.compile(r"\n\s*\n")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Word writes what older versions cannot show twice, the second time in this.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def parse_docx(item: Item, settings: ReadingConfig) -> Iterator[Document]:
    """One document; its source text is its paragraphs, one a line. Raises UnreadableError for what is no Word file.

    The author and the dates among its properties are those of the file, not of the article, and are not taken.
    """
    import docx

    _check_size(item.data, settings)
    with _sound():
        word = docx.Document(io.BytesIO(item.data))
        blocks = list(_blocks(word))
        title = word.core_properties.title
    headline = next((block.text for block in blocks if block.told == "headline"), title)
    known = Known(title=" ".join(headline.split()) or None)
    yield Document(item.source, view_of(blocks), hashlib.sha256(item.data).hexdigest(), known)


def _check_size(data: bytes, settings: ReadingConfig) -> None:
    """Raises UnreadableError for what is larger than it may be, before anything is unpacked."""
    if data.startswith(_OLD):
        raise UnreadableError(
            "an old or an encrypted Word file", expected="a .docx file", way_out="save it as .docx without password"
        )
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except BROKEN as error:
        raise _broken(error) from error
    xml = sum(info.file_size for info in members if info.filename.endswith((".xml", ".rels")))
    if max(xml, sum(info.file_size for info in members) // _MEDIA) > settings.max_bytes:
        raise too_large(settings, "its inside")


@contextmanager
def _sound() -> Iterator[None]:
    """Raises UnreadableError for what python-docx raises of a broken file: it has no errors of its own for most of it."""
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError
    from docx.oxml.exceptions import XmlchemyError
    from lxml.etree import LxmlError

    found_broken = (
        PythonDocxError,
        OpcError,
        XmlchemyError,
        LxmlError,
        KeyError,
        AttributeError,
        TypeError,
        RuntimeError,
        zlib.error,
    )
    try:
        yield
    except (*BROKEN, *found_broken) as error:
        raise _broken(error) from error


def _broken(error: BaseException) -> UnreadableError:
    return UnreadableError(
        f"no sound Word file ({type(error).__name__}: {str(error)[:100]})",
        expected="a .docx file",
        way_out="open and save it again",
    )


def _blocks(word: Word) -> Iterator[Block]:
    """Paragraphs in the order of the file, those in tables and text boxes too."""
    names = {style.style_id: (style.name or "").lower() for style in word.styles}
    data = {table for table in word.element.body.iter(f"{_W}tbl") if _is_data(table)}
    for paragraph in word.element.body.iter(f"{_W}p"):
        if next(paragraph.iterancestors(_FALLBACK), None) is None:
            cell = next(paragraph.iterancestors(f"{_W}tbl"), None) in data
            told = "navigation" if cell else _told(names.get(paragraph.style, ""))
            for text in _GAP.split(_text(paragraph)):
                yield Block(text, told)


def _is_data(table: Any) -> bool:
    """Whether a table holds figures and words; one with a paragraph in it is the layout of a page."""
    return all(len(_text(paragraph).split()) < _CELL_WORDS for paragraph in table.iter(f"{_W}p"))


def _told(style: str) -> str | None:
    return "crosshead" if style.startswith("heading") else _TOLD.get(style)


def _text(paragraph: Any) -> str:
    """All text of a paragraph, accepted insertions with it, but not that of a text box anchored in it."""
    parts = []
    for node in paragraph.iter(f"{_W}t", *_TEXT):
        if next(node.iterancestors(f"{_W}p")) is paragraph:
            parts.append(_TEXT.get(node.tag) or node.text or "")
    return "".join(parts)
