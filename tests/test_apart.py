"""A document that hangs or crashes its reader is lost alone."""

from __future__ import annotations

import os
import time
from concurrent.futures import Future

import pytest
from pebble import ProcessExpired

from pipelines.reading.apart import MEMORY, Apart, working_apart
from pipelines.reading.documents import Item, UnreadableError
from pipelines.reading.outcomes import outcomes
from pipelines.reading.results import Quarantined
from pipelines.reading.settings import ReadingConfig


def failure(task: Future[object]) -> BaseException | None:
    return task.exception(timeout=60)


def fill_memory() -> int:
    return len(bytearray(2 * MEMORY))


def refuse() -> None:
    raise UnreadableError("it is bad", expected="a good one", way_out="mend it", cause="no article")


def test_a_task_beyond_its_time_is_killed_and_the_next_one_runs() -> None:
    with working_apart(seconds=3) as apart:
        started = time.monotonic()
        slow, quick = apart.start(time.sleep, 600), apart.start(int, "7")

        assert isinstance(failure(slow), TimeoutError)
        assert quick.result(timeout=60) == 7
        assert apart.start(int, "8").result(timeout=60) == 8
        assert time.monotonic() - started < 60


def test_a_task_that_kills_its_process_is_told_of_and_the_next_one_runs() -> None:
    with working_apart(seconds=30) as apart:
        assert isinstance(failure(apart.start(os._exit, 3)), ProcessExpired)
        assert apart.start(int, "7").result(timeout=60) == 7


def test_a_task_that_would_fill_the_memory_fails_alone() -> None:
    with working_apart(seconds=30) as apart:
        assert isinstance(failure(apart.start(fill_memory)), MemoryError)


def test_no_process_starts_before_there_is_something_to_do() -> None:
    apart = Apart(1)
    apart.stop()

    assert apart._pool is None


@pytest.mark.parametrize("kept", [0, 30])
def test_outcomes_keep_the_order_of_the_items_whatever_came_of_them(kept: int) -> None:
    text = (
        b"The envoys met in the capital on Monday and agreed to open the northern crossing before the first snow falls."
    )
    items = [Item(f"{i}.txt", "text", text) if i % 3 else Quarantined(f"{i}.txt", "bad") for i in range(kept)]

    found = list(outcomes(items, ReadingConfig()))

    assert [outcome.source for outcome in found] == [f"{i}.txt" for i in range(kept)]
