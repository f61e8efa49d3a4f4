"""Asking ways, and keeping what they answered: a stopped run goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np

from benchmarks.stances.data import Bench, Round, Shares
from benchmarks.stances.ways import Way, sources

SEEDS = (0, 1, 2)
DIGITS = 6


def cache_folder() -> Path:
    """The folder that PARLEY_BENCH_CACHE names, or benchmarks/.cache."""
    return Path(os.environ.get("PARLEY_BENCH_CACHE", Path(__file__).parents[1] / ".cache"))


def answered(bench: Bench, way: Way) -> tuple[Shares, ...]:
    """The probabilities (n, 3) of all pairs, once for each seed; kept answers of the same code to the same question are taken."""
    return tuple(
        np.concatenate([_answer(bench.name, way, own, seed) for own in bench.rounds])
        for seed in (SEEDS if way.draws else SEEDS[:1])
    )


def _answer(name: str, way: Way, asked: Round, seed: int) -> Shares:
    key = hashlib.sha256(f"{sources(way.module)} {way.made_of(asked)} {asked.digest} {seed}".encode()).hexdigest()[:16]
    kept = cache_folder() / "stances" / "--".join(_plain(part) for part in (name, way.name, key + ".json"))
    if not kept.is_file():
        print(f"{name}: {way.name}, {len(asked.test)} pairs ...", file=sys.stderr, flush=True)
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(np.round(way.ask(asked, seed), DIGITS).tolist()), encoding="utf-8")
        draft.replace(kept)
    return np.array(json.loads(kept.read_text(encoding="utf-8")))


def _plain(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign == "." else "_" for sign in name)
