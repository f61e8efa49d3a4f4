"""Batch labelling: resumable, idempotent, the same bytes however it was cut, killed or started again."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal

from models.errors import ParleyError
from pipelines.boilerplate import bundled_reading
from pipelines.crews import crew_for
from pipelines.jobs import Job, job_for
from pipelines.label_memory import open_label_memory
from pipelines.novelty import Watch, new_themes_path, watched, write_new_themes
from pipelines.outputs import Writer, writer_for
from pipelines.pieces import joined, labelled_pieces
from pipelines.progress import Progress
from pipelines.proofs import opened
from pipelines.quarantine import check_output, nothing_read, quarantine_path, write_quarantine
from pipelines.reading import Counts, Quarantined, ReadingConfig, find_files
from pipelines.reading.batch import Batch, read_batch
from pipelines.registry import Chosen, choose_bundle
from pipelines.store import held_alone, whole_file
from pipelines.tally import Calls, Tally
from pipelines.up_to_date import is_up_to_date, remember, run_of

SHOWN = 10


@dataclass(frozen=True, slots=True)
class How:
    """How a batch is labelled, which decides no label. `why`: with the words that moved each stance; `engine`: on this
    machine or on a Ray cluster; `workers`: how many processes, or None for what the cores and the batch are worth.
    """

    why: bool = False
    engine: Literal["local", "ray"] = "local"
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a batch came to. `quarantined`: the first few; `reused`: pieces that an earlier, interrupted run had finished;
    `remembered`: articles labelled before.
    """

    paths: tuple[str, ...]
    out: Path
    quarantine: Path | None
    counts: Counts
    quarantined: tuple[Quarantined, ...]
    pieces: int
    reused: int
    remembered: int
    calls: Calls
    watch: Watch
    model: Chosen


@dataclass(frozen=True, slots=True)
class UpToDate:
    """Nothing was to do: `out` holds what this run would write."""

    out: Path
    model: Chosen


def label(
    paths: Sequence[str], out: Path, model: str, progress: Progress, settings: ReadingConfig, how: How = How()
) -> Labelled | UpToDate:
    """Label every article that `paths` hold and write `out`.

    Raises ParleyError for a bad output name, a model that does not exist or does not replay, or when nothing is readable.
    """
    write = writer_for(out)
    if how.why and out.suffix.lower() != ".jsonl":
        raise _no_room_for_why(out)
    check_output(paths, out)
    find_files(paths)  # before the model: a path that does not exist is told of first
    chosen = choose_bundle(model)
    job = job_for(chosen, how.why)
    outputs = (out, quarantine_path(out), new_themes_path(out))
    learnt, settings = bundled_reading(chosen.folder, settings)
    run = run_of(paths, outputs, settings, job)
    if is_up_to_date(run):
        return UpToDate(out, chosen)
    with read_batch(paths, settings, learnt, leave_out=outputs) as batch:
        if not batch.counts.articles_kept:
            raise nothing_read(batch, out)
        out.parent.mkdir(parents=True, exist_ok=True)
        with held_alone(out):
            done = _label_batch(batch, tuple(paths), out, write, job, progress, how)
            remember(run, run_of(paths, outputs, settings, job))
    return done


def _label_batch(
    batch: Batch, paths: tuple[str, ...], out: Path, write: Writer, job: Job, progress: Progress, how: How
) -> Labelled:
    parts = out.with_name(f".{out.name}.parts")
    parts.mkdir(exist_ok=True)
    crew = crew_for(how.engine, how.workers, batch.counts.prose)
    # Workers of a cluster may have other processors: their labels are not kept as this one's.
    memory = open_label_memory(job) if how.engine == "local" else None
    pieces = labelled_pieces(batch, parts, job, crew, memory, progress)
    tally = Tally()
    # Drafts lie in `parts`, so that what a killed run leaves is cleared up by the next one.
    with whole_file(out, drafts=parts) as draft:
        write(tally.counted(joined(pieces.paths)), draft)
        calls = tally.calls()
        if calls.paragraphs != batch.counts.prose:  # before it takes the place of what stands there
            raise RuntimeError(f"{calls.paragraphs} rows for {batch.counts.prose} paragraphs: please report this")
    quarantine = write_quarantine(out, batch.quarantined(), parts)
    watch = watched(tally.outsiders, job.chosen.folder, partial(opened, job))
    write_new_themes(out, watch, job.chosen.version, parts)
    shutil.rmtree(parts)
    first = tuple(islice(batch.quarantined(), SHOWN))
    count = len(pieces.paths)
    return Labelled(
        paths, out, quarantine, batch.counts, first, count, pieces.reused, pieces.remembered, calls, watch, job.chosen
    )


def _no_room_for_why(out: Path) -> ParleyError:
    return ParleyError(
        f"--why does not go with output {str(out)!r}",
        expected="a file name ending in .jsonl: the words stand in a list inside each stance, for which a table has no column",
        way_out="e.g. --out labels.jsonl (make label … OUT=labels.jsonl WHY=1), or leave out --why",
    )
