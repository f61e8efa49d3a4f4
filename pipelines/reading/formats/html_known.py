"""What a page's metadata tells of the article: its title, outlet, author, date, address and language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from models.characters import tidy
from pipelines.reading.cleaning.prose import count_words, fold, is_prose
from pipelines.reading.documents import Known

from .html_blocks import Block
from .html_dates import find_published
from .html_names import read_outlet, read_people
from .html_stated import Stated, read_stated

# How many blocks above the headline may hold the article's date, and how many above the text where no headline is marked.
ABOVE = 4
TITLE_WORDS = 3
AUTHORS = (
    "author article:author authors byl byline parsely-author sailthru.author dc.creator dc:creator dcterms.creator "
    "citation_author og:author og:article:author cxenseparse:author"
).split()

_PARTED = re.compile(r"\s+[|–—-]\s+|\s*[|•·]\s*")


@dataclass(frozen=True, slots=True)
class Extract:
    """An article as the extractor sees it: its text, and the page's metadata."""

    text: str = ""
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None


def extract(source: str) -> Extract:
    """What trafilatura finds in a page; nothing where it finds no article."""
    from trafilatura import bare_extraction

    # Its search for dates takes years and escapes in scripts for them; the cheaper half of it is thrown away.
    cheap = {"original_date": True, "extensive_search": False}
    found = bare_extraction(source, include_comments=False, with_metadata=True, date_extraction_params=cheap)
    if found is None or isinstance(found, dict):
        return Extract()
    return Extract(found.text or "", found.title, found.sitename, found.author, found.url)


def read_known(found: Extract, blocks: Sequence[Block], verdicts: Sequence[str], source: str) -> Known:
    """What the page states, before what the extractor guesses."""
    stated = read_stated(source)
    publishers = [name for thing in stated.articles for name in _names(thing.get("publisher"))]
    outlet = next(filter(None, map(read_outlet, (found.outlet, stated.metas.get("og:site_name"), *publishers))), None)
    others = [name for name in (outlet, found.outlet, *publishers) if name]
    authors = (read_people(told, others) for told in _authors(stated, found))
    return Known(
        title=_title(stated, found, blocks, outlet),
        outlet=outlet,
        author=next(filter(None, authors), None),
        date=_date(stated, blocks, verdicts, found.url),
        url=found.url,
        language=stated.language,
    )


def _date(stated: Stated, blocks: Sequence[Block], verdicts: Sequence[str], url: str | None) -> str | None:
    """Near the headline is from a little above it to the start of the first paragraph."""
    text = [i for i, verdict in enumerate(verdicts) if verdict == "body" and is_prose(blocks[i].text)]
    if not text:
        return find_published(stated, range(0), 0, url)
    headline = next((i for i in range(text[0], -1, -1) if verdicts[i] == "headline"), text[0])
    head = range(blocks[max(0, headline - ABOVE)].starts[0], blocks[text[0]].starts[0] + 1)
    return find_published(stated, head, blocks[text[-1]].ends[-1], url)


def _title(stated: Stated, found: Extract, blocks: Sequence[Block], outlet: str | None) -> str | None:
    """The heading that a title contains, a line that is one of its parts, or a title without the outlet before or behind it."""
    titles = [tidy(title) for title in _titles(stated, found) if title]
    named = {fold(name) for name in (outlet, found.outlet) if name}
    headings = [tidy(block.text) for block in blocks if block.name == "h1"]
    said = (text for title in titles for text in headings if fold(text) in fold(title))
    lines = {fold(tidy(block.text)) for block in blocks}
    parts = (part for title in titles for part in _PARTED.split(title) if part != title and fold(part) in lines)
    shown = (text for text in chain(said, parts) if count_words(text) >= TITLE_WORDS and fold(text) not in named)
    own = (_without(title, outlet) for title in titles if fold(title) not in named)
    return next(chain(shown, filter(None, own), titles), None)


def _titles(stated: Stated, found: Extract) -> Iterator[str | None]:
    """What the extractor takes for the title, unless the page calls itself otherwise, comes first."""
    told = [stated.metas.get("og:title"), *(thing.get("headline") for thing in stated.articles)]
    named = [title for title in told if isinstance(title, str)]
    if not named and stated.title and fold(found.title or "") not in fold(stated.title):
        yield stated.title
    yield from (found.title, *named, stated.title)


def _without(title: str, outlet: str | None) -> str:
    if not outlet:
        return title
    for match in reversed(list(_PARTED.finditer(title))):
        if fold(outlet) in fold(title[match.end() :]):
            title = title[: match.start()]
    first = _PARTED.search(title)
    return title[first.end() :] if first and fold(title[: first.start()]) == fold(outlet) else title


def _authors(stated: Stated, found: Extract) -> Iterator[list[str]]:
    """Who is said to have written the article, the surest first."""
    people = {str(thing["@id"]): thing for thing in stated.things if "@id" in thing}
    yield [name for thing in stated.articles for name in _names(thing.get("author"), people)]
    for name in AUTHORS:
        yield [stated.metas.get(name, "")]
    yield (found.author or "").split(";")


def _names(value: object, known: Mapping[str, Mapping[str, object]] | None = None) -> Iterator[str]:
    """The names of people and organisations in JSON-LD: texts, objects, a list of them, or references to objects `known`."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            named = item if "name" in item else (known or {}).get(str(item.get("@id")), {})
            item = named.get("name")
        if isinstance(item, str):
            yield item
