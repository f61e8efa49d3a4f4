"""Everything that some files hold, at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from models.news import Article

from .outcomes import Outcome, outcomes
from .results import Quarantined, Reading
from .settings import ReadingConfig
from .stream import cut_file, stream


def read(paths: Sequence[str], settings: ReadingConfig | None = None, leave_out: Collection[Path] = ()) -> Reading:
    """Every article that `paths` (files, folders, globs) hold but those in `leave_out`, in the order of their paths.

    Raises ParleyError for a path without any file; whatever is wrong inside a file is quarantined.
    """
    return _gathered(stream(paths, settings or ReadingConfig(), leave_out))


def read_file(path: Path, settings: ReadingConfig | None = None) -> Reading:
    """The articles of one file and what could not be read of it. Never raises for what a file holds."""
    settings = settings or ReadingConfig()
    return _gathered(outcomes(cut_file(path, settings), settings))


def _gathered(outcomes: Iterable[Outcome]) -> Reading:
    every = tuple(outcomes)
    return Reading(
        articles=tuple(outcome for outcome in every if isinstance(outcome, Article)),
        quarantined=tuple(outcome for outcome in every if isinstance(outcome, Quarantined)),
    )
