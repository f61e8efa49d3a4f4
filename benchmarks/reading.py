"""How well the article is found in a saved page: parley beside trafilatura, newspaper4k and readability.

PARLEY_DATA=folder python -m benchmarks.reading

The pages and the measure are those of Zyte's article extraction benchmark (181 pages with bodies written out by people;
github.com/scrapinghub/article-extraction-benchmark, MIT): multisets of 4-word shingles, each page weighing the same.
Half of the pages, by the hash of their ids, were looked at while parley's rules were written; the others were held out.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import os
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import mean

from models.news import Dropped, Paragraph
from pipelines.reading.cleaning import clean
from pipelines.reading.documents import Item, UnreadableError
from pipelines.reading.formats.html import parse_html
from pipelines.reading.settings import ReadingConfig

GRAM = 4
# The people who wrote the bodies out left headlines, standfirsts and captions off.
BODY = frozenset(("body", "quote", "crosshead"))
# What parley takes off a paragraph to keep it elsewhere stands in their bodies.
TAKEN_OFF = frozenset(("dateline", "signature"))

_WORD = re.compile(r"\w+")

Way = Callable[[str, bytes], str]


@dataclass(frozen=True, slots=True)
class Match:
    """One page's shingles, as shares of all: in both bodies, in parley's alone, in the people's alone."""

    both: float
    extra: float
    missed: float

    @property
    def exact(self) -> bool:
        return self.extra == self.missed == 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page's id, its source as bytes in UTF-8, and its body as people see it."""

    id: str
    data: bytes
    body: str

    @property
    def held_out(self) -> bool:
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2 == 1


def main() -> None:
    """Print one row for each way and part of the pages: F1, precision, recall, share of exact pages, pages a second."""
    folder = os.environ.get("PARLEY_DATA")
    if not folder:
        sys.exit("PARLEY_DATA is not set; expected: a folder that holds extraction/ground-truth.json")
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    pages = list(read_pages(Path(folder) / "extraction"))
    print(f"{'':28}{'F1':>7}{'precision':>11}{'recall':>8}{'exact':>8}{'pages/s':>9}")
    for name, way in WAYS.items():
        way("warm-up", pages[0].data)
        started = time.perf_counter()
        matches = {page: compare(page.body, way(page.id, page.data)) for page in pages}
        speed = len(pages) / (time.perf_counter() - started)
        for part, chosen in parts(matches).items():
            print(f"{name:18}{part:10}{row(chosen)}{speed:9.1f}", flush=True)


def read_pages(folder: Path) -> Iterator[Page]:
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    for name, told in truth.items():
        yield Page(name, gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), told["articleBody"])


def parts(matches: Mapping[Page, Match]) -> dict[str, list[Match]]:
    return {
        "looked at": [match for page, match in matches.items() if not page.held_out],
        "held out": [match for page, match in matches.items() if page.held_out],
        "all": list(matches.values()),
    }


def compare(truth: str, found: str) -> Match:
    """The overlap of two texts in shingles of four words."""
    wanted, got = shingles(truth), shingles(found)
    counts = (wanted & got).total(), (got - wanted).total(), (wanted - got).total()
    total = sum(counts) or 1
    return Match(*(count / total for count in counts))


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    grams = (tuple(words[i : i + GRAM]) for i in range(max(1, len(words) - GRAM + 1)))
    return Counter(gram for gram in grams if gram)


def f1(matches: Sequence[Match]) -> tuple[float, float, float]:
    """F1 of the mean precision and the mean recall, as the benchmark has it, and these; a page without text has no precision."""
    precision = mean(m.both / (m.both + m.extra) for m in matches if m.both + m.extra)
    recall = mean(m.both / (m.both + m.missed) for m in matches if m.both + m.missed)
    return 2 * precision * recall / (precision + recall), precision, recall


def exact(matches: Sequence[Match]) -> float:
    """The share of pages with nothing missing and nothing too many."""
    return mean(match.exact for match in matches)


def row(matches: Sequence[Match]) -> str:
    score, precision, recall = f1(matches)
    return f"{score:7.3f}{precision:11.3f}{recall:8.3f}{exact(matches):8.1%}"


def parley(name: str, data: bytes) -> str:
    """The paragraphs of the body, with the datelines and sign-offs that parley keeps apart from them."""
    try:
        document = next(parse_html(Item(name, "html", data), ReadingConfig()))
    except UnreadableError:
        return ""
    page = clean(document.view, document.known.title)
    kept: list[Paragraph | Dropped] = [paragraph for paragraph in page.paragraphs if paragraph.kind in BODY]
    kept += [dropped for dropped in page.dropped if dropped.reason in TAKEN_OFF]
    return "\n".join(piece.text for piece in sorted(kept, key=lambda piece: piece.start))


def trafilatura(name: str, data: bytes, *, favor_precision: bool) -> str:
    from trafilatura import extract

    return extract(data, include_comments=False, favor_precision=favor_precision) or ""


def newspaper4k(name: str, data: bytes) -> str:
    from newspaper import Article

    # It fetches pictures unless told not to, and for some languages wants tokenizers that are not installed.
    article = Article("https://page.example/", language="en", fetch_images=False)
    article.download(input_html=data.decode())
    article.parse()
    return str(article.text)


def readability(name: str, data: bytes) -> str:
    from lxml.html import fromstring
    from readability import Document

    return str(fromstring(Document(data.decode()).summary()).text_content())


WAYS: dict[str, Way] = {
    "parley": parley,
    "trafilatura": partial(trafilatura, favor_precision=False),
    "trafilatura prec.": partial(trafilatura, favor_precision=True),
    "readability-lxml": readability,
    "newspaper4k": newspaper4k,
}


if __name__ == "__main__":
    main()
