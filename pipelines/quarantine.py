"""Beside each output: the list of what could not be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from models.errors import ParleyError
from pipelines.reading import Quarantined
from pipelines.reading.batch import Batch
from pipelines.store import whole_file

SHOWN = 5


def quarantine_path(out: Path) -> Path:
    return out.with_name(f"{out.name}.quarantine.jsonl")


def write_quarantine(out: Path, quarantined: Iterable[Quarantined], drafts: Path | None = None) -> Path | None:
    """The list of what could not be read, beside `out`; an older one is taken away when there is nothing to list."""
    path = quarantine_path(out)
    rows = (json.dumps(asdict(bad), ensure_ascii=False) + "\n" for bad in quarantined)
    first = next(rows, None)
    if first is None:
        path.unlink(missing_ok=True)
        return None
    with whole_file(path, drafts) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(first)
        file.writelines(rows)
    return path


def check_output(paths: Sequence[str], out: Path) -> None:
    """Raises ParleyError when `out` is a folder, or one of the files to read."""
    if out.is_dir():
        raise ParleyError(f"--out {out} is a folder", expected="a file name", way_out=f"e.g. --out {out / out.name}")
    if any(Path(path).is_file() and Path(path).resolve() == out.resolve() for path in paths):
        raise ParleyError(
            f"--out {out} is one of the articles to read",
            expected="an output that overwrites no input",
            way_out="give another --out",
        )


def nothing_read(batch: Batch, out: Path) -> ParleyError:
    """The error for a batch without any article; what was quarantined is listed as ever."""
    count = batch.counts.articles_quarantined
    out.parent.mkdir(parents=True, exist_ok=True)
    path = write_quarantine(out, batch.quarantined())
    reasons = "".join(f"\n    {bad.source}: {bad.reason}" for bad in islice(batch.quarantined(), SHOWN))
    return ParleyError(
        f"none of {count} article(s) could be read:{reasons}" if count else "there is no article to read",
        expected="at least one readable article, apart from the output itself",
        way_out=f"mend the files as each reason says (all stand in {path}), or name others" if path else "name others",
    )
