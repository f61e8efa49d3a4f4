"""A command run as a user would: how long it takes, and the most memory that it and its children hold together."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY_SECONDS = 0.1
# A user's Python keeps what it has compiled; a machine for tests may be told not to.
UNWANTED = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True, slots=True)
class Ran:
    """`peak_mb`: resident memory of the whole tree of processes at its highest, pages they share counted in each."""

    seconds: float
    peak_mb: float
    told: str


def ran(command: Sequence[str], cwd: Path, env: dict[str, str] | None = None) -> Ran:
    """Run a command to its end; raises RuntimeError with what it told where it fails."""
    with tempfile.TemporaryFile("w+") as told:
        own = {name: value for name, value in os.environ.items() if name != UNWANTED} | (env or {})
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=own, stdout=told, stderr=told)
        with ThreadPoolExecutor(1) as watcher:
            peak = watcher.submit(_peak, process)
            process.wait()  # not by looking now and then, which would round a short run up
            seconds = time.perf_counter() - started
        told.seek(0)
        text = told.read()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{text}")
    return Ran(seconds, peak.result() * PAGE / 1e6, text)


def _peak(process: subprocess.Popen[bytes]) -> int:
    """The most pages that the process and those below it hold, looked at now and then until it ends."""
    peak = 0
    while process.returncode is None:
        peak = max(peak, sum(map(_resident, _tree(process.pid))))
        time.sleep(EVERY_SECONDS)
    return peak


def _tree(pid: int) -> list[int]:
    try:
        below = [int(own) for file in Path(f"/proc/{pid}/task").glob("*/children") for own in file.read_text().split()]
    except OSError:  # it has just ended
        return []
    return [pid, *(own for child in below for own in _tree(child))]


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
