"""Dates as pages write them -> ISO dates."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_to_datetime

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?,?\s+)?"

_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH_FIRST = re.compile(rf"\b(?P<month>{MONTH})\s+(?P<day>{_DAY}),?\s+(?P<year>\d{{4}})\b", re.I)
_DAY_FIRST = re.compile(rf"\b(?P<day>{_DAY})\s+(?P<month>{MONTH}),?\s+(?P<year>\d{{4}})\b", re.I)
_ISO = re.compile(r"\b(?P<year>\d{4})[-/](?P<month>\d{2})[-/](?P<day>\d{2})(?:\b|(?=T))")

_CLOCK_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?)?"
_ZONE = r"\(?(?:[A-Z]{2,5}|Z|[+-]\d{2}:?\d{2})?\)?"
_TIME = rf"(?:\s*(?:at\s|[,|T-])?\s*{_CLOCK_TIME}\s*{_ZONE})?"
_STAMP = r"(?:(?:first |last )?(?:updated|published|posted|modified)(?: on| at)?\s*:?\s*)?"
DATE = rf"{WEEKDAY}(?:{MONTH}\s+{_DAY},?\s+\d{{4}}|{_DAY}\s+{MONTH},?\s+\d{{4}}|\d{{4}}[-/]\d{{2}}[-/]\d{{2}})"
_LINE = re.compile(rf"{_STAMP}{DATE}{_TIME}", re.I)
# Which number is the month cannot be told, so this gives no date.
_NUMBERS = re.compile(rf"{_STAMP}{WEEKDAY}\d{{1,2}}([./-])\d{{1,2}}\1\d{{4}}{_TIME}", re.I)
_CLOCK = re.compile(r"(?:updated at )?\d{1,2}[:.]\d{2}\s*[ap]\.?m\.?(?:\s+[A-Z]{2,5})?\.?", re.I)


def is_date_line(text: str) -> bool:
    """Whether `text` is nothing but a date or a time of day, with or without "Updated:" before it."""
    return len(text) <= 80 and any(form.fullmatch(text) for form in (_LINE, _NUMBERS, _CLOCK))


def find_date(text: str) -> str | None:
    """The first full date in `text`, ISO; None without one. A day without a year is no date."""
    matches = (form.search(text) for form in (_MONTH_FIRST, _DAY_FIRST, _ISO))
    for match in sorted((match for match in matches if match), key=lambda match: match.start()):
        found = _iso(match["year"], match["month"], match["day"])
        if found:
            return found
    return None


def read_date(text: str) -> str | None:
    """The date a table's cell holds, ISO; None when it is no date this module knows."""
    return find_date(text) if _LINE.fullmatch(text) or _ISO.match(text) else _mail_date(text)


def _mail_date(text: str) -> str | None:
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except ValueError:
        return None


def _iso(year: str, month: str, day: str) -> str | None:
    number = int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
    try:
        return date(int(year), number, int(day.lower().rstrip("stndrh"))).isoformat()
    except ValueError:
        return None
