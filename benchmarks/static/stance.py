"""Stance: what token vectors without context tell of a target, beside the states of the stance encoder.

A target is told by the mean of the token vectors at its mentions and up to REACHES tokens around them, beside the
paragraph's own vector; a head is fitted on each round's train part, as for the other ways that learn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import cast

import numpy as np

from benchmarks.stances import beat, ours, sample
from benchmarks.stances.data import Bench, Pair, Round, Shares, gold
from benchmarks.stances.runs import answered
from benchmarks.stances.scores import calls
from benchmarks.stances.ways import FROZEN, MAJORITY, TFIDF, VECTORS, in_order, regression
from models.encoder import Encoder, Vectors, unit
from models.errors import ParleyError
from models.metrics import macro_f1
from models.news import STANCES
from models.static import StaticEngine

REACHES = (0, 5, 10, 20)
BESIDE = (ours.SHIPPED, ours.REFITTED, FROZEN, TFIDF, MAJORITY)


def table(tiers: Mapping[str, Encoder]) -> Iterator[str]:
    """One line for each benchmark at hand and way."""
    engine = cast(StaticEngine, tiers["static"].engine)
    yield f"{'stance':<18}{'way':<42}{'macro-F1':>9}"
    for read in (sample.sample, partial(beat.beat, "article")):
        try:
            yield from _lines(read(), engine)
        except ParleyError as error:
            yield f"not asked: {error}"


def _lines(bench: Bench, engine: StaticEngine) -> Iterator[str]:
    for way in BESIDE:
        yield _line(bench, way.name, answered(bench, way)[0])
    for reach in REACHES:
        shares = np.concatenate([_asked(engine, own, reach) for own in bench.rounds])
        yield _line(bench, f"static, {reach} tokens around the target", shares)


def _line(bench: Bench, way: str, shares: Shares) -> str:
    return f"{bench.name:<18}{way:<42}{macro_f1(gold(bench, bench.parts[0]), calls(shares), STANCES):>9.3f}"


def _asked(engine: StaticEngine, asked: Round, reach: int) -> Shares:
    head = regression(VECTORS).fit(_rows(engine, asked.train, reach), [pair.label for pair in asked.train])
    return in_order(head.predict_proba(_rows(engine, asked.test, reach)), head.classes_)


def _rows(engine: StaticEngine, pairs: Sequence[Pair], reach: int) -> Vectors:
    return np.stack([_row(engine, pair, reach) for pair in pairs])


def _row(engine: StaticEngine, pair: Pair, reach: int) -> Vectors:
    """The paragraph's vector beside the target's (2*dim,)."""
    encoding = engine.tokenizer.encode(pair.text, add_special_tokens=False)
    states = engine.table[np.array(encoding.ids, dtype=np.int64)]
    own = [i for i, (a, b) in enumerate(encoding.offsets) if any(a < end and b > start for start, end in pair.spans)]
    near = sorted({k for i in own for k in range(max(0, i - reach), min(len(states), i + reach + 1))})
    return np.concatenate([unit(states.mean(axis=0)), unit(states[near].mean(axis=0))])
