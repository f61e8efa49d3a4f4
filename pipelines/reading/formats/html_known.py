"""What a page's metadata tells of the article: its title, outlet, author, date, address and language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.characters import tidy
from pipelines.reading.cleaning.prose import count_words, fold
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
    outlet = next(filter(None, map(read_outlet, (stated.metas.get("og:site_name"), found.outlet, *publishers))), None)
    headlines = [block.text for block in blocks if block.name == "h1"]
    others = [name for name in (outlet, found.outlet, *publishers) if name]
    authors = (read_people(told, others) for told in _authors(stated, found))
    return Known(
        title=_title(stated, found, headlines, outlet),
        outlet=outlet,
        author=next(filter(None, authors), None),
        date=find_published(stated, _head(blocks, verdicts), found.url),
        url=found.url,
        language=stated.language,
    )


def _head(blocks: Sequence[Block], verdicts: Sequence[str]) -> range:
    """The stretch of the source from a little above the headline to the first paragraph."""
    first = next((i for i, verdict in enumerate(verdicts) if verdict == "body"), None)
    if first is None:
        return range(0)
    headline = next((i for i in range(first, -1, -1) if verdicts[i] == "headline"), first)
    return range(blocks[max(0, headline - ABOVE)].starts[0], blocks[first].starts[0])


def _title(stated: Stated, found: Extract, headlines: Sequence[str], outlet: str | None) -> str | None:
    """The heading that a title contains, or a title without the outlet's name before or behind it."""
    titles = [tidy(title) for title in _titles(stated, found) if title]
    named = {fold(name) for name in (outlet, found.outlet) if name}
    for title in titles:
        said = (tidy(text) for text in headlines if count_words(text) >= TITLE_WORDS and fold(text) in fold(title))
        heading = next((text for text in said if fold(text) not in named), None)
        if heading:
            return heading
    own = (_without(title, outlet) for title in titles if fold(title) not in named)
    return next(filter(None, own), titles[0] if titles else None)


def _titles(stated: Stated, found: Extract) -> Iterator[str | None]:
    yield stated.metas.get("og:title")
    yield from (headline for thing in stated.articles if isinstance(headline := thing.get("headline"), str))
    yield stated.title
    yield found.title


def _without(title: str, outlet: str | None) -> str:
    if not outlet:
        return title
    for match in reversed(list(_PARTED.finditer(title))):
        if fold(outlet) in fold(title[match.end() :]):
            title = title[: match.start()]
    match = _PARTED.search(title)
    return title[match.end() :] if match and fold(title[: match.start()]) == fold(outlet) else title


def _authors(stated: Stated, found: Extract) -> Iterator[list[str]]:
    """Who is said to have written the article, the surest first."""
    people = {str(thing["@id"]): thing for thing in stated.things if "@id" in thing}
    yield [name for thing in stated.articles for name in _names(thing.get("author"), people)]
    for name in AUTHORS:
        yield [stated.metas.get(name, "")]
    yield (found.author or "").split(";")


def _names(value: object, known: Mapping[str, Mapping[str, object]] | None = None) -> Iterator[str]:
    """The names of people and organisations in JSON-LD: texts, objects, lists of them, or references to objects `known`."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _names(item, known)
    elif isinstance(value, dict):
        named = value if "name" in value else (known or {}).get(str(value.get("@id")), {})
        yield from _names(named.get("name"))
