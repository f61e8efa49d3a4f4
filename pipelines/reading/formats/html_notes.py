"""Notes to the reader amid and behind an article: whom to write to, what to subscribe to, what else to read."""

from __future__ import annotations

import re

LONGEST = 400

_TABLE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(expression, re.DOTALL))
    for reason, expression in (
        ("date", r"(?i:(?:first |last )?(?:updated|published|posted)\b).{0,80}\b(?:19|20)\d\d\b.{0,60}"),
        ("byline", r"(?:[Bb]y|BY) .{3,60}[—–|,-] .{0,40}\b(?:19|20)?\d\d\b.{0,20}"),
        ("byline", r"\(?(?:Reporting|Writing|Editing|Compiled) by .{1,300}"),
        (
            "byline",
            r"(?i:(?:follow|reach|e-?mail|contact|write to|have a tip|tips?\b).{0,200}"
            r"(?:@\w|twitter|facebook|instagram|may be reached).{0,200})",
        ),
        (
            "advert",
            r"(?i:(?:sign up|subscribe|click here|get |join |download|listen to|tune in|want |support|like what|stay |for more"
            r"|don.t forget).{0,200}\b(?:newsletters?|inbox|subscri\w+|app|podcasts?|on (?:twitter|facebook|instagram|youtube)"
            r"|live at|magazine|forums?|delivered)\b.{0,200})",
        ),
        ("related", r"(?i:(?:see more|don.t miss|read more|more|related\b.{0,20}|more (?:in|from|on) .{1,40})\s?:?)"),
        (
            "related",
            r"(?:See more|SEE MORE|DON.T MISS|Related|RELATED|More AP \w+|Follow AP.s full coverage)\b.{0,300}",
        ),
    )
)


def find_note(text: str) -> str | None:
    """The reason why a block is a note rather than a part of the article; None where it may be one."""
    if len(text) > LONGEST:
        return None
    return next((reason for reason, form in _TABLE if form.fullmatch(text)), None)
