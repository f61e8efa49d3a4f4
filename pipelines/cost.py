"""What a run costs: seconds by step, peak memory."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Say = Callable[[str], None]


class Clock:
    """Times named steps and says each as it ends."""

    def __init__(self, say: Say) -> None:
        self.seconds: dict[str, float] = {}
        self._say = say

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - started, 3)
        self._say(f"  {name:<10} {self.seconds[name]:7.1f} s")

    def metrics(self) -> dict[str, float]:
        """Flat names: `cost.seconds_<step>`, `cost.seconds_total`, `cost.peak_memory_mb`."""
        steps = {f"cost.seconds_{name}": seconds for name, seconds in self.seconds.items()}
        return steps | {
            "cost.seconds_total": round(sum(self.seconds.values()), 3),
            "cost.peak_memory_mb": peak_memory_mb(),
        }


def peak_memory_mb() -> float:
    """The largest resident size of this process so far, in MiB."""
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(largest / (1024 if sys.platform != "darwin" else 1024 * 1024), 1)  # macOS counts bytes
