"""What is benchmarked: pairs of text and target, the rounds in which they are trained on and asked, and what is scored."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.stances.places import How, Places
from models.errors import ParleyError
from models.news import STANCES, Stance

SHIPPED = Path("seeds/stance")
NEUTRAL = STANCES.index("neutral")

T = TypeVar("T")

# Probabilities (n, 3) in the order of STANCES.
Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and a target in it: `spans` are the target's places, found `how`; `group` shares texts, `outlet` a newspaper."""

    id: str
    text: str
    target: str
    spans: Places
    how: How
    label: Stance
    group: str
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """Pairs to train on, pairs to ask about, and the folder of the parley weights that have not seen these."""

    train: tuple[Pair, ...]
    test: tuple[Pair, ...]
    weights: Path = SHIPPED

    @property
    def digest(self) -> str:
        """Sixteen hex digits over what is trained on and what is asked."""
        told = json.dumps([[asdict(pair) for pair in own] for own in (self.train, self.test)])
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Part:
    """What one table is about. An item is the place of a pair, or of several asked together: the most decided one answers."""

    name: str
    items: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Bench:
    """Rounds, whose pairs one after the other are what `parts` refer to; `labels` are the stances that occur.

    `seen`: what parley's weights were pretrained on that comes from here; `ways`: the names of the ways that are compared
    beside the ones compared everywhere.
    """

    name: str
    rounds: tuple[Round, ...]
    parts: tuple[Part, ...]
    labels: tuple[Stance, ...] = STANCES
    seen: str = "no part of it"
    ways: tuple[str, ...] = ()

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """All pairs that are asked about."""
        return tuple(chain.from_iterable(own.test for own in self.rounds))


def whole(name: str, count: int) -> Part:
    """The part that is all pairs, each an item."""
    return Part(name, tuple((place,) for place in range(count)))


def answers(bench: Bench, part: Part, shares: Shares) -> Shares:
    """The probabilities (items, 3) by which a part's items are answered, of those of all pairs (n, 3).

    A stance that the benchmark does not know is ruled out. Of several pairs the one least likely neutral answers, the first
    of them where digits tell no difference.
    """
    known = np.array([stance in bench.labels for stance in STANCES])
    best = [min(item, key=lambda place: (round(float(shares[place, NEUTRAL]), 6), place)) for item in part.items]
    kept = np.where(known, shares[best], 0.0)
    total = kept.sum(axis=1, keepdims=True)
    return np.where(total > 0.0, kept / np.where(total > 0.0, total, 1.0), known / known.sum())


def gold(bench: Bench, part: Part) -> list[Stance]:
    """The true label of each item: that of its first pair."""
    return [bench.pairs[item[0]].label for item in part.items]


def groups(bench: Bench, part: Part) -> list[str]:
    """The group of each item."""
    return [bench.pairs[item[0]].group for item in part.items]


def data_folder() -> Path:
    """The folder that PARLEY_DATA names; ParleyError where it is unset or names none."""
    named = os.environ.get("PARLEY_DATA", "")
    if not named or not Path(named).is_dir():
        raise ParleyError(
            f"PARLEY_DATA is {named!r}" if named else "PARLEY_DATA is unset",
            expected="the folder that holds stance/newsmtsc, stance/seesaw and so on",
            way_out="PARLEY_DATA=<folder> python -m benchmarks.stances …; the sample corpus needs none",
        )
    return Path(named)


def cut(bench: Bench, count: int) -> Bench:
    """About so many items of each part, and as many pairs to train on, taken evenly: to try a command, for no figure."""
    sampled = [Part(part.name, _evenly(part.items, count)) for part in bench.parts]
    kept = sorted({place for part in sampled for item in part.items for place in item})
    new, start, rounds = {old: place for place, old in enumerate(kept)}, 0, []
    for own in bench.rounds:
        asked = tuple(pair for place, pair in enumerate(own.test, start) if place in new)
        start += len(own.test)
        if asked:
            rounds.append(replace(own, train=_evenly(own.train, count), test=asked))
    parts = tuple(Part(p.name, tuple(tuple(new[place] for place in item) for item in p.items)) for p in sampled)
    return replace(bench, name=f"{bench.name}, a trial", rounds=tuple(rounds), parts=parts)


def _evenly(rows: tuple[T, ...], count: int) -> tuple[T, ...]:
    return rows[:: max(1, len(rows) // count)]
