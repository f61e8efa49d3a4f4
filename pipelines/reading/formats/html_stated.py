"""What a page states of its article for machines: <meta> tags, JSON-LD, <time> elements and <title>."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from .html_tokens import Tag, tokenise

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

    `times`: the dates that <time> elements and microdata give, each with its place in the source.
    """

    language: str | None
    title: str | None
    metas: Mapping[str, str]
    things: tuple[Mapping[str, object], ...]
    times: tuple[tuple[int, str], ...]

    @property
    def articles(self) -> tuple[Mapping[str, object], ...]:
        return tuple(thing for thing in self.things if _is_article(thing))


def read_stated(source: str) -> Stated:
    """What the tags of a page state."""
    language = title = None
    metas: dict[str, str] = {}
    things: list[Mapping[str, object]] = []
    times: list[tuple[int, str]] = []
    for tag in tokenise(source):
        if not isinstance(tag, Tag) or tag.closes or tag.name not in ("html", "meta", "script", "time", "title"):
            continue
        told = tag.read()
        if tag.name == "html":
            language = language or _language(told)
        elif tag.name == "meta":
            _note(told, metas, times, tag.end)
        elif tag.name == "time":
            times.append((tag.end, told.get("datetime", "")))
        elif tag.name == "title":
            title = title or unescape(_content(source, tag.end, _TITLE)).strip()
        elif told.get("type", "").lower().startswith("application/ld+json"):
            things.extend(_things(_content(source, tag.end, _SCRIPT)))
    things.sort(key=lambda thing: not _is_article(thing))
    return Stated(language, title, metas, tuple(things), tuple(times))


def _language(attributes: Mapping[str, str]) -> str | None:
    """ISO 639-1, as the page declares it."""
    match = _LANGUAGE.match(attributes.get("lang") or attributes.get("xml:lang") or "")
    return match[0].lower() if match else None


def _note(told: Mapping[str, str], metas: dict[str, str], times: list[tuple[int, str]], at: int) -> None:
    name = told.get("property") or told.get("name")
    content = told.get("content", "").strip()
    if name and content:
        metas.setdefault(name.strip().lower(), content)
    elif told.get("itemprop", "").lower() == "datepublished":
        times.append((at, content))


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
