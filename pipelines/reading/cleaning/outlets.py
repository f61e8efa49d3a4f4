"""Who published a page and who wrote it, as its own lines tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.news import Dropped

from .boilerplate import AGENCIES
from .dates import DATE

_PUBLISHED = re.compile(r"Published in ([^,]{2,60}),")
_COPYRIGHT = re.compile(
    r"(?:copyright\s?)?(?:©|\(c\))?\s?(?:copyright\s?)?(?:\d{4}(?:\s?[-–]\s?\d{4})?)?[.,]?\s?(?:by )?"
    r"(?P<name>[^.,|]{2,60}?)(?:\.|,|\||\sAll [Rr]ights|\Z)",
    re.I,
)
_HOME = re.compile(r"from (.{2,60}?) - Home\b")
_BYLINE = re.compile(r"by:? (.{2,60})", re.I)
_MEDIA_WORD = re.compile(
    r"\b(?:News\w*|Times|Post|Weekly|Daily|Herald|Tribune|Courier|Ledger|Wire|Observer|Journal|Gazette|Express|Mail|Press"
    r"|Review|Magazine|Today|Monitor|Chronicle|Standard|Telegraph|Guardian|Independent|Dispatch|Frontier|Report)\b"
)
_DESK = re.compile(r"\b(?:reporter|correspondent|desk|bureau|staff)s?\b", re.I)
_ALONE = re.compile(
    r"(?:The )?(?:Daily )?(?:[A-Z][a-z]+ ){1,2}(?:News|Times|Post|Weekly|Herald|Tribune|Courier|Ledger|Observer|Journal"
    r"|Gazette|Express|Mail|Magazine|Chronicle|Telegraph|Guardian|Monitor|Dispatch)"
)
_AUTHORS = re.compile(
    r"(?:[Bb]y|BY):?\s(?P<by>.+)|(?P<published>.{3,60}?)(?: \|| [-–—]|,)? Published [A-Z]\w{2,8} \d.*"
)
_NO_AUTHOR = re.compile(
    rf"\s(?:in|for|of|at|with|from|on|published|updated)\s.*|\s[|•·–—-]\s.*|\s?\(.*|[\s,]+{DATE}.*", re.I
)
_PARTS = re.compile(r",\s|\s(?:for|and|&)\s|\s[|•·–—-]\s")
_AND = re.compile(r",?\s(?:and|&|AND)\s|,\s")
_NAME = re.compile(r"[^\W\d_][\w.'’]*(?:[ -][^\W\d_][\w.'’]*){1,4}")
_PARTICLES = frozenset("al bin bint da de del della den der di dos du el ibn la le ter ul ur van von zu".split())
_ORGANISED = re.compile(
    r"\b(?:board|team|service|editors?|agenc(?:y|ies)|authority|council|ministry|writers?|our)\b", re.I
)
_AGENCY = re.compile(AGENCIES)


def find_outlet(dropped: Sequence[Dropped], bracket: str | None) -> str | None:
    """The outlet that the lines left out or a dateline's bracket name, the surest kind of line first."""
    lines = [(line.reason, line.text) for line in dropped]
    found = (
        *(_named(_PUBLISHED, text) for reason, text in lines if reason == "published in"),
        *(_named(_COPYRIGHT, text) for reason, text in lines if reason == "copyright"),
        *(_if_medium(part) for reason, text in lines if reason == "byline" for part in _parts(_named(_BYLINE, text))),
        *(text for reason, text in lines if reason == "byline" and is_medium(text)),
        _if_medium(bracket),
        *(_named(_HOME, text) for reason, text in lines if reason == "footer"),
    )
    return next((name for name in found if name), None)


def find_author(dropped: Sequence[Dropped]) -> str | None:
    """The people whom the first byline with names in it names, parted by ", "; desks, agencies and outlets are none."""
    for line in dropped:
        match = _AUTHORS.fullmatch(line.text) if line.reason == "byline" else None
        names = _NO_AUTHOR.sub("", match["by"] or match["published"]) if match else ""
        people = [_cased(name) for name in _AND.split(names) if _is_person(name)]
        if people:
            return ", ".join(people)
    return None


def is_medium(text: str) -> bool:
    """Whether a line is nothing but a newspaper's name."""
    return _ALONE.fullmatch(text) is not None


def _cased(name: str) -> str:
    return name.title() if name.isupper() else name


def _is_person(name: str) -> bool:
    if not _NAME.fullmatch(name) or _MEDIA_WORD.search(_cased(name)) or _DESK.search(name) or _ORGANISED.search(name):
        return False
    return not _AGENCY.search(name) and all(word[0].isupper() or word in _PARTICLES for word in re.split("[ -]", name))


def _named(form: re.Pattern[str], text: str) -> str | None:
    match = form.match(text)
    return match[match.lastindex or 0].strip() if match else None


def _parts(byline: str | None) -> list[str]:
    """The people and outlets that a byline names one after the other."""
    return _PARTS.split(byline) if byline else []


def _if_medium(name: str | None) -> str | None:
    """`name` if its words are a newspaper's rather than a person's, a desk's or an agency's."""
    if not name or _DESK.search(name) or _AGENCY.fullmatch(name.removeprefix("The ")):
        return None
    return name if _MEDIA_WORD.search(name) else None
