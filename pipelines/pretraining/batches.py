"""Examples as batches of tokens: texts of like length together, so that little is padding."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from pipelines.pretraining.examples import Example, Task

LONGEST = 256
# Texts are sorted by length within stretches of so many, which stay in random order.
STRETCH = 640


@dataclass(frozen=True, slots=True)
class Tokenized:
    """Token ids of a text, and for each target the places of its own tokens and its class."""

    ids: tuple[int, ...]
    targets: tuple[tuple[int, ...], ...]
    labels: tuple[int, ...]
    task: Task


@dataclass(frozen=True, slots=True)
class Batch:
    """`ids`, `mask` (texts, tokens); for each target: `owner` (its text), `own` (targets, tokens), `labels`, `tasks`."""

    ids: torch.Tensor
    mask: torch.Tensor
    owner: torch.Tensor
    own: torch.Tensor
    labels: torch.Tensor
    tasks: tuple[Task, ...]


def tokenized(examples: Sequence[Example], tokenizer: Tokenizer) -> list[Tokenized]:
    """Examples as tokens, cut at LONGEST; a target that lies behind the cut is left out."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    rows = []
    for example, encoding in zip(examples, tokenizer.encode_batch([own.text for own in examples]), strict=True):
        pairs = [(_places(encoding.offsets, own.spans), own.label) for own in example.judged]
        kept = [(places, label) for places, label in pairs if places]
        if kept:
            places, labels = zip(*kept, strict=True)
            rows.append(Tokenized(tuple(encoding.ids), places, labels, example.task))
    return rows


def batches(rows: Sequence[Tokenized], tokens: int, draw: random.Random | None) -> Iterator[Batch]:
    """Batches of at most `tokens` tokens, padding counted; in random order with `draw`, else by length."""
    order = list(range(len(rows)))
    if draw:
        draw.shuffle(order)
    stretch = STRETCH if draw else max(1, len(rows))
    groups = [
        group for at in range(0, len(order), stretch) for group in _groups(rows, order[at : at + stretch], tokens)
    ]
    if draw:
        draw.shuffle(groups)
    for group in groups:
        yield _padded([rows[i] for i in group])


def _places(offsets: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(i for i, (a, b) in enumerate(offsets) if a < b and any(a < end and b > start for start, end in spans))


def _groups(rows: Sequence[Tokenized], part: Sequence[int], tokens: int) -> list[list[int]]:
    groups: list[list[int]] = [[]]
    for i in sorted(part, key=lambda i: len(rows[i].ids)):
        if groups[-1] and (len(groups[-1]) + 1) * len(rows[i].ids) > tokens:
            groups.append([])
        groups[-1].append(i)
    return groups


def _padded(rows: Sequence[Tokenized]) -> Batch:
    longest = max(len(row.ids) for row in rows)
    ids, mask = torch.zeros(2, len(rows), longest, dtype=torch.long)
    pairs = [
        (i, places, label, row.task)
        for i, row in enumerate(rows)
        for places, label in zip(row.targets, row.labels, strict=True)
    ]
    own = torch.zeros(len(pairs), longest)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)], mask[i, : len(row.ids)] = torch.tensor(row.ids), 1
    for place, (_, places, _, _) in enumerate(pairs):
        own[place, list(places)] = 1.0
    owner, labels = torch.tensor([i for i, *_ in pairs]), torch.tensor([label for _, _, label, _ in pairs])
    return Batch(ids, mask, owner, own, labels, tuple(task for *_, task in pairs))
