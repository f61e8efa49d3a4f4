"""The watch for new themes, tried out: is a theme that was left out found, and are unrelated texts left alone?

    python -m benchmarks.novelty        (with PARLEY_DATA)

A trial takes one class out of a corpus. K-means over the rest stands for a model's themes, at two granularities; they say
what is close. The pool holds some of the class's texts ("class"), or as many from among twice as many that tell nearly
one story ("story"), between unrelated texts: background texts, newsgroup posts and articles of the other corpora, two of
a class at most. Some pools hold unrelated texts alone. Settings are compared on every other class and every other
unrelated text; what was chosen is measured on the rest.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from benchmarks.topics.corpora import read_corpus
from benchmarks.topics.vectors import MODEL, hand_over
from models import novelty
from models.encoder import Vectors
from models.novelty import Closeness, closeness, dense_groups
from models.themes import centered
from pipelines.config import TrainConfig
from pipelines.encoders import open_encoder
from pipelines.inputs import read_background

CORPORA = ("bbc_news", "ag_news_test", "allsides", "beat")
UNRELATED = ("twenty_newsgroups", "bbc_news", "ag_news_test")
GRAINS, SIZES, REPEATS, ROWS = (8, 20), (8, 12, 20, 40), 2, 1_500
LEAST, NEARER = (5, 6, 8), (0.8, 0.9, 1.0, 1.1, 1.2)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A corpus as unit rows (n, dim) with a class each."""

    vectors: Vectors
    labels: NDArray[np.str_]

    def classes(self, least: int = 80) -> list[str]:
        names, counts = np.unique(self.labels, return_counts=True)
        return [str(name) for name, count in zip(names, counts, strict=True) if count >= least and name != "None"]


@dataclass(frozen=True, slots=True)
class Trial:
    """A pool of unit rows, of which the first `size` are of the class left out, under the closeness of the other classes."""

    corpus: str
    kind: str
    size: int
    pool: Vectors
    close: Closeness


@dataclass(frozen=True, slots=True)
class Outcome:
    """`found`: a third of the class or more is in a group that is three quarters of it; `false`: some group is not so."""

    found: bool
    false: bool


def main() -> None:
    """Print the choice of settings on one half of the trials, and what was chosen on the other."""
    if "PARLEY_DATA" not in os.environ:
        print("PARLEY_DATA is unset: no corpora to take a class out of")
        return
    sets = {name: _read(name) for name in {*CORPORA, *UNRELATED}}
    background = open_encoder(MODEL).vectors(read_background(Path(TrainConfig().background)))
    halves = [list(_trials(sets, background, half)) for half in (0, 1)]
    print(f"{len(halves[0])} trials to choose by\n\n| fewest | nearer | story | class | false alarms | false groups |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for least, nearer in product(LEAST, NEARER):
        with patch.object(novelty, "MIN_PARAGRAPHS", least):
            results = [(trial, _judge(trial, nearer)) for trial in halves[0]]
        kinds = [[r for t, r in results if t.kind == kind] for kind in ("story", "class", "none")]
        false = [r for t, r in results if t.kind != "none"]
        cells = (
            _share(kinds[0], "found"),
            _share(kinds[1], "found"),
            _share(kinds[2], "false"),
            _share(false, "false"),
        )
        print(f"| {least} | {nearer:.1f} | {' | '.join(cells)} |")
    print(f"\n{len(halves[1])} other trials, as chosen: share found by number of texts in the pool\n")
    _print_chosen([(trial, _judge(trial)) for trial in halves[1]])


def _print_chosen(results: Sequence[tuple[Trial, Outcome]]) -> None:
    columns = [("story", size) for size in SIZES[:-1]] + [("class", size) for size in SIZES]
    print("| corpus | " + " | ".join(f"{kind} {size}" for kind, size in columns) + " | false alarms | false groups |")
    print("| --- |" + " ---: |" * (len(columns) + 2))
    for names in [*((name,) for name in CORPORA), CORPORA]:
        own = [(t, r) for t, r in results if t.corpus in names]
        cells = [_share([r for t, r in own if (t.kind, t.size) == column], "found") for column in columns]
        cells.append(_share([r for t, r in own if t.kind == "none"], "false"))
        cells.append(_share([r for t, r in own if t.kind != "none"], "false"))
        print(f"| {names[0] if len(names) == 1 else 'all'} | {' | '.join(cells)} |")


def _read(name: str) -> Labelled:
    judged = read_corpus(name)
    return Labelled(np.load(hand_over(judged) / "vectors.npy"), np.array([str(label) for label in judged.labels]))


def _trials(sets: dict[str, Labelled], background: Vectors, half: int) -> Iterator[Trial]:
    draw = np.random.default_rng(half)
    for name in CORPORA:
        for left_out, grain in product(sets[name].classes()[half::2], GRAINS):
            close = _close(sets[name], left_out, grain, background[1 - half :: 2], draw)
            for _ in range(REPEATS):
                unrelated = _unrelated(sets, name, background[half::2], half, draw)
                yield Trial(name, "none", 0, unrelated, close)
                for kind, size in product(("class", "story"), SIZES):
                    if kind == "class" or size < SIZES[-1]:
                        own = _of_class(sets[name], left_out, kind, size, draw)
                        yield Trial(name, kind, size, np.concatenate([own, unrelated]), close)


def _close(own: Labelled, left_out: str, grain: int, background: Vectors, draw: np.random.Generator) -> Closeness:
    rest = np.flatnonzero(own.labels != left_out)
    rows = own.vectors[draw.choice(rest, min(len(rest), ROWS), replace=False)]
    themes = KMeans(grain, n_init=1, random_state=0).fit_predict(centered(rows, rows.mean(axis=0)))
    return closeness(rows, [str(theme) for theme in themes], background)


def _of_class(own: Labelled, name: str, kind: str, size: int, draw: np.random.Generator) -> Vectors:
    rows = own.vectors[own.labels == name]
    if kind == "story":
        rows = rows[np.argsort(-(rows @ rows[draw.integers(len(rows))]), kind="stable")[: 2 * size]]
    return rows[draw.choice(len(rows), size, replace=False)]


def _unrelated(
    sets: dict[str, Labelled], corpus: str, background: Vectors, half: int, draw: np.random.Generator
) -> Vectors:
    classes = [(sets[name], label) for name in UNRELATED if name != corpus for label in sets[name].classes()]
    picks = [own.vectors[draw.choice(np.flatnonzero(own.labels == c)[half::2], 2, replace=False)] for own, c in classes]
    return np.concatenate([background, *picks])


def _judge(trial: Trial, nearer: float = 1.0) -> Outcome:
    close = Closeness(trial.close.near * nearer, trial.close.belongs * nearer)
    groups = dense_groups(trial.pool, [str(i) for i in range(len(trial.pool))], close)
    own = [sum(i < trial.size for i in group.members) for group in groups]
    pure = [4 * n >= 3 * len(group.members) for n, group in zip(own, groups, strict=True)]
    found = any(3 * n >= trial.size for n, good in zip(own, pure, strict=True) if good)
    return Outcome(found, not all(pure))


def _share(outcomes: Sequence[Outcome], what: str) -> str:
    return f"{np.mean([getattr(outcome, what) for outcome in outcomes]):.2f}"


if __name__ == "__main__":
    main()
