"""The nouns of the project: articles, paragraphs, actors, mentions and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stance = Literal["favor", "against", "neutral"]
Called = Literal["favor", "against", "neutral", "unsure"]
ThemeState = Literal["core", "assigned", "outside"]
ParagraphKind = Literal["headline", "standfirst", "body", "quote", "crosshead", "caption"]
DateOrigin = Literal["metadata", "published in", "date line", "byline", "dateline", "file name", "none"]

STANCES: tuple[Stance, ...] = ("against", "favor", "neutral")
UNSURE: Literal["unsure"] = "unsure"
KINDS: tuple[ParagraphKind, ...] = ("headline", "standfirst", "body", "quote", "crosshead", "caption")
# The kinds that are prose: they are learnt from and labelled; the others only structure a page.
PROSE: frozenset[ParagraphKind] = frozenset({"standfirst", "body", "quote"})
OUTSIDE = "outside"
AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as the newspaper set it; `index` counts those of an article from 0, whatever their kind.

    `start` and `end` are character offsets into the decoded source text, end exclusive; `source[start:end]`
    gives `text` back up to whitespace, markup and the normalisations that docs/reading.md lists.
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

    `id` is a hash of the content, so the same article has the same id under any file name; `digest` is the SHA-256
    of the bytes it was read from. `date` is ISO (YYYY-MM-DD) or None, `date_from` tells what gave it. `language` is an
    ISO 639-1 code. `duplicate_of` is the id of the article of the same batch that this one repeats.
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
    author: str | None = None
    date_from: DateOrigin = "none"
    language: str | None = None
    digest: str = ""
    duplicate_of: str | None = None

    @property
    def prose(self) -> tuple[Paragraph, ...]:
        """The paragraphs that are learnt from and labelled."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.kind in PROSE)


@dataclass(frozen=True, slots=True)
class Actor:
    """A target or speaker. An alias inside one of the `except_in` phrases is no mention.

    `later` phrases mean the actor once its article has named it in full; `description` tells people who or what it is.
    """

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    except_in: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    description: str = ""
    later: tuple[str, ...] = ()


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
