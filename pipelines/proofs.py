"""A bundle is proved once on a machine: that it gave its golden predictions is kept under all that decides them.

The key holds the bundle's bytes, the prepared encoders' digests (their files are checked on every start), the code, the
versions of the packages that parley asks for, the processor and the operating system; where one changes, it is proved again.
"""

from __future__ import annotations

import hashlib
import json
import platform
from functools import cache

from models.bundle import Bundle
from models.bundle_files import prove, read
from models.errors import ParleyError
from models.prepared import prepared_folder
from pipelines.adapter import open_ref
from pipelines.jobs import Job, job_for
from pipelines.kept import open_kept
from pipelines.machine import processor, surroundings
from pipelines.store import whole_code_digest

KIND = "proofs"
PROVED = b"gave its golden predictions"


@cache
def opened(job: Job) -> Bundle:
    """The bundle of a job, opened once a process; proved, if it has not been on this machine.

    Raises ParleyError like `models.bundle_files.load`, and where the files are no longer those of the job. What fails is
    not kept: it fails again.
    """
    folder = job.chosen.folder
    bundle = read(folder, open_ref)
    kept, key = open_kept(), _key(job, bundle)
    proved = kept is not None and kept.get([key]).get(key) == PROVED
    if not proved:
        prove(bundle, folder)
    if job_for(job.chosen, job.why).model != job.model:
        raise ParleyError(
            f"the model in {folder} was changed while it was being opened",
            expected="one model for the whole batch",
            way_out="start the same command again",
        )
    if kept is not None and not proved:
        kept.put(KIND, {key: PROVED})
    return bundle


def _key(job: Job, bundle: Bundle) -> bytes:
    refs = (bundle.encoder_ref, bundle.stance_ref)
    manifests = [(prepared_folder(ref.revision, ref.engine) / "manifest.json").read_text("utf-8") for ref in refs]
    told = [KIND, job.model, manifests, whole_code_digest(), surroundings(), processor(), platform.platform()]
    return hashlib.sha256(json.dumps(told).encode()).digest()
