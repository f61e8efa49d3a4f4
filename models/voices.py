"""Who says what in a paragraph: direct and reported speech, and the speaker who is carried from one to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .actors import ActorBook
from .cues import cues
from .news import AUTHOR, Statement
from .speaker_phrases import Speaker
from .speakers import source_named, speaker_after_cue, speaker_before_cue, subject_of
from .speech import Span, quotations, sentences, veiled

UNKNOWN_SPEAKER = "unknown speaker"
_SCARE_WORDS = 3

_ACCORDING = re.compile(r"\b(?:[Aa]ccording to|[Ii]n the words of|[Qq]uoting)\s+")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one paragraph says, and who would be speaking were it to go on."""

    statements: tuple[Statement, ...]
    speaker: str | None


def statements(text: str, book: ActorBook, carried: str | None) -> tuple[Statement, ...]:
    """What is said in a paragraph and by whom, in text order.

    A sentence with a cue (“said”, “urged”, “according to”) belongs to its speaker: all of it but the words that name
    the speaker, so the stance of “Pakistan condemned India” is held by Pakistan toward India. “He”, “the minister” and
    quotations without a speaker belong to the last one named in the paragraph, else to `carried`, the speaker of the
    paragraph before. A holder is an actor's name where the speaker is an office of one, else the person's name, else
    the role as written; `UNKNOWN_SPEAKER` where somebody speaks and nothing tells who.
    """
    return _read(text, book, carried).statements


def speaker_after(text: str, book: ActorBook, carried: str | None) -> str | None:
    """The speaker whom “he added” would mean at the start of the next paragraph; None if nobody has spoken."""
    return _read(text, book, carried).speaker


def holder_at(statements: Sequence[Statement], start: int, end: int) -> str:
    """Whose voice covers `text[start:end]`: the shortest statement around it, the later of two alike, else AUTHOR."""
    around = [s for s in statements if s.start <= start and end <= s.end]
    return min(reversed(around), key=lambda s: s.end - s.start).holder if around else AUTHOR


def _read(text: str, book: ActorBook, carried: str | None) -> _Reading:
    quoted = quotations(text)
    plain = veiled(text, quoted)
    found: list[Statement] = []
    floor = _Floor(person=carried, latest=carried)
    for sentence in sentences(plain):
        told = _according(plain, sentence, book) or _reported(plain, sentence, book)
        if told:
            holder = _holder(told.speaker, floor, "" if found else plain, book)
            found += (Statement(holder, told.cue, s.start, s.end) for s in told.said(sentence, text))
            floor = floor.taken_by(holder, told.speaker)
        else:
            inside = [q for q in quoted if q.start < sentence.end and q.end > sentence.start]
            found += _unattributed(text, inside, floor.person or floor.latest or UNKNOWN_SPEAKER)
            subject = subject_of(plain, sentence.start, sentence.end, book)
            floor = _Floor(subject, subject) if subject else floor
    return _Reading(tuple(found), floor.person or floor.latest)


def _holder(speaker: Speaker, floor: _Floor, opening: str, book: ActorBook) -> str:
    """`opening`: the paragraph, as long as nobody has spoken in it; “its spokesperson” is of the actor named first."""
    named = book.mentions(opening[: speaker.start]) if speaker.is_of_actor else ()
    if named:
        return book.get(named[0].actor).name
    return speaker.holder or floor.meant_by(speaker) or speaker.role or UNKNOWN_SPEAKER


@dataclass(frozen=True, slots=True)
class _Floor:
    """Who has the floor: whom “he” would mean, and whom “it” and “they” would."""

    person: str | None
    latest: str | None

    def meant_by(self, speaker: Speaker) -> str | None:
        """The holder that a pronoun or “the minister” stands for."""
        if speaker.is_new:
            return None
        return (self.latest or self.person) if speaker.is_thing else (self.person or self.latest)

    def taken_by(self, holder: str, speaker: Speaker) -> _Floor:
        """The floor after a statement; a state or “officials” in between do not take “he” from a person."""
        if holder == UNKNOWN_SPEAKER:
            return self
        return _Floor(self.person, holder) if speaker.is_passing and self.person else _Floor(holder, holder)


@dataclass(frozen=True, slots=True)
class _Attribution:
    """A cue and its speaker, found in one sentence."""

    speaker: Speaker
    cue: str

    def said(self, sentence: Span, text: str) -> list[Span]:
        """The sentence without the words that name the speaker."""
        around = (Span(sentence.start, self.speaker.start), Span(self.speaker.end, sentence.end))
        return [_trimmed(span, text) for span in around if re.search(r"\w", text[span.start : span.end])]


def _according(plain: str, sentence: Span, book: ActorBook) -> _Attribution | None:
    cue = _ACCORDING.search(plain, sentence.start, sentence.end)
    speaker = source_named(plain, cue.end(), sentence.end, book) if cue else None
    return _Attribution(speaker, cue.group().strip()) if cue and speaker else None


def _reported(plain: str, sentence: Span, book: ActorBook) -> _Attribution | None:
    """The first cue of the sentence that has a speaker, before it (“X said”) or after it (“said X”)."""
    for cue in cues(plain, sentence):
        speaker = speaker_after_cue(plain, cue.end, sentence.end, book) if cue.may_precede else None
        speaker = speaker or speaker_before_cue(plain, sentence.start, cue.start, book)
        if speaker:
            return _Attribution(speaker, cue.text)
    return None


def _unattributed(text: str, quoted: Sequence[Span], holder: str) -> list[Statement]:
    """Quotations of a sentence that names no speaker; a few words in quotation marks are the outlet's own distance."""
    spoken = (q for q in quoted if len(text[q.start : q.end].split()) > _SCARE_WORDS)
    return [Statement(holder, "quotation", q.start, q.end) for q in spoken]


def _trimmed(span: Span, text: str) -> Span:
    inside = text[span.start : span.end]
    start = span.start + len(inside) - len(inside.lstrip(" ,;:"))
    return Span(start, max(start, span.start + len(inside.rstrip())))
