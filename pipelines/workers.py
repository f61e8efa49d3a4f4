"""Labelling for others: what a worker is given and what it gives back; the same rows whoever works, since a label depends on
its article alone.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from models.bundle import Bundle
from models.engines import threads
from models.news import Article
from models.why import reasons_in
from pipelines.jobs import Job
from pipelines.proofs import opened
from pipelines.rows import label_rows

# A process of its own costs seconds to start, and some 400 MB.
PARAGRAPHS_WORTH_A_WORKER = 1_000
MOST_WORKERS = 8
# So many threads one process keeps busy by itself: measured, two processes of one thread each are no faster than one, and
# take two fifths more memory.
THREADS_ALONE = 2
# One process labels two pieces at a time: the encoders work on the one while Python reads the other for targets and voices.
ABREAST = 2
# Pieces given out ahead of those that are done, for each worker.
AHEAD = 2
TRIES = 3


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
    worth = min(threads(), MOST_WORKERS, paragraphs // PARAGRAPHS_WORTH_A_WORKER)
    return wanted or (max(1, worth) if threads() > THREADS_ALONE else 1)


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


def alone(job: Job, tasks: Iterable[T]) -> Done[T]:
    """This process labels, ABREAST tasks at a time; the bundle is not opened where there is nothing to label.

    Where reading or labelling fails, what is under way is lost with it: another run labels it anew.
    """
    under_way: deque[tuple[T, Future[list[str]] | None]] = deque()
    pool = ThreadPoolExecutor(ABREAST)
    try:
        for task in tasks:
            missing = task.missing
            under_way.append((task, pool.submit(label_articles, opened(job), missing, job) if missing else None))
            if len(under_way) == ABREAST:
                yield _finished(*under_way.popleft())
        while under_way:
            yield _finished(*under_way.popleft())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # whoever stops does not wait for what nobody will write


def _finished(task: T, rows: Future[list[str]] | None) -> tuple[T, Sequence[str]]:
    return task, rows.result() if rows else ()
