"""Names of people and outlets, as pages write them into their metadata."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import urlsplit

from models.characters import tidy
from pipelines.reading.cleaning.boilerplate import AGENCIES
from pipelines.reading.cleaning.prose import fold

MOST_WORDS = 5

_PARTED = re.compile(r"\s+[|–—-]\s+|\s*[|•·]\s*")
_SPLIT = re.compile(r"\s*[,;&|/\n]\s*|\s+-\s+|\s+(?:and|und|et|y)\s+")
_BEFORE = re.compile(r"\A.*\b(?:by|By|BY)\b\s*:?|\A(?:Текст|Par|Von|Por)\s+")
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
# May and June are names of people too.
_MONTH = r"January|February|March|April|(?:May|June)(?=\s+\d)|July|August|September|October|November|December"
_AFTER = re.compile(rf"(?<=\S),?\s+(?:{_DAY}|{_MONTH}|Published|Updated|Posted)\b.*|\s*[\d(@].*", re.DOTALL)
_NONE = re.compile(
    r"@|://|\b(?:admin\w*|desk|bureau|staff|editors?|editorial|report\w*|correspondents?|writers?|web|newsroom|services?|news"
    r"|team|media|wires?|agenc(?:y|ies)|press|magazine|contributors?|times|sports?|guest|business|weekly|daily|online|author"
    r"|columnist|inc|llc|ltd|university|ministry|ministries|institute|department)\b|\Athe\b|\w*admin\b",
    re.I,
)
_OTHERS = (re.compile(AGENCIES, re.I), re.compile(rf"{_DAY}|{_MONTH}"))
_BEHIND = re.compile(r"\s+(?:Associated Press|Reuters|AFP)\Z", re.I)
_PARTICLES = frozenset("al bin bint da de del della den der di do dos du el ibn la le ter ul van von zu".split())
_COPYRIGHT = re.compile(r"(?:copyright|©|\(c\))[\s\d©,.–-]*", re.I)
# The host of an agency's pages for others, which calls itself so.
_NAMELESS = frozenset(("hosted", "home", "homepage", "news", "index", "website", "blog"))


def read_outlet(name: str | None) -> str | None:
    """The name without the motto behind it and the address around it; None where nothing is left."""
    name = tidy(_PARTED.split(name or "", maxsplit=1)[0])
    if "://" in name:
        name = (urlsplit(name).hostname or "").removeprefix("www.")
    name = _COPYRIGHT.sub("", name).strip()
    return name if name and name.casefold() not in _NAMELESS else None


def read_people(told: Iterable[str], others: Collection[str]) -> str | None:
    """The names of people among those told, commas between; `others`: names of the outlet and its publisher."""
    barred = {_plain(name) for name in others}
    names: dict[str, str] = {}
    for name in (name for text in told for name in _people(tidy(text))):
        if not any(_plain(name) in own for own in barred):
            names.setdefault(fold(name), name)
    return ", ".join(names.values()) or None


def _people(text: str) -> Iterator[str]:
    """A word alone is a name only where it is all that stands there: behind a comma it is an outlet or a degree."""
    parts = [part for part in _SPLIT.split(_AFTER.sub("", _BEFORE.sub("", text))) if part]
    for part in parts:
        name = _BEHIND.sub("", part).strip(" .,-–—")
        if _is_name(name) and (" " in name or len(parts) == 1):
            yield name


def _is_name(name: str) -> bool:
    words = name.split()
    if not 0 < len(words) <= MOST_WORDS or any(form.fullmatch(name) for form in _OTHERS) or _NONE.search(name):
        return False
    return all(not word[0].islower() or word in _PARTICLES for word in words)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, fold(name)))
