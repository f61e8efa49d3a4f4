"""Themes beside the peers' topics.

    make bench-themes
    python -m benchmarks.topics peers [--corpora bbc_news …] [--methods parley BERTopic …] [--briefly] [--kept]
    python -m benchmarks.topics off-topic
    python -m benchmarks.topics scale [--sizes 5000 …]

Texts that are not ours to ship are read from the folder that PARLEY_DATA names; without it the sample corpus is all there
is. Vectors and trials are kept in the folder that PARLEY_BENCH_CACHE names; `--kept` prints what is there and runs nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

from benchmarks.topics import corpora, scale, table
from benchmarks.topics.methods import BY_NAME, Method
from benchmarks.topics.runs import Bench, Trial
from benchmarks.topics.scores import Words
from benchmarks.topics.trial import ALONE, RESAMPLES, SHARE
from benchmarks.topics.vectors import hand_over, is_kept

LEGEND = f"""
"No theme" is a class of its own in AMI and ARI; AMI covered, NPMI, cosine and diversity leave it out. NPMI and diversity
are those of each theme's ten best words by class-based TF-IDF, cosine is the mean over themes of that between its rows:
the smaller the themes, the higher both coherences. CPU s: one thread, vectors given, the first fit with what is compiled
on the way, then another fit. stability: mean ARI of {RESAMPLES} fits on {SHARE:.0%} resamples with other seeds, on common
rows; other order: ARI of the filings of the same rows in two orders. filed again, alone, reloaded: share of labels that
change when the rows fitted on come again in one batch; when {ALONE} of them come one by one instead; when the saved model is
loaded and files the batch. "cannot": the library offers no such thing."""


def main() -> None:
    """Run what is missing and print the tables."""
    asked = _arguments()
    bench = Bench(asked.peers_python, running=not asked.kept)
    tables = asked.tables or ("peers", "off-topic", "scale")
    if "peers" in tables:
        for name in asked.corpora or corpora.at_hand():
            _peers(name, [BY_NAME[method] for method in asked.methods], bench, asked.briefly)
        print(LEGEND)
    if "off-topic" in tables and bench.running:
        from benchmarks.topics import off_topic  # our pipeline, which the tables of what is kept need not load

        off_topic.main()
    if "scale" in tables and bench.running:
        scale.main(bench, asked.sizes)


def _peers(name: str, methods: Sequence[Method], bench: Bench, briefly: bool) -> None:
    judged = corpora.read_corpus(name)
    if not (bench.running or is_kept(judged)):
        print(f"\n{name}: nothing is kept")
        return
    handed = hand_over(judged)
    scored = table.Scored(judged, np.load(handed / "vectors.npy"), Words.of(judged.texts))
    wanted = [method for method in methods if judged.true or not method.needs_true]
    trials = {method.name: bench.trial(method, handed, judged.true, briefly) for method in wanted}
    kept: dict[str, Trial] = {name: trial for name, trial in trials.items() if trial is not None}
    for title, heads, row in (
        (f"{name}: {len(judged.texts):,} texts", table.FOUND, table.found),
        *(() if briefly else ((f"{name}: can it be relied on", table.RELIABLE, table.reliable),)),
    ):
        rows = [row(scored, method, trial) for method, trial in kept.items()]
        print("\n".join(table.markdown(title, heads, rows)), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.topics", description="Themes beside the peers' topics.")
    parser.add_argument("tables", nargs="*", help="peers, off-topic, scale; all where none is named")
    parser.add_argument("--corpora", nargs="+", choices=corpora.ALL, help="all that are at hand where none is named")
    parser.add_argument("--methods", nargs="+", choices=list(BY_NAME), default=list(BY_NAME))
    parser.add_argument("--sizes", nargs="+", type=int, default=scale.SIZES, help="numbers of paragraphs for `scale`")
    parser.add_argument("--peers-python", default=".venv-peers/bin/python", help="the peers' environment")
    parser.add_argument(
        "--briefly", action="store_true", help="one fit each: what is found, not whether it can be relied on"
    )
    parser.add_argument("--kept", action="store_true", help="print what is kept, run nothing")
    return parser.parse_args()


if __name__ == "__main__":
    main()
