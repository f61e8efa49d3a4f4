"""What runs in a Ray worker: the bundle, whose files come by wire, and what it labels."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.bundle import Bundle
from models.bundle_files import load
from models.engines import THREADS_VARIABLE
from models.errors import ParleyError
from models.news import Article
from pipelines.adapter import open_ref
from pipelines.jobs import Job, job_for
from pipelines.registry import Chosen
from pipelines.workers import label_articles


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker gives back: rows by article, or a fault as plain values, since an exception would come as Ray's own."""

    rows: list[str]
    fault: tuple[str, str, str] | None = None


class Labeller:
    """The actor. It opens and proves the bundle, whose files come with every piece, at the first."""

    def __init__(self, job: Job) -> None:
        os.environ[THREADS_VARIABLE] = os.environ["RAYON_NUM_THREADS"] = "1"  # an actor is given one core
        self.job = job
        self.bundle: Bundle | None = None

    def label(self, files: Mapping[str, bytes], articles: Sequence[Article]) -> Answer:
        """The rows of each article as JSON lines."""
        try:
            self.bundle = self.bundle or opened_from(files, self.job)
            return Answer(label_articles(self.bundle, articles, self.job))
        except ParleyError as error:
            return Answer([], (error.problem, error.expected, error.way_out))


def opened_from(files: Mapping[str, bytes], job: Job) -> Bundle:
    """The bundle in these files; raises ParleyError where the code on this machine would not label as `job` asks."""
    with tempfile.TemporaryDirectory(prefix="parley-bundle-") as scratch:
        folder = Path(scratch)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        if job_for(Chosen(folder, job.chosen.version, job.chosen.run_id), job.why).model != job.model:
            raise ParleyError(
                "a Ray worker has another version of parley, or of the engine that runs the encoders",
                expected="the versions of the machine where the command was started: others may label otherwise",
                way_out="install the same parley with the same constraints.txt on every machine of the cluster",
            )
        return load(folder, open_ref)
