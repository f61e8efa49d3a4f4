"""The nouns of the project: articles, paragraphs, actors, mentions and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stance = Literal["favor", "against", "neutral"]
ThemeState = Literal["core", "assigned", "outside"]
ParagraphKind = Literal["standfirst", "body", "crosshead"]

STANCES: tuple[Stance, ...] = ("against", "favor", "neutral")
OUTSIDE = "outside"
AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as the newspaper set it.

    `start` and `end` are character offsets into the decoded source text, end exclusive; `source[start:end]`
    gives `text` back up to whitespace.
    """

    text: str
    index: int
    start: int
    end: int
    kind: ParagraphKind = "body"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A stretch of the source that is no paragraph, and why."""

    text: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """A news article as understood: its paragraphs, and what was left out of them.

    `id` is a hash of the content, so the same article has the same id under any file name. `date` is ISO
    (YYYY-MM-DD) or None.
    """

    id: str
    source: str
    title: str | None
    outlet: str | None
    date: str | None
    place: str | None
    url: str | None
    paragraphs: tuple[Paragraph, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """A target or speaker. An alias inside one of the `except_in` phrases is no mention."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    except_in: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a paragraph names an actor: character span in the paragraph's text, end exclusive."""

    actor: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said in a paragraph: who says it, the cue that tells, and the span of what is said.

    `holder` is an actor's canonical name where one is known, else the speaker as written.
    """

    holder: str
    cue: str
    start: int
    end: int
