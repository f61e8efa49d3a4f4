"""What each stage learns from, and what is held out of the second one in turn."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.actors import read_actors
from pipelines.pretraining.examples import Counted, Example, annotated, apart, kept_labels, newsmtsc

BOOKS = ("seeds/actors.yaml", "seeds/stance/other_actors.yaml")
KEPT = "seeds/stance/labels.jsonl"
ARTICLE_FOLDS = 3
# The two outlets that most of the annotated beat comes from; all the others together are the third group.
OUTLETS = ("Associated Press of Pakistan (APP)", "Dawn")


@dataclass(frozen=True, slots=True)
class Material:
    """What is learnt from: `wide` in the first stage, `beat` in the second; `unnamed` labels could not be placed.

    `beat` has paragraphs without a target too, so that their articles are known to be of the beat.
    """

    wide: tuple[Example, ...]
    beat: tuple[Example, ...]
    unnamed: int


def read_material(data: Path) -> Material:
    """All examples. Nothing of the beat's annotated articles stands in `wide`, so that they can be held out."""
    books = [read_actors(Path(path)) for path in BOOKS]
    beat = annotated(data, "indomain", books)
    parts: list[Counted] = [
        newsmtsc(data, "train"),
        annotated(data, "worldnews", books),
        kept_labels(data, Path(KEPT), books),
    ]
    asked = [example for example in beat.examples if example.judged]
    wide = apart((example for part in parts for example in part.examples if example.judged), asked)
    return Material(wide, beat.examples, sum(part.unnamed for part in (beat, *parts)))


def splits(beat: Sequence[Example]) -> dict[str, tuple[Example, ...]]:
    """What is held out in turn: thirds of the articles, then each of the outlets."""
    rows: dict[str, list[Example]] = {}
    for example in beat:
        fold = int(hashlib.sha256(example.article.encode()).hexdigest(), 16) % ARTICLE_FOLDS
        rows.setdefault(f"article-{fold}", []).append(example)
        outlet = OUTLETS.index(example.outlet) if example.outlet in OUTLETS else len(OUTLETS)
        rows.setdefault(f"outlet-{outlet}", []).append(example)
    return {name: tuple(rows[name]) for name in sorted(rows)}


def second_stage(material: Material, test: Sequence[Example], replay: int) -> tuple[Example, ...]:
    """The beat but for what is held out, and `replay` examples of the first stage against forgetting it."""
    again = sorted(material.wide, key=lambda own: hashlib.sha256(own.text.encode()).digest())[:replay]
    return apart((*material.beat, *again), test)
