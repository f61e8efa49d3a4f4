"""Batch labelling: resumable, idempotent, the same bytes however it was cut, killed or started again."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path

from models.bundle_files import load
from models.errors import ParleyError
from models.news import OUTSIDE, UNSURE
from pipelines.adapter import open_ref
from pipelines.boilerplate import bundled_reading
from pipelines.novelty import Watch, new_themes_path, watched, write_new_themes
from pipelines.outputs import Row, Writer, writer_for
from pipelines.pieces import joined, labelled_pieces
from pipelines.progress import Progress
from pipelines.quarantine import check_output, nothing_read, quarantine_path, write_quarantine
from pipelines.reading import Counts, Quarantined, ReadingConfig, find_files
from pipelines.reading.batch import Batch, read_batch
from pipelines.registry import Chosen, choose_bundle
from pipelines.store import held_alone, whole_file

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Calls:
    """What the rows of a batch say, counted: paragraphs, those outside all themes; stances, unsure ones, actors not addressed."""

    paragraphs: int
    outside: int
    stances: int
    unsure: int
    not_addressed: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a batch came to. `quarantined`: the first few; `reused`: pieces that an earlier, interrupted run had finished."""

    paths: tuple[str, ...]
    out: Path
    quarantine: Path | None
    counts: Counts
    quarantined: tuple[Quarantined, ...]
    pieces: int
    reused: int
    calls: Calls
    watch: Watch
    model: Chosen


def label(
    paths: Sequence[str], out: Path, model: str, progress: Progress, settings: ReadingConfig, why: bool = False
) -> Labelled:
    """Label every article that `paths` hold and write `out`; `why`: with the words that moved each stance.

    Raises ParleyError for a bad output name, a model that does not exist or does not replay, or when nothing is readable.
    """
    write = writer_for(out)
    if why and out.suffix.lower() != ".jsonl":
        raise _no_room_for_why(out)
    check_output(paths, out)
    find_files(paths)  # before the model: a path that does not exist is told of first
    chosen = choose_bundle(model)
    learnt, settings = bundled_reading(chosen.folder, settings)
    with read_batch(paths, settings, learnt, leave_out=(out, quarantine_path(out), new_themes_path(out))) as batch:
        if not batch.counts.articles_kept:
            raise nothing_read(batch, out)
        out.parent.mkdir(parents=True, exist_ok=True)
        with held_alone(out):
            return _label_batch(batch, tuple(paths), out, write, chosen, progress, why)


def _label_batch(
    batch: Batch, paths: tuple[str, ...], out: Path, write: Writer, chosen: Chosen, progress: Progress, why: bool
) -> Labelled:
    parts = out.with_name(f".{out.name}.parts")
    parts.mkdir(exist_ok=True)
    bundle = cache(partial(load, chosen.folder, open_ref))  # not opened where an interrupted run left nothing to do
    pieces = labelled_pieces(batch, parts, chosen, bundle, progress, why)
    # Drafts lie in `parts`, so that what a killed run leaves is cleared up by the next one.
    with whole_file(out, drafts=parts) as draft:
        write(joined(pieces.paths), draft)
    quarantine = write_quarantine(out, batch.quarantined(), parts)
    calls = _counted(joined(pieces.paths))
    watch = watched(joined(pieces.paths), chosen.folder, bundle)
    write_new_themes(out, watch, chosen.version, parts)
    shutil.rmtree(parts)
    if calls.paragraphs != batch.counts.prose:
        raise RuntimeError(f"{calls.paragraphs} rows for {batch.counts.prose} paragraphs: please report this")
    first = tuple(islice(batch.quarantined(), SHOWN))
    count = len(pieces.paths)
    return Labelled(paths, out, quarantine, batch.counts, first, count, pieces.reused, calls, watch, chosen)


def _counted(rows: Iterable[Row]) -> Calls:
    states, sides = Counter[str](), Counter[str]()
    not_addressed = 0
    for row in rows:
        states[row["theme_state"]] += 1
        sides.update(stance["stance"] for stance in row["stances"])
        not_addressed += len(row["not_addressed"])
    return Calls(states.total(), states[OUTSIDE], sides.total(), sides[UNSURE], not_addressed)


def _no_room_for_why(out: Path) -> ParleyError:
    return ParleyError(
        f"--why does not go with output {str(out)!r}",
        expected="a file name ending in .jsonl: the words stand in a list inside each stance, for which a table has no column",
        way_out="e.g. --out labels.jsonl (make label … OUT=labels.jsonl WHY=1), or leave out --why",
    )
