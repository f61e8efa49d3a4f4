"""Verdicts where a page's markup tells what each block is: words only overrule it where they are sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .boilerplate import recognise
from .headers import find_same, repeats_headline
from .pullquotes import find_pull_quotes

PROSE = ("body", "quote", "standfirst")


def check_told(texts: Sequence[str], title: str | None, told: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """One verdict per line, and the headline as it stands on the page, if it does."""
    headlines = (i for i, verdict in enumerate(told) if verdict == "headline")
    at = next(headlines, None) if title is None else find_same(texts, title)
    headline = title if at is None else texts[at]
    lines = list(_checked(texts, told, headline))
    if at is not None:
        lines[at] = "headline"
    return tuple(lines), None if at is None else texts[at]


def _checked(texts: Sequence[str], told: Sequence[str], headline: str | None) -> Iterator[str]:
    prose = [i for i, verdict in enumerate(told) if verdict in PROSE]
    quotes = frozenset(prose[i] for i in find_pull_quotes([texts[i] for i in prose]))
    for i, (text, verdict) in enumerate(zip(texts, told, strict=True)):
        if verdict == "headline" or (verdict in PROSE and repeats_headline(text, headline)):
            yield "duplicate headline"
        elif i in quotes:
            yield "pull quote"
        else:
            yield (recognise(text) or verdict) if verdict in PROSE else verdict
