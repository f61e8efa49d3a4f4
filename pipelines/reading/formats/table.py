"""One table of all formats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.reading.documents import Document, Item
from pipelines.reading.results import Quarantined
from pipelines.reading.settings import ReadingConfig
from pipelines.reading.sources.blobs import Blob, whole

from .csvs import cut_csv
from .docx import parse_docx
from .feeds import parse_feed
from .html import parse_html
from .jsonl import cut_json, cut_jsonl, parse_jsonl
from .markdown import parse_markdown
from .parquet import cut_parquet
from .pdf import parse_pdf
from .records import parse_record
from .text import cut_text, parse_text

Cut = Callable[[Blob, ReadingConfig], Iterator[Item | Quarantined]]
Parse = Callable[[Item, ReadingConfig], Iterator[Document | Quarantined]]


@dataclass(frozen=True, slots=True)
class Format:
    """`cut` streams a file into items; `parse` turns one item into documents, some of which may be quarantined.

    `apart`: whether parsing runs in another process, since the library that does it might hang or crash on hostile input.
    """

    name: str
    suffixes: tuple[str, ...]
    cut: Cut
    parse: Parse
    apart: bool = False


def _alone(name: str) -> Cut:
    def cut(blob: Blob, settings: ReadingConfig) -> Iterator[Item | Quarantined]:
        """A file that is one document."""
        data = whole(blob, settings)
        if data.strip():
            yield Item(blob.source, name, data, known=blob.known)

    return cut


FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("text", (".txt",), cut_text, parse_text),
        Format("markdown", (".md", ".markdown"), _alone("markdown"), parse_markdown, apart=True),
        Format("jsonl", (".jsonl", ".ndjson"), cut_jsonl, parse_jsonl),
        Format("json", (".json",), cut_json, parse_jsonl),
        Format("csv", (".csv", ".tsv"), cut_csv, parse_record),
        Format("parquet", (".parquet",), cut_parquet, parse_record),
        Format("html", (".html", ".htm", ".xhtml"), _alone("html"), parse_html, apart=True),
        Format("feed", (".rss", ".atom", ".xml"), _alone("feed"), parse_feed, apart=True),
        Format("pdf", (".pdf",), _alone("pdf"), parse_pdf, apart=True),
        Format("docx", (".docx",), _alone("docx"), parse_docx, apart=True),
    )
}
SUFFIXES = {suffix: entry for entry in FORMATS.values() for suffix in entry.suffixes}


def format_of(suffix: str) -> Format | None:
    """The format of files that end in `suffix`, lower case."""
    return SUFFIXES.get(suffix)
