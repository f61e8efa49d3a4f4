"""Cost over the number of paragraphs: parley to half a million, BERTopic as far as it is asked to go.

Paragraphs of one newspaper's year, from the folder that PARLEY_DATA names. Beyond what there are of them they are taken
again, each with noise on its vector and a number in its text: as many and as scattered, though not as varied.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.topics import vectors
from benchmarks.topics.corpora import Judged, read_paragraphs
from benchmarks.topics.methods import BY_NAME, Rows
from benchmarks.topics.runs import Bench, Trial
from benchmarks.topics.scores import coverage, themes_in
from benchmarks.topics.table import markdown
from models.encoder import unit

SIZES = (25_000, 50_000, 100_000, 200_000, 500_000)
PARAGRAPHS = 100_000
METHODS = ("parley", "BERTopic")
# What BERTopic is asked for: the issue compares at this size, and an hour more of it tells nothing new.
PEERS_AT_MOST = 100_000
# In each dimension; the cosine of a row to its noisy copy is about 0.93.
NOISE = 0.02
HEADS = ("paragraphs", "method", "themes", "coverage", "seconds", "CPU s", "MiB", "rows a CPU s")


def main(bench: Bench, sizes: Sequence[int]) -> None:
    """Print a row for each size and method."""
    if "PARLEY_DATA" not in os.environ:
        print("PARLEY_DATA is unset: no corpus to grow on")
        return
    rows = []
    newspaper = _newspaper(min(max(sizes), PARAGRAPHS))
    for size in sizes:
        handed = _hand_over(newspaper, size)
        for name in METHODS if size <= PEERS_AT_MOST else METHODS[:1]:
            trial = bench.trial(BY_NAME[name], handed, None, briefly=True)
            if trial is not None:
                rows.append([f"{size:,}", name, *_cost(trial)])
    print("\n".join(markdown("cost over the number of paragraphs (one thread, vectors given)", HEADS, rows)))


def _newspaper(count: int) -> Judged:
    paragraphs = read_paragraphs(Path(os.environ["PARLEY_DATA"]) / "news" / "dawn_2025.jsonl.gz")
    texts = tuple(islice(dict.fromkeys(paragraphs), count))
    return Judged("newspaper", texts, (None,) * len(texts))


def _hand_over(newspaper: Judged, size: int) -> Path:
    """The folder of so many paragraphs, taken again where there are not as many."""
    whole = vectors.hand_over(newspaper)
    folder = whole.with_name(whole.name.replace("newspaper", f"newspaper_{size}"))
    if not (folder / "vectors.npy").is_file():
        texts = newspaper.texts
        rounds = (f"{texts[i % len(texts)]} ({i // len(texts)})" for i in range(len(texts), size))
        vectors.write(folder, [*texts[:size], *rounds], _tiled(np.load(whole / "vectors.npy"), size))
    return folder


def _tiled(rows: Rows, size: int) -> Rows:
    draw = np.random.default_rng(3)
    parts = [rows[:size]]
    for start in range(len(rows), size, len(rows)):
        own = rows[: size - start]
        parts.append(unit(own + draw.normal(scale=NOISE, size=own.shape)))
    return np.concatenate(parts)


def _cost(trial: Trial) -> list[str]:
    if "filing" not in trial.arrays:
        return [f"died: {trial.died}"]
    filing, figures = trial.arrays["filing"], trial.figures
    return [
        str(themes_in(filing)),
        f"{coverage(filing):.3f}",
        f"{figures['seconds']:.0f}",
        f"{figures['cpu']:.0f}",
        f"{figures['peak']:.0f}",
        f"{len(filing) / figures['cpu']:.0f}",
    ]
