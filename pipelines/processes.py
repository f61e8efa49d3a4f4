"""Several processes that label: each has a pipe of its own, so that one that is killed, at whatever moment, holds up no other."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from models.bundle_files import read_refs
from models.engines import THREADS_VARIABLE, threads
from models.errors import ParleyError
from models.news import Article
from pipelines.adapter import open_ref
from pipelines.jobs import Job
from pipelines.proofs import opened
from pipelines.workers import AHEAD, TRIES, Crew, Done, Task, label_articles

T = TypeVar("T", bound=Task)

_log = logging.getLogger(__name__)


def processes(count: int) -> Crew:
    """`count` processes label, each with its share of the threads; what a dead one had in hand is given to another."""

    def run(job: Job, tasks: Iterable[T]) -> Done[T]:
        line = Line(count, job)
        try:
            yield from line.results(tasks)
        finally:
            line.stop()

    return run


@dataclass(slots=True)
class Given:
    """A task on its way: its rows once they are there, and how many workers have died over it."""

    task: Any
    rows: Sequence[str] | None
    deaths: int = 0


@dataclass(slots=True)
class Worker:
    """A process, this end of its pipe, and what it has in hand."""

    process: BaseProcess
    pipe: Connection
    hand: Given


class Line:
    """Tasks in their order, some of them in the hands of workers, which are started when there is something for them to do."""

    def __init__(self, count: int, job: Job) -> None:
        self.count, self.job = count, job
        self._waiting: deque[Given] = deque()
        self._busy: dict[Connection, Worker] = {}
        self._idle: list[Worker] = []

    def results(self, tasks: Iterable[T]) -> Done[T]:
        """The rows of each task, in the order of the tasks, a bounded number of which are under way."""
        under_way: deque[Given] = deque()
        for task in tasks:
            given = Given(task, None if task.missing else ())
            under_way.append(given)
            if given.rows is None:
                self._waiting.append(given)
            yield from self._done(under_way, AHEAD * self.count)
        yield from self._done(under_way, 0)

    def stop(self) -> None:
        """End all workers."""
        workers = [*self._busy.values(), *self._idle]
        for worker in workers:
            worker.process.kill()  # it writes no file but the memory, which bears it
        for worker in workers:
            worker.process.join()
            worker.pipe.close()

    def _done(self, under_way: deque[Given], most: int) -> Iterator[tuple[Any, Sequence[str]]]:
        """Those at the front that are done; waits until at most `most` are under way."""
        while under_way:
            rows = under_way[0].rows
            if rows is not None:
                yield under_way.popleft().task, rows
                continue
            self._give_out()
            if len(under_way) <= most:
                return
            for pipe in wait(list(self._busy)):
                self._receive(self._busy.pop(pipe))  # type: ignore[call-overload]

    def _give_out(self) -> None:
        while self._waiting and len(self._busy) < self.count:
            given = self._waiting.popleft()
            worker = self._idle.pop() if self._idle else self._started(given)
            worker.hand = given
            self._busy[worker.pipe] = worker
            with suppress(BrokenPipeError):  # it has died: receiving says so
                worker.pipe.send(given.task.missing)

    def _receive(self, worker: Worker) -> None:
        try:
            answer = worker.pipe.recv()
        except (EOFError, ConnectionResetError):
            self._mourn(worker)
            return
        if isinstance(answer, ParleyError):
            raise answer
        worker.hand.rows = answer
        self._idle.append(worker)

    def _mourn(self, worker: Worker) -> None:
        """Give what a dead worker had in hand to the next; raises ParleyError where that has not helped."""
        worker.process.join()
        worker.pipe.close()
        given, code = worker.hand, worker.process.exitcode
        given.deaths += 1
        missing = given.task.missing
        if given.deaths == TRIES:
            raise ParleyError(
                f"{TRIES} workers died (exit {code}) over the same {len(missing)} articles, the first from {missing[0].source}",
                expected="workers that live: memory may be short (some 400 MB each), or something kills them",
                way_out="start again with --workers 1, and tell us if it happens there too; finished work is kept",
            )
        _log.warning("a worker died (exit %s): its %d articles are given to another", code, len(missing))
        self._waiting.appendleft(given)

    def _started(self, given: Given) -> Worker:
        if not self._busy:
            for ref in read_refs(self.job.chosen.folder):
                open_ref(ref, self.job.chosen.folder)  # prepared by one process, not by all at once
        # A fork would copy the locks of whatever threads run here; spawned processes start clean.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        share = max(1, threads() // self.count)
        process = context.Process(target=_serve, args=(theirs, self.job, share), daemon=True)
        # Ctrl-C reaches the whole group of processes; this one alone answers it, even while the others start.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()  # else its death would not be seen
        return Worker(process, ours, given)


def _serve(pipe: Connection, job: Job, share: int) -> None:
    """Label what comes until nothing more can come, since the process that gives it out has ended."""
    os.environ[THREADS_VARIABLE] = os.environ["RAYON_NUM_THREADS"] = str(share)  # RAYON: of the tokenizers
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            pipe.send(_labelled(pipe.recv(), job))


def _labelled(articles: Sequence[Article], job: Job) -> list[str] | ParleyError:
    try:
        return label_articles(opened(job), articles, job)
    except ParleyError as error:
        return error
