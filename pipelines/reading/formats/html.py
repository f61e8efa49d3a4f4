"""Saved web pages: every visible block of text, what it is, and where it stands in the page's source."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

from pipelines.reading.documents import Document, Item, View
from pipelines.reading.settings import ReadingConfig

from .html_article import judge, look
from .html_blocks import Block, find_blocks
from .html_decoding import decode_page
from .html_known import extract, read_known
from .html_refusal import check_article


def parse_html(item: Item, settings: ReadingConfig) -> Iterator[Document]:
    """One document. Raises UnreadableError for bytes that are no text, and for pages that are no article."""
    source = decode_page(item.data)
    blocks = find_blocks(source)
    found = extract(source)
    sights = look(blocks, found.text)
    verdicts = judge(sights)
    known = read_known(found, blocks, verdicts, source)
    known = replace(item.known, **{name: told for name, told in asdict(known).items() if told})
    check_article(sights, verdicts, known.title, known.url)
    yield Document(item.source, make_view(blocks, verdicts), hashlib.sha256(item.data).hexdigest(), known)


def make_view(blocks: Sequence[Block], verdicts: Sequence[str]) -> View:
    """The blocks as lines; the line break behind each stands where the block ends."""
    starts, ends = array("q"), array("q")
    told: dict[int, str] = {}
    for block, verdict in zip(blocks, verdicts, strict=True):
        told[len(starts)] = verdict
        starts.extend(block.starts)
        ends.extend(block.ends)
        starts.append(block.ends[-1])
        ends.append(block.ends[-1])
    return View("".join(f"{block.text}\n" for block in blocks), starts, ends, told)
