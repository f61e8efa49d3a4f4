"""`parley label` as a user runs it: against encoding alone, from a cold start, again, and with another champion."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.speed.encoding import fresh_encoders
from benchmarks.speed.material import ROOT, Material, one_article
from benchmarks.speed.process import Ran, ran

ROUNDS = 3
STARTS = 5
FORGET = {"PARLEY_CACHE_GB": "0"}


@dataclass(frozen=True, slots=True)
class Labelling:
    """Paragraphs a second from end to end, medians of ROUNDS, and beside them encoding alone in the same rounds.

    `equal`: whether one and two processes wrote the same bytes. Peaks in MB.
    """

    encode: float
    one: float
    two: float
    equal: bool
    peak_one: float
    peak_two: float

    @property
    def share(self) -> float:
        """What is left of encoding's speed, with the better number of processes."""
        return max(self.one, self.two) / self.encode


@dataclass(frozen=True, slots=True)
class Again:
    """Seconds of a first run, of the same again, of the same into another file, and with another champion."""

    first: float
    same: float
    other_file: float
    other_champion: float


def labelling(material: Material, bundle: Path, folder: Path) -> Labelling:
    """One and two processes beside encoding alone, nothing remembered."""
    encoders = fresh_encoders()
    encoders.encode(material.rows[:200])
    rounds: list[tuple[float, Ran, Ran]] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        encoders.encode(material.rows)
        encoded = time.perf_counter() - started
        rounds.append((encoded, *(_label(material, bundle, folder / f"{n}.jsonl", _empty(folder), n) for n in (1, 2))))
    count = len(material.rows)
    encode, one, two = (
        count / float(np.median(own))
        for own in zip(*((encoded, a.seconds, b.seconds) for encoded, a, b in rounds), strict=True)
    )
    equal = (folder / "1.jsonl").read_bytes() == (folder / "2.jsonl").read_bytes()
    return Labelling(
        encode, one, two, equal, max(a.peak_mb for _, a, _ in rounds), max(b.peak_mb for _, _, b in rounds)
    )


def again(material: Material, bundle: Path, folder: Path) -> Again:
    """With a memory of its own, empty at first."""
    own = {"PARLEY_CACHE": str(folder / "cache"), "PARLEY_CACHE_GB": "4"}
    _lend_encoders(folder / "cache")
    other = Path(shutil.copytree(bundle, folder / "other-champion"))
    first = _label(material, bundle, folder / "a.jsonl", own)
    same = float(np.median([_label(material, bundle, folder / "a.jsonl", own).seconds for _ in range(ROUNDS)]))
    file = float(np.median([_label(material, bundle, folder / f"b{n}.jsonl", own).seconds for n in range(ROUNDS)]))
    champion = _label(material, other, folder / "c.jsonl", own)
    return Again(first.seconds, same, file, champion.seconds)


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds for one article that was never read before: on a machine that has proved the bundle, and on one that keeps
    nothing and so proves it every time. Medians of STARTS processes."""

    proved: float
    unproved: float


def cold_start(bundle: Path, folder: Path) -> Start:
    """Another article of the sample corpus for each process; the first, not counted, proves the bundle."""
    keeping = _empty(folder)
    first, *others = (one_article(folder, number) for number in range(STARTS + 1))
    _start(first, bundle, folder, keeping)
    proved, unproved = (
        float(np.median([_start(path, bundle, folder, env) for path in others])) for env in (keeping, FORGET)
    )
    return Start(proved, unproved)


def _start(article: Path, bundle: Path, folder: Path, env: dict[str, str]) -> float:
    out = Path(tempfile.mkdtemp(dir=folder)) / "labels.jsonl"
    command = [sys.executable, "-m", "pipelines", "label", str(article), "--model", str(bundle), "--out", str(out)]
    return ran(command, ROOT, env).seconds


def _label(material: Material, bundle: Path, out: Path, env: dict[str, str], workers: int | None = None) -> Ran:
    command = [
        sys.executable,
        "-m",
        "pipelines",
        "label",
        str(material.path),
        "--model",
        str(bundle),
        "--out",
        str(out),
    ]
    return ran([*command, *(["--workers", str(workers)] if workers else [])], ROOT, env)


def _empty(folder: Path) -> dict[str, str]:
    """A memory that holds nothing yet, as at a user's first run."""
    cache = Path(tempfile.mkdtemp(dir=folder)) / "cache"
    _lend_encoders(cache)
    return {"PARLEY_CACHE": str(cache), "PARLEY_CACHE_GB": "4"}


def _lend_encoders(cache: Path) -> None:
    from models.prepared import cache_root

    cache.mkdir()
    (cache / "encoders").symlink_to(cache_root() / "encoders")
