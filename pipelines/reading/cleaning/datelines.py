"""The dateline before the first sentence: "KABUL, Aug 19 (HW): " and its kin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .boilerplate import AGENCIES
from .dates import MONTH

_WORD = r"[A-Z][A-Z.'’-]{1,30}"
_PLACE = rf"(?P<place>{_WORD}(?:[ /]{_WORD}){{0,4}}(?:, D\.C\.)?)"
_COUNTRY = r"(?:, (?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))[A-Z][\w.]{1,20}(?: [A-Z][\w.]{1,20}){0,2})?"
_DAY = rf"(?:, ?{MONTH} \d{{1,2}}(?:, ?\d{{4}})?)?"
_PAREN = r"(?: ?\((?P<paren>[^()]{2,40})\))"
_MARK = r"(?: ?: ?| ?[—–] ?| -{1,2} )"
_UPPER = re.compile(rf"{_PLACE}{_COUNTRY}{_DAY}{_PAREN}?{_MARK}")
_MIXED = re.compile(rf"(?P<place>[A-Z][a-z]{{2,20}}(?: [A-Z][a-z]{{2,20}})?){_COUNTRY}{_DAY}{_PAREN}{_MARK}")
_ABROAD = re.compile(r"(?P<place>[A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20})?), [A-Z][a-z]{2,20} [—–-] (?P<paren>)(?=[A-Z“])")
_AGENCY_ALONE = re.compile(rf"\((?P<paren>CNN|{AGENCIES})\)(?: ?[—–] ?| -{{1,2}} | )")

FORMS = (_UPPER, _MIXED, _ABROAD, _AGENCY_ALONE)

# Words in capitals before a colon that are speakers or labels, not places.
_NO_PLACES = frozenset(
    "THE PRESIDENT SECRETARY MR MRS MS DR MINISTER SENATOR AMBASSADOR GENERAL PRIME VICE SPEAKER "
    "DEAR HELLO JUDGE PROFESSOR HOST REPORTER INTERVIEWER WHO WHAT WHEN WHERE WHY HOW CORRECTION CLARIFICATION SUMMARY "
    "EDITORIAL OPINION ANALYSIS UPDATE WATCH VIDEO BREAKING EXCLUSIVE FACT NOTE LIVE READ MORE Q A".split()
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline found: its length in characters, the place if it names one, and what stood in brackets."""

    length: int
    place: str | None
    bracket: str | None


def find_dateline(text: str) -> Dateline | None:
    """The dateline that `text` starts with, if any text follows it."""
    match = next((match for form in FORMS if (match := form.match(text))), None)
    if not match or match.end() >= len(text):
        return None
    place = match.groupdict().get("place")
    if place and _NO_PLACES.intersection(re.split(r"[ /.]", place)):
        return None
    return Dateline(match.end(), place.title() if place and place.isupper() else place, match["paren"] or None)
