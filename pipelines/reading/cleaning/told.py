"""Verdicts where a page's markup tells what each block is: words only overrule it where they are sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .boilerplate import recognise
from .headers import find_same, repeats_headline
from .pullquotes import find_pull_quotes

PROSE = ("body", "quote", "standfirst")


def check_told(texts: Sequence[str], title: str | None, told: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """One verdict per line, and the headline as it stands on the page, if it does."""
    at = _headline(texts, title, told)
    headline = title if at is None else texts[at]
    lines = list(_checked(texts, told, headline))
    if at is not None:
        lines[at] = "headline"
    return tuple(lines), None if at is None else texts[at]


def _headline(texts: Sequence[str], title: str | None, told: Sequence[str]) -> int | None:
    """Which line is the headline: one that is told to be, before one that says `title` in a trail or a list of links."""
    headlines = [i for i, verdict in enumerate(told) if verdict == "headline"]
    if title is None:
        return next(iter(headlines), None)
    same = find_same([texts[i] for i in headlines], title)
    return find_same(texts, title) if same is None else headlines[same]


def _checked(texts: Sequence[str], told: Sequence[str], headline: str | None) -> Iterator[str]:
    prose = [i for i, verdict in enumerate(told) if verdict in PROSE]
    repeated = {prose[i] for i in find_pull_quotes([texts[i] for i in prose])}
    for i, (text, verdict) in enumerate(zip(texts, told, strict=True)):
        if verdict == "headline" or (verdict in PROSE and repeats_headline(text, headline)):
            yield "duplicate headline"
        elif verdict == "quote" and i in repeated:
            yield "pull quote"
        else:
            yield _overruled(text, verdict)


def _overruled(text: str, verdict: str) -> str:
    """What the words make of a line of prose; a line in brackets may well be the author's own, a rule of dashes is not."""
    if verdict not in PROSE:
        return verdict
    if not any(map(str.isalnum, text)):
        return "navigation"
    found = recognise(text)
    return verdict if found in (None, "navigation", "credit") else found
