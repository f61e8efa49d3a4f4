"""People by their full names: who in an article is meant by a surname alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .actors import ActorBook
from .speaker_phrases import person_in
from .speech_words import DETERMINERS, NAME_PARTICLES, OPENINGS, PREPOSITIONS, ROLES, STOPS, VERBS

_RUN = re.compile(
    rf"[A-ZÀ-Þ][\w’'.-]*(?: (?:(?:{'|'.join(sorted(NAME_PARTICLES))}) )?[A-ZÀ-Þ][\w’'-]*)+"
)
_NO_NAME = {*OPENINGS, *STOPS, *ROLES, *VERBS, *PREPOSITIONS, *(word.lower() for word in DETERMINERS), "but", "and", "so"}


@dataclass(frozen=True, slots=True)
class FullNames:
    """The runs of capitalised words in an article, in order: (paragraph, offset, words)."""

    runs: tuple[tuple[int, int, str], ...]
    book: ActorBook

    def full(self, name: str, paragraph: int, offset: int) -> str:
        """`name` as the article gives it in full: nearest before that place, else first after; itself if nowhere."""
        if " " in name or not name[:1].isupper() or self.book.canonical(name):
            return name
        found = [(where, full) for *where, run in self.runs if name in run and (full := self._name(run, name))]
        before = [full for where, full in found if where <= [paragraph, offset]]
        return before[-1] if before else found[0][1] if found else name

    def _name(self, run: str, part: str) -> str | None:
        words = run.split()
        while words and (words[0].lower() in _NO_NAME or words[0].endswith(("ing", "’s", "'s"))):
            words.pop(0)
        person = person_in(" ".join(words), self.book)
        parts = person.split() if person else []
        return person if len(parts) > 1 and part in (parts[0], parts[-1]) else None


def full_names(paragraphs: Sequence[str], book: ActorBook) -> FullNames:
    """The names in the paragraphs of one article."""
    return FullNames(
        tuple((number, m.start(), m.group()) for number, text in enumerate(paragraphs) for m in _RUN.finditer(text)), book
    )
