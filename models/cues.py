"""Cues: the words in a sentence that show somebody to speak."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .alternatives import one_of
from .speech import Span
from .speech_words import INVERTIBLE, PARTICIPLES_OF_CUES, PHRASES, PRONOUNS, ROLES, VERBS

_WORDS = one_of((verb[0], verb) for verb in (*VERBS, "Said", "Added", "Wrote"))
_CUE = re.compile(rf"\b(?:{_WORDS}|{'|'.join(PHRASES)})\b(?![-_])")
_INVERTIBLE = frozenset((*INVERTIBLE, "Said", "Added", "Wrote"))
_NO_CUE_AFTER = re.compile(
    r"(?:\b(?:who|which|to|not|n[o’']t|(?:would|could|should|might|may|must)(?: have)?|the|a|an|of|by|for|at|in)"
    r"|\b(?:on|with|its|his|their|no|much|most)|\b(?:be|been|being|was|were|is|are)(?:\s+(?:also|further|often|never|\w+ly))?|n[’']t|[\-–])"
    r"\s*$"
)
_IMPERSONAL = re.compile(r"\b[Ii]t (?:was|is|has been)(?: also| further)? $")
_NO_CUE = re.compile(r"(?!(?:said|told|added)\s+by)\w+\s+(?:by|to be|to have)\b")
_PARTICIPLE = re.compile(rf"(?:{'|'.join(PARTICIPLES_OF_CUES)})\s+(?:as|under|in|at|for|of|last|from)\b")
_THING_BEFORE = re.compile(r"\b[a-z]+\s+$")
_AFTER_A_CLAUSE = re.compile(r"(?:^|[,”\"’?!])\s*$")
_OF_PAPER = re.compile(r"(?:read|shows?|showed|states|indicates?|indicated|reveals?)$")
_LONGEST_LEAD = 60  # characters before a cue that decide whether it is one


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue and its span.

    `may_precede`: its speaker may follow it, as in “…,” said X. `is_of_paper`: only a paper “shows that”.
    """

    text: str
    start: int
    end: int
    may_precede: bool
    is_of_paper: bool


def cues(plain: str, sentence: Span) -> Iterator[Cue]:
    """The cues of a sentence of a veiled text, in order."""
    for m in _CUE.finditer(plain, sentence.start, sentence.end):
        lead = plain[max(sentence.start, m.start() - _LONGEST_LEAD) : m.start()]
        if _is_cue(plain, m.start(), lead):
            may_precede = m.group() in _INVERTIBLE and _AFTER_A_CLAUSE.search(lead) is not None
            yield Cue(m.group(), m.start(), m.end(), may_precede, _OF_PAPER.match(m.group()) is not None)


def _is_cue(plain: str, start: int, lead: str) -> bool:
    """Not so in “was praised”, “would have praised”, “praised by” and “wheat promised as a gift”."""
    if _NO_CUE.match(plain, start) or (_NO_CUE_AFTER.search(lead) and not _IMPERSONAL.search(lead)):
        return False
    before = _THING_BEFORE.search(lead)
    speaks = before is None or before.group().strip() in ROLES | PRONOUNS
    return speaks or _PARTICIPLE.match(plain, start) is None
