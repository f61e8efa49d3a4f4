"""Who says what in a paragraph: direct and reported speech, and the speaker who is carried from one to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from .actors import ActorBook
from .attribution import Attributed, signed_by, told_by, turns
from .floor import UNKNOWN_SPEAKER, Floor
from .news import AUTHOR, Statement
from .papers import speaks_in_paper
from .persons import full_names
from .speaker_phrases import Speaker
from .speakers import actor_of, issuer_of, subject_of
from .speech import Span, quotations, sentences, veiled

_SCARE_WORDS = 3
_NAMING = re.compile(
    r"\b(?:described|termed|known|referred to|called|dubbed|titled|entitled|named|labell?ed|headlined)"
    r"(?: as)?(?: (?:an?|the))?[,:]? *$|\bso-called *$"
)
_PRONOUN = re.compile(r"\b(?:he|she|his|her)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one paragraph says, and who has the floor after it."""

    statements: tuple[Attributed, ...]
    floor: Floor


def voices(paragraphs: Sequence[str], book: ActorBook) -> tuple[tuple[Attributed, ...], ...]:
    """What is said in each paragraph of an article, read in order; a surname alone is the person named in full."""
    names = full_names(paragraphs, book)
    found, floor = [], Floor()
    for number, text in enumerate(paragraphs):
        reading = _read(text, book, floor)
        found.append(tuple(replace(s, holder=names.full(s.holder, number, s.start)) for s in reading.statements))
        floor = reading.floor.renamed(partial(names.full, paragraph=number, offset=len(text)))
    return tuple(found)


def statements(text: str, book: ActorBook, carried: str | None) -> tuple[Attributed, ...]:
    """What is said in a paragraph and by whom, in text order.

    A sentence with a cue (“said”, “urged”, “according to”) belongs to its speaker: all of it but the words that name
    the speaker, so the stance of “Pakistan condemned India” is held by Pakistan toward India. “He”, “the minister” and
    quotations without a speaker belong to the last one named in the paragraph, else to `carried`, the speaker of the
    paragraph before. A statement, a report or a message speaks for its issuer; one that is nobody's is the author's.
    A holder is an actor's name where the speaker is an office of one, else the person's name, else the role as
    written; `UNKNOWN_SPEAKER` where somebody speaks and nothing tells who.
    """
    return _read(text, book, Floor(carried, carried)).statements


def speaker_after(text: str, book: ActorBook, carried: str | None) -> str | None:
    """The speaker whom “he added” would mean at the start of the next paragraph; None if nobody has spoken."""
    return _read(text, book, Floor(carried, carried)).floor.speaker


def holder_at(statements: Sequence[Statement], start: int, end: int) -> str:
    """Whose voice covers `text[start:end]`: the shortest statement around it, the later of two alike, else AUTHOR."""
    around = [s for s in statements if s.start <= start and end <= s.end]
    return min(reversed(around), key=lambda s: s.end - s.start).holder if around else AUTHOR


def _read(text: str, book: ActorBook, floor: Floor) -> _Reading:
    quoted = quotations(text)
    plain = veiled(text, quoted)
    found: list[Attributed] = []
    source: Span | None = None
    floor = floor.anew()
    whole = signed_by(plain, book)
    parts = (part for sentence in sentences(plain) for part in turns(plain, sentence, book))
    for sentence in (Span(0, len(text)),) if whole else parts:
        told = whole or told_by(plain, sentence, book)
        if told:
            holder = _holder(told.speaker, floor, "" if found else plain, book)
            source = Span(told.speaker.start, told.speaker.end)
            found += (Attributed(holder, told.cue, s.start, s.end, source) for s in told.said(sentence, text))
            floor = floor.taken_by(holder, told.speaker, in_paper=speaks_in_paper(plain, sentence.start, sentence.end))
        else:
            inside = [q for q in quoted if q.start < sentence.end and q.end > sentence.start]
            alone = bool(found) or _stands_alone(inside, sentence, plain)
            found += _unattributed(text, inside, floor.quoted if alone else UNKNOWN_SPEAKER, source)
            floor = floor.passed_to(
                subject_of(plain, sentence.start, sentence.end, book),
                issuer_of(plain, sentence.start, sentence.end, book),
                actor_of(plain, sentence.start, sentence.end, book),
            )
    return _Reading(tuple(found), floor)


def _holder(speaker: Speaker, floor: Floor, opening: str, book: ActorBook) -> str:
    """`opening`: the paragraph, as long as nobody has spoken in it; “its spokesperson” is of the actor named first."""
    named = book.mentions(opening[: speaker.start]) if speaker.is_of_actor else ()
    if named:
        return book.get(named[0].actor).name
    return speaker.holder or floor.meant_by(speaker) or speaker.role or UNKNOWN_SPEAKER


def _stands_alone(quoted: Sequence[Span], sentence: Span, plain: str) -> bool:
    """Whether a sentence is a quotation, or “he” is in its words; else these tell of others than the last speaker."""
    lead = plain[sentence.start : quoted[0].start] if quoted else ""
    return not lead.strip() or _PRONOUN.search(lead) is not None


def _unattributed(text: str, quoted: Sequence[Span], holder: str, source: Span | None) -> list[Attributed]:
    """Quotations of a sentence that names no speaker; a name or a few words are the outlet's own distance."""
    spoken = (
        q
        for q in quoted
        if len(text[q.start : q.end].split()) > _SCARE_WORDS
        and not _NAMING.search(text[max(0, q.start - 40) : q.start])
    )
    return [Attributed(holder, "quotation", q.start, q.end, source) for q in spoken]
