"""What training costs beside encoding, from 10,000 to 500,000 paragraphs: processor seconds of each step, memory, a plot.

    PARLEY_DATA=<folder> python -m benchmarks.growth [--sizes 10000 …] [--anew]

Real articles of two outlets; vectors from an encoder that costs next to nothing (`stand_in`). Each size is trained in a
process of its own, and kept in the folder that PARLEY_BENCH_CACHE names: a second call goes on where the first stopped.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.stand_in import STEPS, Figures, trained
from benchmarks.topics.runs import THREADS
from benchmarks.topics.table import markdown
from benchmarks.topics.vectors import cache

SIZES = (10_000, 30_000, 100_000, 250_000, 500_000)
FILES = ("news/app_2020_2025.jsonl.gz", "news/dawn_2025.jsonl.gz")
# Of the stretches of text that these files hold, so many are paragraphs once they are read.
KEPT = 0.965
HEADS = ("paragraphs", "articles", *STEPS, "CPU s in all", "seconds", "peak MiB")
# Raised when what is measured changes, so that kept figures are made anew.
PROTOCOL = 1


def main() -> None:
    """Measure what is missing, print the table, draw the plot."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description="Training over corpus size.")
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--anew", action="store_true", help="measure again what is kept")
    parser.add_argument("--train", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.train:
        print(json.dumps(trained(asked.train)))
        return
    folder = cache() / f"growth-{PROTOCOL}"
    folder.mkdir(parents=True, exist_ok=True)
    measured = [_measured(size, folder / f"{size}.json", asked.anew) for size in asked.sizes]
    print(
        "\n".join(
            markdown(
                "training over corpus size: processor seconds by step, vectors from a stand-in",
                HEADS,
                list(map(_cells, measured)),
            )
        )
    )
    print(
        f"at {', '.join(sorted({str(own['code']) for own in measured}))}; plot: {_plot(measured, folder / 'growth.png')}"
    )


def _measured(size: int, kept: Path, anew: bool) -> Figures:
    if anew or not kept.is_file():
        print(f"{size:,} paragraphs ...", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="parley-growth-") as home:
            articles = Path(home, "articles.jsonl")
            with articles.open("w", encoding="utf-8") as file:
                file.writelines(_articles(round(size / KEPT)))
            # Nothing is remembered, since the stand-in's vectors are of no use to anybody.
            store = {"MLFLOW_TRACKING_URI": f"sqlite:///{home}/store.db", "PARLEY_CACHE_GB": "0"}
            own = os.environ | THREADS | store
            command = [sys.executable, "-m", "benchmarks.growth", "--train", str(articles)]
            done = subprocess.run(command, env=own, check=True, stdout=subprocess.PIPE, text=True)
        kept.write_text(done.stdout.splitlines()[-1], encoding="utf-8")
    return dict(json.loads(kept.read_text(encoding="utf-8")))


def _articles(pieces: int) -> Iterator[str]:
    """Lines of articles that hold so many stretches of text, in the order of digests: a small corpus is in a larger one."""
    for _, line in sorted(_lines(Path(os.environ["PARLEY_DATA"]))):
        if pieces <= 0:
            return
        pieces -= json.loads(line)["text"].count("\n\n") + 1
        yield line


def _lines(data: Path) -> Iterator[tuple[bytes, str]]:
    for name in FILES:
        with gzip.open(data / name, "rt", encoding="utf-8") as lines:
            yield from ((hashlib.sha256(line.encode()).digest(), line) for line in lines)


def _cells(own: Figures) -> list[str]:
    return [
        f"{own['paragraphs']:,.0f}",
        f"{own['reading.articles_distinct']:,.0f}",
        *(f"{own[f'cpu.{step}']:.0f}" for step in STEPS),
        f"{own['cpu.all']:.0f}",
        f"{own['cost.seconds_total']:.0f}",
        f"{own['cost.peak_memory_mb']:,.0f}",
    ]


def _plot(measured: Sequence[Figures], path: Path) -> Path:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    sizes = [own["paragraphs"] for own in measured]
    figure, (seconds, memory) = plt.subplots(1, 2, figsize=(11, 4.2))
    for step in STEPS:
        seconds.plot(sizes, [own[f"cpu.{step}"] for own in measured], marker="o", label=step)
    seconds.plot(sizes, [own["cpu.all"] for own in measured], marker="o", color="black", label="in all")
    seconds.set(
        xscale="log", yscale="log", xlabel="paragraphs", ylabel="processor seconds", title="Training, vectors given"
    )
    seconds.legend(fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
    memory.plot(sizes, [own["cost.peak_memory_mb"] / 1024 for own in measured], marker="o")
    memory.axhline(6, color="grey", linestyle=":")
    memory.set(xscale="log", ylim=(0, 6.5), xlabel="paragraphs", ylabel="GiB", title="Peak memory (dotted: the bound)")
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    return path


if __name__ == "__main__":
    main()
