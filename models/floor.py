"""The floor: who is speaking, and so whom “he”, “it” and “the statement” mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from .news import AUTHOR
from .speaker_phrases import Speaker
from .speech_words import SPOKEN_PAPERS

UNKNOWN_SPEAKER = "unknown speaker"
_FIELD = "[Ff]oreign|[Ii]nterior|[Dd]efen[cs]e|[Ff]inance|government|military|security"
_KIND = rf"(?:(?:senior|top|one|unnamed|acting|{_FIELD}) )*"
_OFFICE = r"(?:[Mm]inistry|embassy|palace|[Dd]epartment|directorate|presidency|mission)"
_OF_BODY = re.compile(
    rf"{_KIND}(?:{_OFFICE}|(?:{_OFFICE} )?(?:officials?|advis[eo]r|spokes(?:person|man|woman))"
    r"(?: (?:for|of|at|in) the (?:movement|group|ministry|department|agency|mission|embassy|party))?)"
)


@dataclass(frozen=True, slots=True)
class Floor:
    """Who has the floor. `person`: whom “he” would mean; `latest`: whom “it” and “they” would; `paper`: whose paper.

    `latest` is the author after a paper that is nobody's. `body`: the actor whose office “a ministry spokesman” holds.
    """

    person: str | None = None
    latest: str | None = None
    paper: str | None = None
    body: str | None = None

    @property
    def speaker(self) -> str | None:
        """Who would be speaking were the text to go on with “he added”."""
        return self.person or (None if self.latest == AUTHOR else self.latest)

    @property
    def quoted(self) -> str:
        """Whose a quotation is that stands alone."""
        return UNKNOWN_SPEAKER if self.latest == AUTHOR else self.speaker or UNKNOWN_SPEAKER

    def meant_by(self, speaker: Speaker) -> str | None:
        """The holder that a pronoun, “the minister” or “the statement” stands for."""
        if speaker.is_paper:
            return self._issuer(speaker)
        if speaker.is_new:
            return self.body if _OF_BODY.fullmatch(speaker.role or "") else None
        latest = None if self.latest == AUTHOR else self.latest
        return (latest or self.person) if speaker.is_thing else (self.person or latest)

    def _issuer(self, paper: Speaker) -> str:
        """Nobody's paper is the outlet's own reading of it."""
        if paper.is_new:
            return AUTHOR
        spoken = not SPOKEN_PAPERS.isdisjoint((paper.role or "").lower().split())
        body = self.latest if spoken or self.latest != self.person else None
        return self.paper or body or AUTHOR

    def renamed(self, name: Callable[[str], str]) -> Floor:
        """The same floor with everybody under the name that `name` gives."""
        known = {part: name(holder) for part in ("person", "latest", "paper") if (holder := getattr(self, part))}
        return replace(self, **known)

    def taken_by(self, holder: str, speaker: Speaker, *, in_paper: bool) -> Floor:
        """The floor after a statement; a paper, a state or “officials” in between do not take “he” from a person."""
        if holder == UNKNOWN_SPEAKER:
            return self
        if speaker.is_paper:
            return replace(self, latest=holder, paper=None if holder == AUTHOR else holder)
        person = self.person if speaker.is_passing and self.person else holder
        body = holder if speaker.is_office else self.body
        return Floor(person, holder, holder if in_paper else self.paper, body)

    def passed_to(self, subject: str | None, issuer: str | None, body: str | None) -> Floor:
        """The floor after a sentence in which nobody speaks: its subject, whose paper it tells of, which actor acts."""
        moved = replace(self, person=subject, latest=subject) if subject else self
        return replace(moved, paper=issuer or self.paper, body=body or self.body)

    def anew(self) -> Floor:
        """The floor at the start of a paragraph: an actor who acted in the one before tells no office in this one."""
        return replace(self, body=None)
