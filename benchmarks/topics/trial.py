"""A trial: one method on one corpus, as often as it takes to see what it finds and whether that can be relied on.

Every step writes what it found before the next begins, so that a method that dies has a row up to there.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.topics.methods import Filing, Fit, Fitted, Rows

SEED = 42
RESAMPLES = 3
SHARE = 0.8
# All rows are filed again in one call, so many of them also one by one.
ALONE = 200
# Raised when the steps below change, so that kept trials are made anew.
PROTOCOL = 2

Arrays = dict[str, NDArray[np.int64]]
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Given:
    """What a method is handed: texts, their vectors (n, dim), and the true number of themes where people know it."""

    texts: list[str]
    rows: Rows
    true: int | None

    def taken(self, at: NDArray[np.int64]) -> Given:
        return Given([self.texts[i] for i in at.tolist()], self.rows[at], self.true)


def run(fit: Fit, given: Given, out: Path, briefly: bool) -> None:
    """Write `filing` and, unless `briefly`, all other arrays of a trial to out.npz, its cost to out.json."""
    arrays: Arrays = {}
    figures: Figures = {}
    started, burnt = time.perf_counter(), time.process_time()
    fitted = fit(given.texts, given.rows, SEED, given.true)
    figures["seconds"], figures["cpu"] = time.perf_counter() - started, time.process_time() - burnt
    figures["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    arrays["filing"] = fitted.filing
    _write(out, arrays, figures)
    for more in () if briefly else _steps(fit, fitted, given, figures, out.parent):
        arrays |= more
        _write(out, arrays, figures)


def _steps(fit: Fit, fitted: Fitted, given: Given, figures: Figures, folder: Path) -> Iterator[Arrays]:
    yield from _called(fitted, given, folder)
    burnt = time.process_time()
    other_order = _in_other_order(fit, given)
    figures["cpu_again"] = time.process_time() - burnt
    yield {"other_order": other_order}
    drawn, filings = [], []
    for number in range(RESAMPLES):
        at = _resample(len(given.texts), number)
        part = given.taken(at)
        drawn.append(at)
        filings.append(fit(part.texts, part.rows, SEED + 1 + number, given.true).filing)
        yield {"resamples": np.stack(drawn), "resample_filings": np.stack(filings)}


def _called(fitted: Fitted, given: Given, folder: Path) -> Iterator[Arrays]:
    """How rows it was fitted on are filed when they come again: all together, alone, by the model loaded again."""
    if fitted.predict is None:
        return
    yield {"together": fitted.predict(given.texts, given.rows)}
    drawn = np.random.default_rng(0).permutation(len(given.texts))[:ALONE]
    yield {"drawn": drawn, "alone": np.concatenate([fitted.predict([given.texts[i]], given.rows[[i]]) for i in drawn])}
    if fitted.reload is not None:
        saved = folder / "saved"
        saved.mkdir(exist_ok=True)
        yield {"reloaded": fitted.reload(saved)(given.texts, given.rows)}


def _in_other_order(fit: Fit, given: Given) -> Filing:
    order = np.random.default_rng(1).permutation(len(given.texts))
    shuffled = given.taken(order)
    filing = np.empty(len(order), dtype=np.int64)
    filing[order] = fit(shuffled.texts, shuffled.rows, SEED, given.true).filing
    return filing


def _resample(n: int, number: int) -> NDArray[np.int64]:
    drawn: NDArray[np.int64] = np.sort(np.random.default_rng(100 + number).permutation(n)[: round(SHARE * n)])
    return drawn


def _write(out: Path, arrays: Arrays, figures: Figures) -> None:
    np.savez_compressed(out.with_suffix(".npz"), allow_pickle=False, **arrays)
    out.with_suffix(".json").write_text(json.dumps(figures), encoding="utf-8")
