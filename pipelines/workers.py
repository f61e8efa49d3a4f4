"""Labelling for others: what a worker is told and what it gives back; the same rows whoever works, since a label depends on its
article alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar

from models.bundle import Bundle
from models.bundle_files import load, read_refs
from models.engines import threads
from models.errors import ParleyError
from models.news import Article
from models.prepared import engine_build
from models.why import reasons_in
from pipelines.adapter import open_ref
from pipelines.registry import Chosen
from pipelines.rows import label_rows
from pipelines.store import code_digest

# A process of its own costs seconds to start, and some 400 MB.
PARAGRAPHS_WORTH_A_WORKER = 1_000
MOST_WORKERS = 8
# Pieces given out ahead of those that are done, for each worker.
AHEAD = 2
TRIES = 3


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


class Task(Protocol):
    """A piece of work: the articles to be labelled."""

    @property
    def missing(self) -> tuple[Article, ...]: ...


T = TypeVar("T", bound=Task)
# Gives back each piece of work with the rows of its missing articles, as JSON lines.
Done = Generator[tuple[T, Sequence[str]], None, None]
Crew = Callable[[Job, Iterable[Any]], Done[Any]]


def worker_count(paragraphs: int, wanted: int | None) -> int:
    """How many processes: as many as wanted, else what the cores and the paragraphs are worth."""
    return wanted or max(1, min(threads(), MOST_WORKERS, paragraphs // PARAGRAPHS_WORTH_A_WORKER))


def label_articles(bundle: Bundle, articles: Sequence[Article], job: Job) -> list[str]:
    """The rows of each article as JSON lines."""
    labels = bundle.label(articles)
    return [
        "".join(
            json.dumps(row, ensure_ascii=False) + "\n"
            for reasons in [reasons_in(bundle, article, own) if job.why else None]
            for row in label_rows(article, own, job.chosen.version, job.chosen.run_id, reasons)
        )
        for article, own in zip(articles, labels, strict=True)
    ]


@cache
def opened(job: Job) -> Bundle:
    """The bundle, opened and proved once a process. Raises ParleyError where its files are no longer those of the job."""
    bundle = load(job.chosen.folder, open_ref)
    if job_for(job.chosen, job.why).model != job.model:
        raise ParleyError(
            f"the model in {job.chosen.folder} was changed while it was being opened",
            expected="one model for the whole batch",
            way_out="start the same command again",
        )
    return bundle


def alone(job: Job, tasks: Iterable[T]) -> Done[T]:
    """This process labels; the bundle is not opened where there is nothing to label."""
    for task in tasks:
        yield task, label_articles(opened(job), task.missing, job) if task.missing else []
