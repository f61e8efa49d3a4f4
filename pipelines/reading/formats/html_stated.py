"""What a page states of its article for machines: <meta> tags, JSON-LD, <time> elements and <title>."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from .html_tokens import Tag, tokenise

_TAGS = frozenset(("html", "meta", "script", "time", "title"))
_LANGUAGE = re.compile(r"[a-zA-Z]{2}(?=[-_]|\Z)")
_SCRIPT = re.compile(r"</script", re.I)
_TITLE = re.compile(r"</title", re.I)
_ARTICLE = re.compile(r"Article|Posting|Report|Review|CreativeWork\Z")
_PUBLISHED = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{8,40})\"")
# Deeper than this lie the page's trail, its pictures and other stories.
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage")


@dataclass(frozen=True, slots=True)
class Stated:
    """`metas`: the contents of <meta> by name, lower case, the first of each; `things`: the objects of JSON-LD, articles first.

    `properties`: the dates of publication in microdata, `times`: those of <time> elements, each with its place in the source.
    """

    language: str | None
    title: str | None
    metas: Mapping[str, str]
    things: tuple[Mapping[str, object], ...]
    properties: tuple[tuple[int, str], ...]
    times: tuple[tuple[int, str], ...]

    @property
    def articles(self) -> tuple[Mapping[str, object], ...]:
        return tuple(thing for thing in self.things if _is_article(thing))


def read_stated(source: str) -> Stated:
    """What the tags of a page state."""
    tags = [tag for tag in tokenise(source) if isinstance(tag, Tag) and not tag.closes and tag.name in _TAGS]
    told = [(tag, tag.read()) for tag in tags]
    metas = [(tag, own) for tag, own in told if tag.name == "meta"]
    scripts = (tag for tag, own in told if own.get("type", "").lower().startswith("application/ld+json"))
    things = [thing for tag in scripts for thing in _things(_content(source, tag.end, _SCRIPT))]
    titles = (unescape(_content(source, tag.end, _TITLE)).strip() for tag in tags if tag.name == "title")
    return Stated(
        language=next((_language(own) for tag, own in told if tag.name == "html"), None),
        title=next(filter(None, titles), None),
        metas=_first(own for _, own in metas),
        things=tuple(sorted(things, key=lambda thing: not _is_article(thing))),
        properties=tuple((tag.end, own.get("content", "")) for tag, own in metas if _is_published(own)),
        times=tuple((tag.end, own.get("datetime", "")) for tag, own in told if tag.name == "time"),
    )


def _language(attributes: Mapping[str, str]) -> str | None:
    """ISO 639-1, as the page declares it."""
    match = _LANGUAGE.match(attributes.get("lang") or attributes.get("xml:lang") or "")
    return match[0].lower() if match else None


def _first(metas: Iterable[Mapping[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for told in metas:
        name, content = told.get("property") or told.get("name"), told.get("content", "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _is_published(told: Mapping[str, str]) -> bool:
    return told.get("itemprop", "").lower() == "datepublished"


def _content(source: str, at: int, end: re.Pattern[str]) -> str:
    match = end.search(source, at)
    return source[at : match.start() if match else len(source)]


def _things(script: str) -> Iterator[Mapping[str, object]]:
    """The objects of one script; of one that is no sound JSON, its date."""
    try:
        yield from _unfold(json.loads(script, strict=False))
    except (ValueError, RecursionError):
        match = _PUBLISHED.search(script)
        if match and _ARTICLE.search(script):
            yield {"@type": "Article", "datePublished": match[1]}


def _unfold(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, list):
        for item in value:
            yield from _unfold(item)
    elif isinstance(value, dict):
        yield value
        for key in _HOLDERS:
            yield from _unfold(value.get(key))


def _is_article(thing: Mapping[str, object]) -> bool:
    kinds = thing.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
    )
