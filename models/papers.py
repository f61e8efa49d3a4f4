"""Papers that speak: a statement, a report or a message speaks for whoever issued it."""

from __future__ import annotations

import re

from .actors import ActorBook
from .speech import Span
from .speech_words import DETERMINERS, PAPERS, TITLES, WEEKDAYS

_PAPER = rf"(?:{'|'.join(sorted(PAPERS))})"
_ISSUING = "issued|released|published|posted|signed|sent|shared|written|prepared|compiled|circulated"
_BEFORE_HEAD = re.compile(
    r"\s(?:of|from|by|for|on|to|about|in|at|with|between|after|as|obtained by|leaked to|seen by)\b"
)
_ISSUED = re.compile(rf"[^,;:.”“\"]{{0,60}}?,? ?\b(?:{_ISSUING})(?: [\w-]+){{0,3}}? by | from (?=(?:the )?[A-Z])")
_PASSIVE = re.compile(rf"\b{_PAPER}\b[^,;:.”“\"]{{0,60}}?\b(?:{_ISSUING})(?: [\w-]+){{0,3}}? by ")
_ACTIVE = re.compile(
    rf"\b(?:issued|released|published|posted|sent|submitted|circulated|presented|unveiled)"
    rf" (?:an?|the|its|his|her|their) (?:[\w’'.-]+ ){{0,4}}?{_PAPER}\b"
)
_SPOKEN_IN = re.compile(rf"\b(?:in|through|via) (?:an?|the|its|his|her|their) (?:[\w’'.-]+ ){{0,4}}?{_PAPER}\b")
_PROPER = re.compile(r"[A-ZÀ-Þ][\w’'.-]*(?:(?: (?:of|for|and|on|the))* [A-ZÀ-Þ][\w’'.-]*)*")


def is_paper(phrase: str) -> bool:
    """Whether the words name a paper: the noun that all others belong to is one (“report”, not “report's author”)."""
    head = _BEFORE_HEAD.split(phrase, maxsplit=1)[0].split()
    return bool(head) and head[-1].strip(".,:;").lower() in PAPERS


def owner_of(phrase: str, book: ActorBook) -> str | None:
    """Whose paper it is: “the State Department report” → “United States”, “the Politico report” → “Politico”."""
    actor = book.canonical(phrase)
    return actor or next(filter(None, map(_proper, _PROPER.findall(phrase))), None)


def body_in(phrase: str) -> str | None:
    """The body that a name ends in, for no person is called so: “the Orme Institute” → “Orme Institute”."""
    names = [name for name in map(_proper, _PROPER.findall(phrase)) if name]
    return names[-1] if names and " " in names[-1] and names[-1].split()[-1] in TITLES else None


def issuer_at(plain: str, start: int, end: int) -> int | None:
    """Where the issuer's name starts in what follows a paper: “… issued on Monday by X”."""
    found = _ISSUED.match(plain, start, end)
    return found.end() if found else None


def introduced(plain: str, start: int, end: int) -> Span | None:
    """The stretch that names the issuer of a paper which a sentence introduces: “X published a report”."""
    active = _ACTIVE.search(plain, start, end)
    passive = None if active else _PASSIVE.search(plain, start, end)
    if active:
        return Span(start, active.start())
    return Span(passive.end(), end) if passive else None


def speaks_in_paper(plain: str, start: int, end: int) -> bool:
    """Whether the speaker of a sentence says it “in a statement”; “the statement added” is then the speaker's."""
    return _SPOKEN_IN.search(plain, start, end) is not None


def _proper(name: str) -> str | None:
    """A proper name without the words that start with a capital for another reason."""
    words = [re.sub(r"[’']s?$", "", word) for word in name.split()]
    while words and (words[0] in DETERMINERS or words[0].lower() in PAPERS | WEEKDAYS):
        words.pop(0)
    while words and words[-1].lower() in PAPERS:
        words.pop()
    months = {word.rstrip(".") for word in words} <= TITLES
    return None if not words or months else " ".join(words)
