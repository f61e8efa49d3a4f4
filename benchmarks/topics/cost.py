"""Seconds of parley's themes beside BERTopic's topics, the same vectors given to both, one thread each.

    PARLEY_DATA=<folder> python -m benchmarks.topics.cost [--corpus twenty_newsgroups] [--peers-python …]

Neither is timed with its imports. A first fit may compile on the way what another process has kept for it or not, so the
second one is what compares; both are told. A process for each method; nothing that parley remembers is used.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import numpy as np

from benchmarks.topics.methods import BY_NAME, Fit

NAMES = ("parley", "BERTopic")
HEADS = ("method", "themes", "first fit, s", "CPU s", "second fit, s", "CPU s")
SEED = 42


def main() -> None:
    """Print a row for each method."""
    from benchmarks.topics import corpora
    from benchmarks.topics.runs import ROOT, THREADS
    from benchmarks.topics.table import markdown
    from benchmarks.topics.vectors import hand_over

    parser = argparse.ArgumentParser(prog="python -m benchmarks.topics.cost", description="Seconds beside BERTopic's.")
    parser.add_argument("--corpus", choices=corpora.ALL, default="twenty_newsgroups")
    parser.add_argument("--peers-python", default=".venv-peers/bin/python", help="the peers' environment")
    asked = parser.parse_args()
    handed = hand_over(corpora.read_corpus(asked.corpus))
    own = {**os.environ, **THREADS, "PARLEY_CACHE_GB": "0"}
    rows = []
    for name in NAMES:
        python = sys.executable if BY_NAME[name].ours else asked.peers_python
        command = [python, "-m", "benchmarks.topics.cost", "fit", name, str(handed)]
        done = subprocess.run(command, cwd=ROOT, env=own, check=True, stdout=subprocess.PIPE, text=True)
        rows.append([name, *json.loads(done.stdout.splitlines()[-1])])
    print("\n".join(markdown(f"{asked.corpus}: vectors given, one thread", HEADS, rows)))


def fit_twice(name: str, folder: Path) -> list[str]:
    """Number of themes, then seconds and processor seconds of each fit."""
    fit: Fit = getattr(import_module(BY_NAME[name].module), BY_NAME[name].maker)()
    texts, rows = json.loads((folder / "texts.json").read_text(encoding="utf-8")), np.load(folder / "vectors.npy")
    figures: Sequence[str] = ()
    for _ in range(2):
        started, burnt = time.perf_counter(), time.process_time()
        filing = fit(texts, rows, SEED, None).filing
        figures = [*figures, f"{time.perf_counter() - started:.1f}", f"{time.process_time() - burnt:.1f}"]
    return [str(len(set(filing.tolist()) - {-1})), *figures]


if __name__ == "__main__":
    if sys.argv[1:2] == ["fit"]:
        print(json.dumps(fit_twice(sys.argv[2], Path(sys.argv[3]))))
    else:
        main()
