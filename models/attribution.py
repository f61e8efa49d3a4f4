"""Attributions: the cue of a sentence and the speaker it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .actors import ActorBook
from .cues import cues
from .speaker_phrases import Speaker
from .speakers import source_named, speaker_after_cue, speaker_before_cue
from .speech import Span

_ACCORDING = re.compile(r"\b(?:[Aa]ccording to|[Ii]n the words of|[Qq]uoting)\s+")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue and its speaker, found in one sentence."""

    speaker: Speaker
    cue: str

    def said(self, sentence: Span, text: str) -> list[Span]:
        """The sentence without the words that name the speaker."""
        around = (Span(sentence.start, self.speaker.start), Span(self.speaker.end, sentence.end))
        return [_trimmed(span, text) for span in around if re.search(r"\w", text[span.start : span.end])]


def told_by(plain: str, sentence: Span, book: ActorBook) -> Attribution | None:
    """Who speaks in a sentence: “according to the notes” tells less than the cue of a speaker does."""
    source = _according(plain, sentence, book)
    if source and not (source.speaker.is_paper and source.speaker.holder is None):
        return source
    return _reported(plain, sentence, book) or source


def _according(plain: str, sentence: Span, book: ActorBook) -> Attribution | None:
    cue = _ACCORDING.search(plain, sentence.start, sentence.end)
    speaker = source_named(plain, cue.end(), sentence.end, book) if cue else None
    return Attribution(speaker, cue.group().strip()) if cue and speaker else None


def _reported(plain: str, sentence: Span, book: ActorBook) -> Attribution | None:
    """The first cue of the sentence that has a speaker, before it (“X said”) or after it (“said X”)."""
    for cue in cues(plain, sentence):
        speaker = speaker_after_cue(plain, cue.end, sentence.end, book) if cue.may_precede else None
        speaker = speaker or speaker_before_cue(plain, sentence.start, cue.start, book)
        if speaker and (speaker.is_paper or not cue.is_of_paper):
            return Attribution(speaker, cue.text)
    return None


def _trimmed(span: Span, text: str) -> Span:
    inside = text[span.start : span.end]
    start = span.start + len(inside) - len(inside.lstrip(" ,;:"))
    return Span(start, max(start, span.start + len(inside.rstrip())))
