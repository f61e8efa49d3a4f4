"""PDF files with text in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipelines.reading.documents import Document, Item, Known, UnreadableError
from pipelines.reading.settings import ReadingConfig

from .blocks import view_of
from .pdf_layout import Line, lay_out

if TYPE_CHECKING:
    import pypdfium2

# A font without a table of its characters shows words and tells none.
UNKNOWN_CHARACTERS = 0.3

# PDFium gives a hyphen at the end of a line as this, and no end of the line after it.
_HYPHEN = 2
_ENDS = (10, 13, _HYPHEN)
_UNKNOWN = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")
_FILE_NAME = re.compile(r"microsoft word\b|untitled|.*\.(?:docx?|pdf|html?|indd|qxd|rtf)\Z", re.IGNORECASE)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def parse_pdf(item: Item, settings: ReadingConfig) -> Iterator[Document]:
    """One document; its source text is its paragraphs, one a line, with the words that lines break put together.

    The author and the dates among its properties are those of the file, not of the article, and are not taken.
    Raises UnreadableError for a file that is broken, encrypted, or holds pictures of text.
    """
    file = _open(item.data)
    try:
        pages = len(file)
        lines = [line for number in range(pages) for line in _lines(file, number)]
        title = " ".join(file.get_metadata_dict().get("Title", "").split())
    finally:
        file.close()
    _check_text(lines, pages)
    blocks = lay_out(lines)
    headline = next((block.text for block in blocks if block.told == "headline"), None)
    known = Known(title=headline or (title if title and not _FILE_NAME.match(title) else None))
    yield Document(item.source, view_of(blocks), hashlib.sha256(item.data).hexdigest(), known)


def _open(data: bytes) -> pypdfium2.PdfDocument:
    import pypdfium2 as pdfium

    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        raise UnreadableError(
            "encrypted" if encrypted else f"no sound PDF file ({error})",
            expected="a PDF file that opens without password",
            way_out="save it without password" if encrypted else "open and save it again",
        ) from error


def _check_text(lines: list[Line], pages: int) -> None:
    text = "".join(line.text for line in lines)
    if not text:
        raise UnreadableError(
            f"no text on its {pages} pages",
            expected="a PDF file with text",
            way_out="if it is a scan, recognise its text (OCR) first",
            cause="no article",
        )
    unknown = len(_UNKNOWN.findall(text))
    if unknown > UNKNOWN_CHARACTERS * len(text):
        raise UnreadableError(
            f"{unknown} of its {len(text)} characters have no meaning",
            expected="fonts that tell their characters",
            way_out="recognise its text (OCR)",
        )


def _lines(file: pypdfium2.PdfDocument, number: int) -> Iterator[Line]:
    """The lines of one page in the order of the file, which is that of reading where columns are set."""
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    try:
        page = file[number]
        text = page.get_textpage()
    except pdfium.PdfiumError as error:
        raise UnreadableError(
            f"page {number + 1} is broken ({error})", expected="sound pages", way_out="open and save it again"
        ) from error
    height = page.get_height()
    begun = 0
    codes = [raw.FPDFText_GetUnicode(text.raw, i) for i in range(text.count_chars())]
    for at, code in enumerate([*codes, 10]):
        if code in _ENDS:
            yield from _line(text, codes, begun, at + (code == _HYPHEN), number, height)
            begun = at + 1


def _line(text: Any, codes: list[int], start: int, end: int, page: int, height: float) -> Iterator[Line]:
    while start < end and chr(codes[start]).isspace():
        start += 1
    while end > start and chr(codes[end - 1]).isspace():
        end -= 1
    if start == end:
        return
    left, bottom, _, top = text.get_charbox(start, loose=True)
    _, _, right, _ = text.get_charbox(end - 1, loose=True)
    # Characters beyond 16 bits come as two halves.
    words = (
        "".join(map(chr, codes[start:end]))
        .replace(chr(_HYPHEN), "-")
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
    )
    yield Line(words.translate(_LIGATURES), page, left, right, bottom, top, height)
