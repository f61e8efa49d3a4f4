"""Attributions: the cue of a sentence and the speaker it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .actors import ActorBook
from .cues import Cue, cues
from .news import Statement
from .speaker_phrases import Speaker, speaker_from
from .speakers import (
    source_named,
    speaker_after_cue,
    speaker_before_cue,
    subject_at,
    teller_after,
    teller_before,
)
from .speech import Span
from .speech_words import SAYING, TELLING

_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|[Ii]n the words of|[Qq]uoting|(?:was|were|been) (?:told|informed|warned|assured|briefed) by)\s+"
)
_SAYING = re.compile(rf"[,—–] ?(?:\w+ly |and )?(?P<cue>{'|'.join(SAYING)})\b")
_CLAUSE = re.compile(r"\b(?:after|as|when|because|although|though|since|while|before|where|that)\s+")
_SIGNED = re.compile(r"[”\"]\s*[―—–-]{1,2}\s*(?P<name>[A-ZÀ-Þ][^,;:“”\"]{2,60})\s*$")
_TURN = re.compile(r"[;,:]?[”\"]? (?:but|while|whereas|although|though) |; |,[”\"]? and ")
_BESIDE = 30  # characters between a speaker and a cue that only join the two: “X, on Monday, said”
_LONGEST_CLAUSE = 120  # characters from a conjunction to the cue of its clause
_LONGEST_TURN = 400  # characters after which another's cue is looked for no more


@dataclass(frozen=True, slots=True)
class Attributed(Statement):
    """A statement, and where its paragraph names who says it; `source` is None where only one before it does."""

    source: Span | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue and its speaker, found in one sentence.

    What is said stands in the sentence from `start` on, but for `frame`: the words of speaker and cue.
    """

    speaker: Speaker
    cue: str
    start: int
    frame: Span

    def said(self, sentence: Span, text: str) -> list[Span]:
        """The sentence without the words that tell who speaks."""
        around = (Span(self.start, self.frame.start), Span(max(self.start, self.frame.end), sentence.end))
        return [_trimmed(span, text) for span in around if re.search(r"\w", text[span.start : span.end])]


def told_by(plain: str, sentence: Span, book: ActorBook) -> Attribution | None:
    """Who speaks in a sentence: “according to the notes” tells less than the cue of a speaker does."""
    source = _according(plain, sentence, book)
    if source and not (source.speaker.is_paper and source.speaker.holder is None):
        return source
    return (
        _reported(plain, sentence, book)
        or source
        or _trailing(plain, sentence, book)
        or _in_clause(plain, sentence, book)
    )


def signed_by(plain: str, book: ActorBook) -> Attribution | None:
    """Whose words a whole paragraph is: “We waited.” — Omar Zadran."""
    name = _SIGNED.search(plain)
    speaker = speaker_from(plain, *name.span("name"), book) if name else None
    if speaker is None or " " not in (speaker.holder or ""):
        return None
    return Attribution(speaker, "signature", 0, Span(speaker.start, speaker.end))


def turns(plain: str, sentence: Span, book: ActorBook) -> tuple[Span, ...]:
    """A sentence, cut where another takes over: “X said it was late, but Y replied that it was not.”"""
    parts, start = [], sentence.start
    for turn in _TURN.finditer(plain, sentence.start, sentence.end):
        before, after = Span(start, turn.start()), Span(turn.end(), min(sentence.end, turn.end() + _LONGEST_TURN))
        told = _reported(plain, after, book)
        if told and told.speaker.start == after.start and told_by(plain, before, book):
            parts.append(before)
            start = after.start
    return (*parts, Span(start, sentence.end))


def _according(plain: str, sentence: Span, book: ActorBook) -> Attribution | None:
    cue = _ACCORDING.search(plain, sentence.start, sentence.end)
    speaker = source_named(plain, cue.end(), sentence.end, book) if cue else None
    if not cue or not speaker:
        return None
    return Attribution(speaker, cue.group().strip(), sentence.start, Span(cue.start(), speaker.end))


def _reported(plain: str, sentence: Span, book: ActorBook) -> Attribution | None:
    """The first cue of the sentence that has a speaker, before it (“X said”) or after it (“said X”)."""
    for cue in cues(plain, sentence):
        speaker = _speaker(plain, cue, sentence, book)
        if speaker and (speaker.is_paper or not cue.is_of_paper):
            return Attribution(speaker, cue.text, sentence.start, _frame(speaker, cue.start, cue.end))
    return None


def _speaker(plain: str, cue: Cue, sentence: Span, book: ActorBook) -> Speaker | None:
    """A person, an office or a role on either side of the cue; of a verb that tells, whoever stands beside it."""
    after = speaker_after_cue(plain, cue.end, sentence.end, book) if cue.may_precede else None
    known = after or speaker_before_cue(plain, sentence.start, cue.start, book)
    if known or cue.text not in TELLING:
        return known
    after = teller_after(plain, cue.end, sentence.end, book) if cue.may_precede else None
    return after or teller_before(plain, sentence.start, cue.start, book)


def _trailing(plain: str, sentence: Span, book: ActorBook) -> Attribution | None:
    """“X closed the road, saying that it was late”: the narrated act is the author's, what follows is X's."""
    cue = _SAYING.search(plain, sentence.start, sentence.end)
    speaker = subject_at(plain, sentence.start, cue.start(), book) if cue else None
    if not cue or not speaker:
        return None
    return Attribution(speaker, cue.group("cue"), cue.end(), _frame(speaker, cue.start(), cue.end()))


def _in_clause(plain: str, sentence: Span, book: ActorBook) -> Attribution | None:
    """“The road was closed after X blamed Y”: only what follows the cue is X's."""
    for cue in cues(plain, sentence):
        clauses = list(_CLAUSE.finditer(plain, max(sentence.start, cue.start - _LONGEST_CLAUSE), cue.start))
        speaker = speaker_before_cue(plain, clauses[-1].end(), cue.start, book) if clauses else None
        if speaker and not cue.is_of_paper:
            return Attribution(speaker, cue.text, cue.end, _frame(speaker, cue.start, cue.end))
    return None


def _frame(speaker: Speaker, start: int, end: int) -> Span:
    """The words of a speaker, and of a cue at `start` that stands beside them; farther ones are part of what is said."""
    if max(start - speaker.end, speaker.start - end) > _BESIDE:
        return Span(speaker.start, speaker.end)
    return Span(min(start, speaker.start), max(end, speaker.end))


def _trimmed(span: Span, text: str) -> Span:
    inside = text[span.start : span.end]
    start = span.start + len(inside) - len(inside.lstrip(" ,;:"))
    return Span(start, max(start, span.start + len(inside.rstrip())))
