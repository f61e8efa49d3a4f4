"""The bundle: all that labelling needs, as plain data, with predictions of its own to prove that it still means the same.

A folder: `bundle.json`, `arrays.safetensors`, `golden.jsonl`. No pickle, no class path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .actors import ActorBook
from .encoder import Encoded, Encoder, Passage, Vectors
from .news import Article, Mention, Paragraph, Stance, Statement, ThemeState
from .stance import StanceHead, features
from .themes import Themes
from .voices import holder_at, voices
from .wording import around


@dataclass(frozen=True, slots=True)
class TargetStance:
    """Who takes which stance toward whom. `target`: an actor id; `holder`: a canonical actor, a speaker or `author`."""

    target: str
    stance: Stance
    probability: float
    holder: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a paragraph is about, and the stances in it, one for each actor it names.

    `theme_parent` is the name of the broader theme; `second_theme` the id of the theme that would come next.
    """

    theme: str
    theme_name: str
    theme_probability: float
    theme_state: ThemeState
    theme_parent: str | None
    second_theme: str | None
    second_probability: float
    stances: tuple[TargetStance, ...]


@dataclass(frozen=True, slots=True)
class EncoderRef:
    """Which encoder a bundle was trained with: where it came from, its revision and the engine that ran it."""

    model: str
    revision: str
    engine: str


@dataclass(frozen=True, slots=True)
class Read:
    """A paragraph with what its words alone tell: the targets it names and the voices in it."""

    paragraph: Paragraph
    targets: tuple[tuple[str, tuple[Mention, ...]], ...]
    voices: tuple[Statement, ...]

    def passage(self) -> Passage:
        return Passage(
            self.paragraph.text, tuple(tuple((m.start, m.end) for m in mentions) for _, mentions in self.targets)
        )


@dataclass(frozen=True, slots=True)
class Bundle:
    """A trained parley. Labels depend on an article's own text and nothing else."""

    encoder_ref: EncoderRef
    encoder: Encoder
    actors: ActorBook
    themes: Themes
    stance: StanceHead
    data_digest: str
    made_with: dict[str, str]

    def label(self, articles: Sequence[Article]) -> list[tuple[Label, ...]]:
        """Labels per article, one for each paragraph in order."""
        read = [read_article(article, self.actors) for article in articles]
        encoded = iter(self.encoder.encode([row.passage() for rows in read for row in rows]))
        return [tuple(self.label_read(row, next(encoded)) for row in rows) for rows in read]

    def label_read(self, row: Read, encoded: Encoded) -> Label:
        """The label of one paragraph whose vectors are at hand."""
        assignment = self.themes.assign(encoded.vector[None])[0]
        stances = tuple(
            _target_stance(self.stance, row, target, mentions, own)
            for (target, mentions), own in zip(row.targets, features(encoded), strict=True)
        )
        return Label(
            assignment.theme,
            self.themes.name_of(assignment.theme),
            assignment.probability,
            assignment.state,
            self.themes.parent_of(assignment.theme),
            assignment.second,
            assignment.second_probability,
            stances,
        )


def read_article(article: Article, actors: ActorBook) -> tuple[Read, ...]:
    """Find targets and voices paragraph by paragraph, in the light of its article: speakers and full names."""
    said = voices([paragraph.text for paragraph in article.prose], actors)
    return tuple(
        Read(paragraph, tuple(actors.targets(paragraph.text).items()), own)
        for paragraph, own in zip(article.prose, said, strict=True)
    )


def holder_of(voices: Sequence[Statement], mentions: Sequence[Mention]) -> str:
    """The voice that covers most of a target's mentions; the first of them on a tie."""
    holders = [holder_at(voices, mention.start, mention.end) for mention in mentions]
    return max(holders, key=lambda holder: (holders.count(holder), -holders.index(holder)))


def _target_stance(head: StanceHead, row: Read, target: str, mentions: Sequence[Mention], own: Vectors) -> TargetStance:
    call = head.call(own, around(row.paragraph.text, mentions))
    return TargetStance(target, call.stance, call.probability, holder_of(row.voices, mentions))
