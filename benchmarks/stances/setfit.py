"""SetFit (Tunstall et al. 2022, arXiv:2209.11055) in an environment of its own, on the encoder that parley bundles.

It sees "target: text" and so many examples of each stance, drawn by the seed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from functools import cache, partial
from pathlib import Path

import numpy as np

from benchmarks.stances.data import Pair, Round, Shares
from benchmarks.stances.ways import Way, in_order
from models.errors import ParleyError
from models.news import STANCES
from pipelines.config import TrainConfig
from pipelines.weights import find_weights, revision_of

ROOT = Path(__file__).parents[2]
WORKER = "benchmarks.stances.setfit_worker"
EXAMPLES = 8


def setfit(python: str) -> Way:
    """SetFit as the Python of its environment runs it."""
    learns = f"{EXAMPLES} a stance"
    return Way(f"SetFit, {learns}", learns, partial(_ask, python), partial(_made_of, python), "setfit", draws=True)


def few(pairs: tuple[Pair, ...], seed: int) -> list[Pair]:
    """EXAMPLES pairs of each stance, or all where there are fewer, whatever order the pairs come in."""
    chosen: list[Pair] = []
    for stance in STANCES:
        own = sorted((pair for pair in pairs if pair.label == stance), key=lambda pair: (pair.id, pair.target))
        drawn = np.random.default_rng(seed).permutation(len(own))[:EXAMPLES]
        chosen += [own[place] for place in drawn]
    return chosen


def _ask(python: str, asked: Round, seed: int) -> Shares:
    told = {
        "model": str(find_weights(TrainConfig().encoder.model)),
        "seed": seed,
        "train": [[_input(pair), pair.label] for pair in few(asked.train, seed)],
        "test": [_input(pair) for pair in asked.test],
    }
    with tempfile.TemporaryDirectory(prefix="parley-setfit-") as folder:
        Path(folder, "asked.json").write_text(json.dumps(told), encoding="utf-8")
        done = _run(python, folder)
        if done.returncode:
            raise ParleyError(
                f"SetFit ended with {done.returncode}: {_last(done.stdout)}",
                expected="probabilities for each text",
                way_out="try another set of pins in benchmarks/peers_stance.txt, or leave SetFit out with --ways",
            )
        answer = json.loads(Path(folder, "answered.json").read_text(encoding="utf-8"))
    return in_order(np.array(answer["shares"]), answer["classes"])


def _input(pair: Pair) -> str:
    return f"{pair.target}: {pair.text}"


def _made_of(python: str, asked: Round) -> str:
    return f"{_versions(python)} {revision_of(find_weights(TrainConfig().encoder.model))}"


@cache
def _versions(python: str) -> str:
    done = _run(python) if shutil.which(python) else None
    if done is None or done.returncode:
        raise ParleyError(
            f"SetFit does not start in {python}" + (f": {_last(done.stdout)}" if done else ""),
            expected="the Python of an environment with benchmarks/peers_stance.txt installed",
            way_out="make bench-stance sets it up; --peers-python names another, --ways leaves SetFit out",
        )
    return done.stdout.splitlines()[-1]


def _run(python: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-m", WORKER, *words], cwd=ROOT, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )  # fmt: skip


def _last(output: str) -> str:
    return ([line.strip() for line in output.splitlines() if line.strip()] or ["it said nothing"])[-1][:200]
