"""Who labels the pieces: this process alone, or several. Each gives the same rows, since a label depends on its article alone."""

from __future__ import annotations

import hashlib
import json
import logging
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from models.bundle import Bundle
from models.bundle_files import load, read_refs
from models.engines import THREADS_VARIABLE
from models.errors import ParleyError
from models.news import Article
from models.prepared import engine_build
from models.why import reasons_in
from pipelines.adapter import open_ref
from pipelines.machine import cores
from pipelines.registry import Chosen
from pipelines.rows import label_rows
from pipelines.store import code_digest

if TYPE_CHECKING:
    from pebble import ProcessPool

# A process of its own costs seconds to start, and some 400 MB.
PARAGRAPHS_WORTH_A_WORKER = 1_000
MOST_WORKERS = 8
# Pieces given out ahead of those that are done, for each worker.
AHEAD = 2
TRIES = 3

_log = logging.getLogger(__name__)


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
    return wanted or max(1, min(cores(), MOST_WORKERS, paragraphs // PARAGRAPHS_WORTH_A_WORKER))


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
def opened(chosen: Chosen) -> Bundle:
    """The bundle, opened and proved once a process."""
    return load(chosen.folder, open_ref)


def alone(job: Job, tasks: Iterable[T]) -> Done[T]:
    """This process labels; the bundle is not opened where there is nothing to label."""
    for task in tasks:
        yield task, label_articles(opened(job.chosen), task.missing, job) if task.missing else []


def processes(count: int) -> Crew:
    """`count` processes label, each with its share of the cores; what a killed one had in hand is given out again."""

    def run(job: Job, tasks: Iterable[T]) -> Done[T]:
        from pebble import ProcessPool

        # A fork would copy the locks of whatever threads run here; spawned processes start clean.
        context = multiprocessing.get_context("spawn")
        share = max(1, cores() // count)
        pool = ProcessPool(count, context=context, initializer=_begin, initargs=(share,))
        try:
            yield from _in_turn(pool, job, tasks, AHEAD * count)
        finally:
            pool.stop()
            pool.join()

    return run


def _in_turn(pool: ProcessPool, job: Job, tasks: Iterable[T], ahead: int) -> Done[T]:
    """Results in the order of the tasks, a bounded number of which are under way."""
    under_way: deque[tuple[T, Future[list[str]] | None]] = deque()
    for task in tasks:
        under_way.append((task, _given(pool, job, task) if task.missing else None))
        if len(under_way) > ahead:
            yield _done(pool, job, *under_way.popleft())
    while under_way:
        yield _done(pool, job, *under_way.popleft())


def _given(pool: ProcessPool, job: Job, task: Task) -> Future[list[str]]:
    future: Future[list[str]] = pool.schedule(_label, args=(task.missing, job))
    return future


def _done(pool: ProcessPool, job: Job, task: T, future: Future[list[str]] | None) -> tuple[T, Sequence[str]]:
    from pebble import ProcessExpired

    for _ in range(TRIES):
        if future is None:
            return task, []
        try:
            return task, future.result()
        except ProcessExpired as error:
            _log.warning("a worker died (%s): its %d articles are given to another", error, len(task.missing))
            future = _given(pool, job, task)
    raise ParleyError(
        f"{TRIES} workers died over the same {len(task.missing)} articles, the first from {task.missing[0].source}",
        expected="workers that live: memory may be short (some 400 MB each), or something kills them",
        way_out="start again with --workers 1, and tell us if it happens there too; finished work is kept",
    )


def _begin(threads: int) -> None:
    os.environ[THREADS_VARIABLE] = str(threads)
    os.environ["RAYON_NUM_THREADS"] = str(threads)  # of the tokenizers


def _label(articles: Sequence[Article], job: Job) -> list[str]:
    return label_articles(opened(job.chosen), articles, job)
