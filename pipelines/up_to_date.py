"""Whether an output already holds what a run would write: the same files read in the same way by the same model and code.

Everything is told by digests of bytes, of what is read and of what was written, never by times of files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.jobs import Job
from pipelines.kept import Kept, open_kept
from pipelines.machine import processor, surroundings
from pipelines.reading import ReadingConfig, find_files
from pipelines.reading.sources.stdin import STDIN
from pipelines.store import whole_code_digest
from pipelines.weights import sha256_of

KIND = "runs"


@dataclass(frozen=True, slots=True)
class Run:
    """What a run is made of: the digest of all that decides its outputs, and the files it writes, the labels first."""

    digest: str
    outputs: tuple[Path, ...]

    @property
    def key(self) -> bytes:
        return hashlib.sha256(f"{self.outputs[0].resolve()} {self.digest}".encode()).digest()

    def written(self) -> bytes:
        """Digest of what stands in the outputs; a missing one counts as such."""
        told = [sha256_of(path) if path.is_file() else "none" for path in self.outputs]
        return json.dumps(told).encode()


def run_of(paths: Sequence[str], outputs: Sequence[Path], settings: ReadingConfig, job: Job) -> Run | None:
    """The run that would read `paths` today, since pages tell "yesterday"; None where nothing is kept, and where something
    cannot be read twice, as standard input, or not at all.
    """
    files = find_files(paths, outputs)
    if open_kept() is None or STDIN in files or not all(path.is_file() for path in files):
        return None
    try:
        inputs = [(str(path), sha256_of(path)) for path in files]
    except OSError:  # reading tells what is wrong with that file, and goes on with the others
        return None
    told = [
        job.model,
        job.chosen.version,
        job.chosen.run_id,
        job.why,
        settings.model_dump(mode="json"),
        inputs,
        [whole_code_digest(), surroundings(), processor(), date.today().isoformat()],
    ]
    return Run(hashlib.sha256(json.dumps(told).encode()).hexdigest(), tuple(outputs))


def is_up_to_date(run: Run | None) -> bool:
    """Whether the outputs are, byte for byte, what this very run wrote."""
    kept = open_kept()
    if run is None or kept is None or not run.outputs[0].is_file():
        return False
    return kept.get([run.key]).get(run.key) == run.written()


def remember(before: Run | None, run: Run | None) -> None:
    """Keep what the run wrote, for the next time it is asked for; not where what it read has changed since `before`."""
    kept: Kept | None = open_kept()
    if run is not None and run == before and kept is not None:
        kept.put(KIND, {run.key: run.written()})
