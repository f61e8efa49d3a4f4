"""Running trials and keeping them: what was run once with the same texts, vectors and versions is not run again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TextIO

import numpy as np

from benchmarks.topics import vectors
from benchmarks.topics.methods import Method
from benchmarks.topics.trial import PROTOCOL, Arrays, Figures

ROOT = Path(__file__).parents[2]
# One thread each: runs can be repeated, and processor time is what an idle machine would take.
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
AT_MOST = 3 * 3600.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial left: arrays and figures by name (see `trial`), and why it ended early, or None."""

    arrays: Arrays
    figures: Figures
    died: str | None


@dataclass(frozen=True, slots=True)
class Bench:
    """The Python of the peers' environment, and whether trials that are missing are to be run."""

    peers_python: str
    running: bool = True

    def trial(self, method: Method, handed: Path, true: int | None, briefly: bool = False) -> Trial | None:
        """The trial of a method on the corpus in the folder `handed`; None where it is not kept and not to be run."""
        python = sys.executable if method.ours else self.peers_python
        told = versions(python, method.name)
        if told is None:
            return Trial({}, {}, f"it does not start in {python}")
        kept = _place(method, handed, told, briefly)
        if not (kept / "died.json").is_file() and self.running:
            _run(python, method, handed, kept, true, briefly)
        return _read(kept) if (kept / "died.json").is_file() else None


@cache
def versions(python: str, name: str) -> str | None:
    """What the figures of a method hang on, as its own environment tells it; None where that cannot run it."""
    if shutil.which(python) is None:
        return None
    command = [python, "-m", "benchmarks.topics.worker", name, "version"]
    told = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    return told.stdout if told.returncode == 0 else None


def _place(method: Method, handed: Path, told: str, briefly: bool) -> Path:
    key = hashlib.sha256(f"{told}{PROTOCOL}{briefly}{handed.name}".encode()).hexdigest()[:12]
    return vectors.cache() / "trials" / f"{handed.name.rsplit('-', 1)[0]}--{method.maker}--{key}"


def _run(python: str, method: Method, handed: Path, kept: Path, true: int | None, briefly: bool) -> None:
    """Run a trial; `died.json` is written last, so an interrupted trial is run again."""
    print(f"{handed.name.rsplit('-', 1)[0]}: {method.name} ...", file=sys.stderr, flush=True)
    kept.mkdir(parents=True, exist_ok=True)
    # Beside the last word, since a method may draw on names in the order of a hash.
    environment = {**os.environ, **THREADS, "PYTHONHASHSEED": "0"}
    command = [python, "-m", "benchmarks.topics.worker", method.name, "trial", str(handed), str(kept / "trial")]
    with tempfile.TemporaryFile("w+") as log:
        try:
            code = subprocess.run(
                [*command, str(true or 0), "briefly" if briefly else "fully"],
                cwd=ROOT, env=environment, stdout=log, stderr=log, check=False, timeout=AT_MOST,
            ).returncode  # fmt: skip
            why = _why(code, log) if code else None
        except subprocess.TimeoutExpired:
            why = f"not done in {AT_MOST / 3600:.0f} h"
    (kept / "died.json").write_text(json.dumps(why), encoding="utf-8")


def _why(code: int, log: TextIO) -> str:
    log.seek(0)
    lines = [line.strip() for line in log if line.strip()]
    return f"killed by signal {-code}" if code < 0 else lines[-1][:200] if lines else f"ended with {code}"


def _read(kept: Path) -> Trial:
    why = json.loads((kept / "died.json").read_text(encoding="utf-8"))
    if not (kept / "trial.npz").is_file():
        return Trial({}, {}, why)
    with np.load(kept / "trial.npz") as arrays:
        return Trial(dict(arrays), json.loads((kept / "trial.json").read_text(encoding="utf-8")), why)
