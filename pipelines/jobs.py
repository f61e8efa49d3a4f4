"""A job of labelling: what those are told who do it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from models.bundle_files import read_refs
from models.prepared import engine_build
from pipelines.registry import Chosen
from pipelines.store import code_digest


@dataclass(frozen=True, slots=True)
class Job:
    """What workers are told: the bundle, a digest of all that it decides labels by, and whether to say why."""

    chosen: Chosen
    model: str
    why: bool = False


def job_for(chosen: Chosen, why: bool = False) -> Job:
    """The job of labelling with a bundle; its digest is over the bundle, the code, and the engines that run the encoders."""
    digest = hashlib.sha256(code_digest().encode())
    for file in sorted(path for path in chosen.folder.iterdir() if path.is_file()):
        digest.update(file.name.encode() + file.read_bytes())
    for ref in read_refs(chosen.folder):
        digest.update(engine_build(ref.engine).encode())
    return Job(chosen, digest.hexdigest(), why)
