"""What the shipped stance is learnt from: texts with targets, read from a data folder and from labels kept by text hash."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from models.actors import ActorBook
from models.encoder import Span
from models.errors import ParleyError
from pipelines.stance_pairs import CLASSES, NOT_ADDRESSED

# NewsMTSC judges sentiment toward persons, ours stance toward actors: each has a head of its own over one encoder.
Task = Literal["newsmtsc", "stance"]
TASKS: tuple[Task, ...] = ("newsmtsc", "stance")
ANNOTATED = ("indomain", "worldnews")
NEWS = ("news/indomain.jsonl", "news/dawn_2025.jsonl.gz", "news/app_2020_2025.jsonl.gz", "topics/allsides.jsonl.gz")


@dataclass(frozen=True, slots=True)
class Judged:
    """A target of a text: the spans that name it, and its class (a place in CLASSES)."""

    spans: tuple[Span, ...]
    label: int


@dataclass(frozen=True, slots=True)
class Example:
    """A text with all its judged targets; none where it names no target that was judged.

    `article` and `outlet` tell what must be held out together.
    """

    text: str
    judged: tuple[Judged, ...]
    task: Task
    article: str
    outlet: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Examples, and how many labels could not be used because the text names the target nowhere."""

    examples: tuple[Example, ...]
    unnamed: int


def newsmtsc(data: Path, part: str) -> Counted:
    """Sentences of NewsMTSC (Hamborg and Donnay, EACL 2021) with their targets' own offsets."""
    rows = sorted(_lines(data / "stance" / "newsmtsc" / f"{part}.jsonl.gz"), key=lambda row: str(row["text"]))
    examples = []
    for text, own in groupby(rows, key=lambda row: str(row["text"])):
        judged = [
            Judged(
                (
                    (row["target_start"], row["target_end"]),
                    *((m["from"], m["to"]) for m in row.get("further_mentions") or ()),
                ),
                CLASSES.index(row["label"]),
            )
            for row in own
        ]
        examples.append(Example(text, tuple(judged), "newsmtsc", text, "newsmtsc"))
    return Counted(tuple(examples), 0)


def annotated(data: Path, part: str, books: Sequence[ActorBook]) -> Counted:
    """Annotated paragraphs of the beat or of wider news, their targets found by the aliases of the books."""
    rows = [row for row in _lines(data / "stance" / part / "paragraphs.jsonl") if not row.get("boilerplate")]
    return _placed([(row["text"], row["stances"], row["id"].split("#")[0], row["outlet"]) for row in rows], books)


def kept_labels(data: Path, labels: Path, books: Sequence[ActorBook]) -> Counted:
    """Our own labels, kept by the hash of their text: the texts, which may not be shipped, are looked for in the data."""
    wanted = {row["text_sha256"]: row["stances"] for row in _lines(labels)}
    found: dict[str, tuple[str, Any, str, str]] = {}
    for article in (article for name in NEWS for article in _lines(data / name)):
        for text in map(str.strip, article["text"].split("\n\n")):
            if (key := text_key(text)) in wanted and key not in found:
                found[key] = (text, wanted[key], article["id"], article.get("outlet") or "")
        if len(found) == len(wanted):
            break
    counted = _placed([found[key] for key in sorted(found)], books)
    return Counted(counted.examples, counted.unnamed + sum(len(wanted[key]) for key in wanted.keys() - found.keys()))


def text_key(text: str) -> str:
    """The SHA-256 of a paragraph, by which its labels are kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def apart(examples: Iterable[Example], held: Sequence[Example]) -> tuple[Example, ...]:
    """The examples that share neither an article nor a text with those held out."""
    articles, texts = {own.article for own in held}, {own.text for own in held}
    return tuple(own for own in examples if own.article not in articles and own.text not in texts)


def _placed(rows: Iterable[tuple[str, Any, str, str]], books: Sequence[ActorBook]) -> Counted:
    examples, unnamed = [], 0
    for text, stances, article, outlet in rows:
        named = {target: mentions for book in reversed(books) for target, mentions in book.targets(text).items()}
        judged = [
            Judged(tuple((m.start, m.end) for m in named[own["target"]]), _class_of(own["label"]))
            for own in stances
            if own["target"] in named
        ]
        unnamed += len(stances) - len(judged)
        examples.append(Example(text, tuple(judged), "stance", article, outlet))
    return Counted(tuple(examples), unnamed)


def _class_of(label: str) -> int:
    return CLASSES.index(NOT_ADDRESSED if label == "none" else label)


def _lines(path: Path) -> Iterator[Any]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except (OSError, ValueError) as error:
        raise ParleyError(
            f"cannot read {path}: {type(error).__name__} {error}",
            expected="JSON lines, in the layout that seeds/stance/MODEL_CARD.md tells",
            way_out="give the folder that holds stance/ and news/ as --data",
        ) from error
