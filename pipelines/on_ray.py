"""Labelling on a Ray cluster: each worker holds the bundle, is given pieces, and gives back their rows.

This process alone reads and writes, so a worker that dies loses nothing. Plain actors, not a Ray Data pipeline: the pieces
are a stream that this process reads, a bounded number of them under way; Ray Data starts when it has them all.
"""

from __future__ import annotations

import importlib.util
import logging
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from models.errors import ParleyError
from pipelines.jobs import Job
from pipelines.ray_cluster import cluster, last_line
from pipelines.ray_worker import Answer, Labeller
from pipelines.workers import AHEAD, TRIES, Crew, Done, Task

T = TypeVar("T", bound=Task)

_log = logging.getLogger(__name__)


def on_ray(workers: int | None) -> Crew:
    """A crew of `workers` actors, by default as many as the cluster has CPUs.

    Raises ParleyError where Ray is not installed; the crew does where there is no cluster at RAY_ADDRESS, and for a
    piece over which TRIES workers died.
    """
    if importlib.util.find_spec("ray") is None:
        raise ParleyError(
            "--engine ray needs Ray, which is not installed",
            expected="the extra `ray` of parley",
            way_out="pip install -c constraints.txt -e '.[ray]' in parley's folder, or leave out --engine ray",
        )

    def run(job: Job, tasks: Iterable[T]) -> Done[T]:
        with cluster(workers) as count:
            team = Team(job, count)
            try:
                yield from team.labelled(tasks)
            finally:
                team.stop()

    return run


@dataclass(slots=True)
class UnderWay:
    """A task, who has it with the promise of an answer, how often it was given out, and its rows once they are there."""

    task: Any
    actor: Any = None
    promise: Any = None
    tries: int = 0
    rows: Sequence[str] | None = None


class Team:
    """Actors, each with the pieces it was given. A dead one is replaced here and not by Ray, which would retry a piece
    while its actor is still starting, and use up the tries in a moment.
    """

    def __init__(self, job: Job, count: int) -> None:
        import ray

        self._job = job
        self._kind = ray.remote(num_cpus=1)(Labeller)
        self._files = ray.put({path.name: path.read_bytes() for path in job.chosen.folder.iterdir() if path.is_file()})
        self._actors = [self._kind.remote(job) for _ in range(count)]
        self._under_way: deque[UnderWay] = deque()

    def labelled(self, tasks: Iterable[T]) -> Done[T]:
        """Tasks in their order with the rows of their missing articles, a bounded number of them under way."""
        for task in tasks:
            self._take(wait=False)
            one = UnderWay(task, rows=None if task.missing else [])
            if one.rows is None:
                self._give(one)
            self._under_way.append(one)
            if len(self._under_way) > AHEAD * len(self._actors):
                yield self._first()
        while self._under_way:
            yield self._first()

    def stop(self) -> None:
        import ray

        for actor in self._actors:
            ray.kill(actor)

    def _first(self) -> tuple[Any, Sequence[str]]:
        """The first of those under way, as soon as it is done."""
        while (rows := self._under_way[0].rows) is None:
            self._take(wait=True)
        return self._under_way.popleft().task, rows

    def _give(self, one: UnderWay) -> None:
        """To the actor that has least to do."""
        busy = [other.actor for other in self._under_way if other.rows is None]
        one.actor = min(self._actors, key=busy.count)
        one.promise = one.actor.label.remote(self._files, one.task.missing)
        one.tries += 1

    def _take(self, wait: bool) -> None:
        """Take the answers that are there, or wait for one; what a dead actor had is given out again."""
        import ray
        from ray.exceptions import ObjectLostError, OutOfMemoryError, RayActorError

        promised = {one.promise: one for one in self._under_way if one.rows is None}
        if not promised:
            return
        ready, _ = ray.wait([*promised], num_returns=1 if wait else len(promised), timeout=None if wait else 0)
        for promise in ready:
            try:
                promised[promise].rows = _rows(ray.get(promise))
            except (RayActorError, ObjectLostError, OutOfMemoryError) as error:
                self._give_again(promised[promise], error)

    def _give_again(self, one: UnderWay, error: Exception) -> None:
        count, first = len(one.task.missing), one.task.missing[0].source
        if one.tries == TRIES:
            raise ParleyError(
                f"{TRIES} Ray workers died over the same {count} articles, the first from {first}: {last_line(error)}",
                expected="workers that live: memory may be short (some 400 MB each), or parley is not installed there",
                way_out="start again with --workers 1, or without --engine ray; finished work is kept",
            ) from error
        _log.warning("a Ray worker died (%s): its %d articles are given to another", last_line(error), count)
        self._replace(one.actor)
        self._give(one)

    def _replace(self, actor: Any) -> None:
        import ray

        if actor in self._actors:  # else another of its pieces has told of its death before
            ray.kill(actor)  # it may only have been cut off
            self._actors[self._actors.index(actor)] = self._kind.remote(self._job)


def _rows(answer: Answer) -> list[str]:
    if answer.fault:
        problem, expected, way_out = answer.fault
        raise ParleyError(problem, expected=expected, way_out=way_out)
    return answer.rows
