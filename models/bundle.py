"""The bundle: all that labelling needs, as plain data, with predictions of its own to prove that it still means the same.

A folder: `bundle.json`, `arrays.safetensors`, `stance_encoder.safetensors`, `golden.jsonl`. No pickle, no class path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .actors import ActorBook
from .encoder import Vectors
from .news import AUTHOR, Article, Called, Mention, Stance, Statement, ThemeState
from .readings import Encoders, Encodings, Read, read_article
from .stance import StanceHead
from .themes import Assignment, Themes
from .voices import holder_at


@dataclass(frozen=True, slots=True)
class TargetStance:
    """Who takes which stance toward whom. `target`: an actor id; `holder`: a canonical actor, a speaker or `author`.

    `stance` is `unsure` where the `probability` of the `leaning` is too low; `options` are the stances not ruled out.
    """

    target: str
    stance: Called
    probability: float
    holder: str
    leaning: Stance
    options: tuple[Stance, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """What a paragraph is about, and the stances in it, one for each actor it addresses.

    `theme_parent` is the name of the broader theme; `second_theme` the id of the theme that would come next;
    `not_addressed` are actors that it names and says nothing of: a mere place, a part of another name.
    """

    theme: str
    theme_name: str
    theme_probability: float
    theme_state: ThemeState
    theme_parent: str | None
    second_theme: str | None
    second_probability: float
    stances: tuple[TargetStance, ...]
    not_addressed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EncoderRef:
    """Which encoder a bundle was trained with: where it came from, its revision and the engine that ran it.

    `adapter`: the file of the bundle that holds its changed layers, for an encoder that is the bundled one adapted.
    """

    model: str
    revision: str
    engine: str
    adapter: str | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """A trained parley. Labels depend on an article's own text and nothing else.

    `adapter`: the file that holds the layers of the stance encoder; a saved bundle takes it along.
    """

    encoder_ref: EncoderRef
    stance_ref: EncoderRef
    encoders: Encoders
    adapter: Path
    actors: ActorBook
    themes: Themes
    stance: StanceHead
    data_digest: str
    made_with: dict[str, str]

    def label(self, articles: Sequence[Article]) -> list[tuple[Label, ...]]:
        """Labels per article, one for each paragraph in order."""
        read = [read_article(article, self.actors) for article in articles]
        rows = [row for own in read for row in own]
        labels = iter(self.label_rows(rows, self.encoders.encode(rows)))
        return [tuple(next(labels) for _ in own) for own in read]

    def label_read(self, row: Read, encoded: Encodings) -> Label:
        """The label of one paragraph whose vectors are at hand."""
        return self.label_rows([row], [encoded])[0]

    def label_rows(self, rows: Sequence[Read], encoded: Sequence[Encodings]) -> list[Label]:
        """The labels of paragraphs whose vectors are at hand; each depends on its own paragraph alone."""
        if not rows:
            return []
        assigned = self.themes.assign(np.stack([own.vector for own in encoded]))
        return [self._label(*own) for own in zip(rows, encoded, assigned, strict=True)]

    def _label(self, row: Read, encoded: Encodings, assignment: Assignment) -> Label:
        stances = tuple(
            _target_stance(self.stance, row, target, mentions, own)
            for (target, mentions), own in zip(row.targets, encoded.targets, strict=True)
        )
        return Label(
            assignment.theme,
            self.themes.name_of(assignment.theme),
            assignment.probability,
            assignment.state,
            self.themes.parent_of(assignment.theme),
            assignment.second,
            assignment.second_probability,
            tuple(stance for stance in stances if stance is not None),
            tuple(target for (target, _), stance in zip(row.targets, stances, strict=True) if stance is None),
        )


def holder_of(voices: Sequence[Statement], mentions: Sequence[Mention], *, side_taken: bool) -> str:
    """The voice that covers most of a target's mentions, the first of them on a tie.

    Where a side is taken, a speaker comes before the author: news has its speakers take sides.
    """
    holders = [holder_at(voices, mention.start, mention.end) for mention in mentions]
    spoken = [holder for holder in holders if holder != AUTHOR]
    among = spoken if side_taken and spoken else holders
    return max(among, key=lambda holder: (among.count(holder), -among.index(holder)))


def _target_stance(
    head: StanceHead, row: Read, target: str, mentions: Sequence[Mention], own: Vectors
) -> TargetStance | None:
    call = head.call(own)
    if call is None:
        return None
    holder = holder_of(row.voices, mentions, side_taken=call.leaning != "neutral")
    return TargetStance(target, call.stance, call.probability, holder, call.leaning, call.options)
