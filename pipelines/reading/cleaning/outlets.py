"""Who published a page, as its own lines tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.news import Dropped

from .boilerplate import AGENCIES

_PUBLISHED = re.compile(r"Published in ([^,]{2,60}),")
_COPYRIGHT = re.compile(
    r"(?:copyright\s?)?(?:©|\(c\))?\s?(?:copyright\s?)?(?:\d{4}(?:\s?[-–]\s?\d{4})?)?[.,]?\s?(?:by )?"
    r"(?P<name>[^.,|]{2,60}?)(?:\.|,|\||\sAll [Rr]ights|\Z)",
    re.I,
)
_HOME = re.compile(r"from (.{2,60}?) - Home\b")
_BYLINE = re.compile(r"by (.{2,60})", re.I)
_MEDIA_WORD = re.compile(
    r"\b(?:News\w*|Times|Post|Weekly|Daily|Herald|Tribune|Courier|Ledger|Wire|Observer|Journal|Gazette|Express|Mail|Press"
    r"|Review|Magazine|Today|Monitor|Chronicle|Standard|Telegraph|Guardian|Independent|Dispatch|Frontier|Report)\b"
)
_DESK = re.compile(r"\b(?:reporter|correspondent|desk|bureau|staff)s?\b", re.I)
_AGENCY = re.compile(AGENCIES)


def find_outlet(dropped: Sequence[Dropped], bracket: str | None) -> str | None:
    """The outlet that the lines left out or a dateline's bracket name, the surest kind of line first."""
    lines = [(line.reason, line.text) for line in dropped]
    found = (
        *(_named(_PUBLISHED, text) for reason, text in lines if reason == "published in"),
        *(_named(_COPYRIGHT, text) for reason, text in lines if reason == "copyright"),
        *(_if_medium(_named(_BYLINE, text)) for reason, text in lines if reason == "byline"),
        _if_medium(bracket),
        *(_named(_HOME, text) for reason, text in lines if reason == "footer"),
    )
    return next((name for name in found if name), None)


def _named(form: re.Pattern[str], text: str) -> str | None:
    match = form.match(text)
    return match[match.lastindex or 0].strip() if match else None


def _if_medium(name: str | None) -> str | None:
    """`name` if its words are a newspaper's rather than a person's, a desk's or an agency's."""
    if not name or _DESK.search(name) or _AGENCY.fullmatch(name):
        return None
    return name if _MEDIA_WORD.search(name) else None
