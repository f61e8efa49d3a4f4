"""Notes to the reader amid and behind an article: whom to write to, what to subscribe to, what else to read."""

from __future__ import annotations

import re

LONGEST = 400

_DAY = r"(?:\d|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b)"
_CALL = (
    r"(?:sign up|subscribe|click here|download (?:the|our)|listen to|tune in|stay (?:on|up|tuned|informed)|want (?:more|to)"
    r"|join (?:us|our)|get (?:the latest|our|more|.{3,60}delivered|.{3,40}\bapp\b)|don.t forget to)\b"
)
_WARES = (
    r"\b(?:newsletters?|inbox|subscri\w+|app|podcasts?|on (?:twitter|facebook|instagram|youtube)|live at|magazine|forums?"
    r"|delivered)\b"
)

# Every expression must match a whole block. A sentence of news may start with most of these words; none goes on like this.
_TABLE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(expression, re.DOTALL))
    for reason, expression in (
        (
            "date",
            rf"(?i:(?:(?:first|last) )?(?:updated|published|posted)(?: on| at)?\s?:?\s?{_DAY}.{{0,60}}\b(?:19|20)\d\d\b.{{0,60}})",
        ),
        ("date", r"\d{1,2}:\d{2}(?: ?[AaPp]\.?[Mm]\.?)?(?: [A-Z]{2,4})?"),
        ("byline", r"(?:[Bb]y|BY) [A-Z][^,.?!—–|]{2,50} ?[—–|-] .{0,30}(?:\d{4}|\d/\d\d).{0,20}"),
        ("byline", r"\(?(?:Reporting|Writing|Editing|Compiled) by .{1,300}"),
        (
            "byline",
            r"(?i:(?:follow|reach|e-?mail|contact|write to|have a tip\?) .{1,200}"
            r"(?:@\w|twitter|facebook|instagram|may be reached).{0,200})",
        ),
        (
            "advert",
            rf"(?i:{_CALL}.{{0,200}}{_WARES}.{{0,200}}|get .{{3,60}} (?:delivered (?:to|through)|app)\b.{{0,200}})",
        ),
        ("related", r"(?i:(?:see more|don.t miss|read more|more|related\b.{0,20}|more (?:in|from|on) .{1,40})\s?:?)"),
        ("related", r"(?i:see more|don.t miss|related)\s?[:|].{0,300}"),
        ("related", r"(?:More AP \w+\b|Follow AP.s full coverage).{0,300}"),
    )
)


def find_note(text: str) -> str | None:
    """The reason why a block is a note rather than a part of the article; None where it may be one."""
    if len(text) > LONGEST:
        return None
    return next((reason for reason, form in _TABLE if form.fullmatch(text)), None)
