"""A paragraph as read: the targets and voices that its words tell, and what the encoders make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .actors import ActorBook
from .encoder import Encoder, Passage, Vectors
from .news import Article, Mention, Paragraph, Statement
from .references import references
from .stance import features
from .voices import voices


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
class Encodings:
    """What the encoders make of a paragraph: `vector` (dim,) for its theme, `targets` (n_targets, features) for its stances."""

    vector: Vectors
    targets: Vectors


@dataclass(frozen=True, slots=True)
class Encoders:
    """The encoder of the themes and that of the stances."""

    theme: Encoder
    stance: Encoder

    def fresh(self) -> Encoders:
        """The same encoders without what they remember: what they give is encoded here and now."""
        return Encoders(replace(self.theme, memory=None), replace(self.stance, memory=None))

    def encode(self, rows: Sequence[Read]) -> list[Encodings]:
        """Encode paragraphs in order; those that name nobody are not read for stance."""
        vectors = self.theme.encode([Passage(row.paragraph.text) for row in rows])
        heard = iter(self.stance.encode([row.passage() for row in rows if row.targets]))
        nothing = np.empty((0, 2 * self.stance.engine.dim), np.float32)
        return [
            Encodings(own.vector, features(next(heard)) if row.targets else nothing)
            for row, own in zip(rows, vectors, strict=True)
        ]


def read_article(article: Article, actors: ActorBook) -> tuple[Read, ...]:
    """Find targets and voices paragraph by paragraph, in the light of its article: speakers and full names."""
    texts = [paragraph.text for paragraph in article.prose]
    return tuple(
        Read(paragraph, targets, own)
        for paragraph, targets, own in zip(article.prose, references(texts, actors), voices(texts, actors), strict=True)
    )
