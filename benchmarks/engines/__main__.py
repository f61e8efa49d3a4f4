"""The engines that could run the encoder, beside sentence-transformers' default on the same cores, in the same rounds.

    [PARLEY_DATA=<folder>] python -m benchmarks.engines [--peers-python PYTHON] [--rounds 5] [--texts 1024] [--ways NAME …]

What is not installed is named and passed over; benchmarks/peers_engines.txt lists all that is measured. Texts are the
sample corpus, or real paragraphs where PARLEY_DATA names the folder they lie in; scales of activations are always set on
the sample corpus. On a machine that does other work too, `taskset -c 0` before it keeps all to one core, and the column "times,
by core s" is the one to trust: threads of the reference that wait for one another count as work.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.engines.batches import token_ids
from benchmarks.engines.measure import Times, closeness, pure, timed
from benchmarks.engines.peak import Peak, measured, multiply_adds
from benchmarks.engines.ways import REFERENCE, WAYS, Bench, Encode, at_hand
from benchmarks.speed.material import material, sample, texts
from benchmarks.topics.table import markdown
from pipelines.machine import cores
from pipelines.weights import BUNDLED, find_weights

ROOT = Path(__file__).resolve().parents[2]
CALIBRATION = 100
SAMPLED = 200
HEADS = (
    "engine", "paragraphs/s", "times the reference", "core s per 1,000", "times, by core s",
    "cosine: least", "5 %", "mean", "bit-equal",
)  # fmt: skip


def main() -> int:
    """Print the table, or have the peers' Python print it."""
    asked = _arguments()
    if asked.peers_python:
        rest = [word for name in asked.ways for word in ("--ways", name)]
        command = [asked.peers_python, "-m", "benchmarks.engines", f"--rounds={asked.rounds}", f"--texts={asked.texts}"]
        return subprocess.run([*command, *rest], cwd=ROOT, check=False).returncode
    with tempfile.TemporaryDirectory() as scratch:
        _tables(Path(scratch), asked)
    return 0


def _tables(scratch: Path, asked: argparse.Namespace) -> None:
    read = material(scratch)
    own = list(dict.fromkeys(texts(read.rows)))[: asked.texts]
    bench = Bench(find_weights(BUNDLED), scratch, cores(), texts(sample().rows)[:CALIBRATION])
    wanted = [way for way in at_hand() if way.name == REFERENCE or not asked.ways or way.name in asked.ways]
    made = {way.name: way.make(bench) for way in wanted}
    lengths = [len(ids) for ids in token_ids(bench.model, own)]
    print(f"{read.name}: {len(own)} paragraphs of {np.mean(lengths):.0f} tokens; {bench.cores} cores")
    spent = timed(made, own, asked.rounds)
    title = f"Engines: medians of {asked.rounds} rounds"
    print("\n".join(markdown(title, HEADS, _rows(made, spent, own))))
    _tell_peak(measured(scratch), multiply_adds(bench.model, lengths), spent)


def _rows(made: Mapping[str, Encode], spent: Mapping[str, Times], own: Sequence[str]) -> list[list[str]]:
    reference, base = made[REFERENCE](own), spent[REFERENCE]
    rows = []
    for name, encode in made.items():
        took, sampled = spent[name], min(SAMPLED, len(own))
        rows.append(
            [
                name,
                f"{len(own) / np.median(took.wall):.0f}",
                f"{np.median(base.wall / took.wall):.2f}",
                f"{np.median(took.cpu) / len(own) * 1000:.1f}",
                f"{np.median(base.cpu / took.cpu):.2f}",
                *(f"{value:.4f}" for value in closeness(encode(own), reference)),
                f"{pure(encode, own, sampled)} of {sampled}",
            ]
        )
    return rows


def _tell_peak(peak: Peak | None, work: float, spent: Mapping[str, Times]) -> None:
    if peak is None:
        print("\nNo C compiler, or no AVX2: the processor's peak was not measured.")
        return
    print(f"\nOne core: {peak.clock:.2f} GHz; int8 {peak.int8:.0f}, fp32 {peak.fp32:.0f} · 10⁹ multiply-adds a second.")
    print("A core at work, 10⁹ multiply-adds of the model a second, and its share of the int8 peak:")
    for name, took in spent.items():
        rate = work / 1e9 / float(np.median(took.cpu))
        print(f"  {name:<42}{rate:5.0f}   {rate / peak.int8:.0%}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description="Engines for the encoder.")
    parser.add_argument(
        "--peers-python", help="a Python that has benchmarks/peers_engines.txt; this one where none is named"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--texts", type=int, default=1024, help="how many distinct paragraphs at most")
    parser.add_argument(
        "--ways", action="append", default=[], choices=[way.name for way in WAYS], help="all where none"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
