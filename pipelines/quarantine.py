"""Beside each output: the list of what could not be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from models.errors import ParleyError
from pipelines.reading import Quarantined
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


def check_not_an_input(paths: Sequence[str], out: Path) -> None:
    """Raises ParleyError when `out` is one of the files to read."""
    if any(Path(path).is_file() and Path(path).resolve() == out.resolve() for path in paths):
        raise ParleyError(
            f"--out {out} is one of the articles to read",
            expected="an output that overwrites no input",
            way_out="give another --out",
        )


def nothing_read(quarantined: Iterable[Quarantined], count: int) -> ParleyError:
    """The error for a batch without any article; `count` of its documents were quarantined."""
    reasons = "".join(f"\n    {bad.source}: {bad.reason}" for bad in islice(quarantined, SHOWN))
    return ParleyError(
        f"none of {count} article(s) could be read:{reasons}" if count else "there is no article to read",
        expected="at least one readable article, apart from the output itself",
        way_out="mend the files as each reason says, or name others",
    )
