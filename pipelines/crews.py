"""Which workers a batch is given to: this process, several of them, or a Ray cluster."""

from __future__ import annotations

from pipelines.processes import processes
from pipelines.workers import Crew, alone, worker_count


def crew_for(engine: str, workers: int | None, paragraphs: int) -> Crew:
    """The crew for a batch of so many paragraphs. Raises ParleyError where Ray is asked for and not installed."""
    if engine == "ray":
        from pipelines.on_ray import on_ray

        return on_ray(workers)
    count = worker_count(paragraphs, workers)
    return alone if count == 1 else processes(count)
