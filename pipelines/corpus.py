"""What training works on: articles read for targets and voices, encoded once, and the labelled pairs among them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.actors import ActorBook
from models.golden import text_article
from models.news import Article
from models.readings import Encoders, Encodings, Read, read_article
from models.wording import around
from pipelines.gold import GoldParagraph
from pipelines.stance_pairs import NOT_ADDRESSED, Pairs


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph with its article and its vectors."""

    article: Article
    read: Read
    encoded: Encodings

    @property
    def text(self) -> str:
        return self.read.paragraph.text


@dataclass(frozen=True, slots=True)
class Order:
    """Where articles stand among those given, and their ids."""

    positions: tuple[int, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Addressed:
    """How well mentions alone find the addressed actors: labelled and named, labelled and not named, named and not labelled."""

    found: int
    missed: int
    extra: int


def canonical(articles: Iterable[Article]) -> Order:
    """Distinct articles, one of each story, in the order of their content: neither file names nor their order can matter."""
    told_once = [(a.id, a.source, position) for position, a in enumerate(articles) if a.duplicate_of is None]
    first: dict[str, int] = {}
    for own, _, position in sorted(told_once):
        first.setdefault(own, position)
    return Order(tuple(first.values()), tuple(first))


def gold_digest(labels: Sequence[GoldParagraph], actors: ActorBook) -> str:
    """Digest of what figures are measured on: the labels, and the actors whose names decide which of them are met."""
    return digest([f"label {row!r}" for row in labels] + [f"actor {actor!r}" for actor in actors.actors])


def digest(lines: Sequence[str]) -> str:
    """Digest of some lines, whatever their order: 32 hex digits, since MLflow takes up to 36."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:32]


def encode_articles(articles: Sequence[Article], actors: ActorBook, encoders: Encoders) -> list[Row]:
    """Rows of all paragraphs, article by article."""
    read = [(article, row) for article in articles for row in read_article(article, actors)]
    encoded = encoders.encode([row for _, row in read])
    return [Row(article, row, own) for (article, row), own in zip(read, encoded, strict=True)]


def gold_rows(labels: Sequence[GoldParagraph], actors: ActorBook, encoders: Encoders) -> list[Row]:
    """The labelled paragraphs as rows, in the order of the labels; each stands alone, without its article around it."""
    return encode_articles([text_article(label.text) for label in labels], actors, encoders)


def labelled_pairs(labels: Sequence[GoldParagraph], rows: Sequence[Row]) -> tuple[Pairs, Addressed]:
    """The pairs of what labelled paragraphs name, in canonical order, and how many labelled targets they do not name.

    A paragraph is labelled whole: an actor that it names and that has no label is named and not addressed. One that has
    no stance label at all was not read for stance.
    """
    found, missed, extra = [], 0, 0
    for label, row in zip(labels, rows, strict=True):
        gold = {stance.target: stance.stance for stance in label.stances}
        named = [target for target, _ in row.read.targets]
        missed += len(set(gold) - set(named))
        extra += len(set(named) - set(gold))
        for (target, mentions), own in zip(row.read.targets, row.encoded.targets, strict=True):
            if gold:
                told = gold.get(target, NOT_ADDRESSED)
                found.append((label.source, label.text, target, told, own, around(row.text, mentions)))
    found.sort(key=lambda pair: pair[:3])
    sources, _, targets, stances, own_rows, wording = zip(*found, strict=True) if found else ((), (), (), (), (), ())
    matrix = np.stack(own_rows) if own_rows else np.empty((0, 0), np.float32)
    pairs = Pairs(matrix, tuple(stances), tuple(targets), tuple(sources), tuple(wording))
    return pairs, Addressed(len(pairs.sides.classes), missed, extra)
