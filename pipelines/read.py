"""What articles are understood as: read, written down, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipelines.article_files import article_writer
from pipelines.boilerplate import boilerplate_path, read_learnt, write_learnt
from pipelines.quarantine import check_output, nothing_read, quarantine_path, write_quarantine
from pipelines.reading import Counts, Quarantined, ReadingConfig
from pipelines.reading.batch import read_batch
from pipelines.store import held_alone, whole_file

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Understood:
    """What a batch came to. `quarantined`: the first few; `boilerplate`: where the `repeated` lines left out are kept."""

    out: Path
    quarantine: Path | None
    quarantined: tuple[Quarantined, ...]
    boilerplate: Path
    repeated: int
    counts: Counts


def read_articles(paths: Sequence[str], out: Path, settings: ReadingConfig, boilerplate: Path | None) -> Understood:
    """Read every article that `paths` hold and write `out`; lines that repeat are learnt, or taken from `boilerplate`.

    Raises ParleyError for a bad output name, a path without files, a faulty boilerplate file, or when nothing is readable.
    """
    write = article_writer(out)
    check_output(paths, out)
    stored = None if boilerplate is None else read_learnt(boilerplate)
    own = boilerplate_path(out)
    leave_out = (out, quarantine_path(out), own)
    with read_batch(paths, settings, stored, leave_out) as batch:
        if not batch.counts.articles_kept:
            raise nothing_read(batch, out)
        out.parent.mkdir(parents=True, exist_ok=True)
        with held_alone(out):
            with whole_file(out) as draft:
                written = write(batch.articles(), draft)
            quarantine = write_quarantine(out, batch.quarantined())
            if stored is None:
                write_learnt(own, batch.learnt)
        if written != batch.counts.articles_kept:
            raise RuntimeError(f"{written} rows for {batch.counts.articles_kept} articles: please report this")
        first = tuple(islice(batch.quarantined(), SHOWN))
        return Understood(
            out, quarantine, first, boilerplate or own, sum(map(len, batch.learnt.lines.values())), batch.counts
        )
