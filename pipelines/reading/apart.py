"""Parsing in another process: a library that hangs, crashes or fills the memory loses one document, not the batch."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

A = ParamSpec("A")
R = TypeVar("R")

WORKERS = 2
MEMORY = 4 << 30


class Apart:
    """Worker processes, started when first needed. `seconds` bounds each task; one that takes longer is killed."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._pool: Any = None

    def start(self, task: Callable[A, R], *arguments: A.args, **named: A.kwargs) -> Future[R]:
        """Run `task` there; its future raises what the task raised, TimeoutError, or pebble's ProcessExpired."""
        if self._pool is None:
            from pebble import ProcessPool

            # A fork would copy the locks of whatever threads run here; spawned processes start clean.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPool(WORKERS, context=context, initializer=_bound_memory)
        future: Future[R] = self._pool.schedule(task, args=arguments, kwargs=named, timeout=self._seconds)
        return future

    def stop(self) -> None:
        if self._pool:
            self._pool.stop()
            self._pool.join()


@contextmanager
def working_apart(seconds: float) -> Iterator[Apart]:
    """Worker processes for as long as the block lasts."""
    apart = Apart(seconds)
    try:
        yield apart
    finally:
        apart.stop()


def _bound_memory() -> None:
    """So that a bomb ends in MemoryError here rather than in the death of whatever else runs on this machine."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
