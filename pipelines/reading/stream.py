"""Files in, articles out, one at a time: memory does not grow with what is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from .documents import Item, UnreadableError
from .formats import SUFFIXES, Format, format_of
from .outcomes import Outcome, outcomes
from .results import Quarantined
from .settings import ReadingConfig
from .sources.blobs import Blob
from .sources.opening import open_blobs
from .sources.paths import find_files, told


def stream(paths: Sequence[str], settings: ReadingConfig, leave_out: Collection[Path] = ()) -> Iterator[Outcome]:
    """Every article that `paths` (files, folders, globs) hold but those in `leave_out`, in the order of their paths.

    Raises ParleyError for a path without any file; whatever is wrong inside a file is quarantined.
    """
    files = find_files(paths, leave_out)
    return outcomes((item for path in files for item in cut_file(path, settings)), settings)


def cut_file(path: Path, settings: ReadingConfig) -> Iterator[Item | Quarantined]:
    """The items of one file. Never raises for what a file holds."""
    try:
        for blob in open_blobs(path, settings):
            yield from [blob] if isinstance(blob, Quarantined) else cut_blob(blob, settings)
    except OSError as error:
        yield _unopened(error).quarantined(told(path))
    except UnreadableError as error:
        yield error.quarantined(told(path))


def cut_blob(blob: Blob, settings: ReadingConfig) -> Iterator[Item | Quarantined]:
    """The items of one stream."""
    empty = True
    try:
        for item in _known_format(blob.suffix).cut(blob, settings):
            empty = False
            yield item
        if empty:
            raise UnreadableError("no text in it", expected="an article", way_out="save it again", cause="no article")
    except UnreadableError as error:
        yield error.quarantined(blob.source)


def _known_format(suffix: str) -> Format:
    entry = format_of(suffix)
    if entry is None:
        known = ", ".join(sorted(SUFFIXES))
        raise UnreadableError(
            f"unknown format {suffix!r}", expected=f"one of {known}", way_out="convert it", cause="unknown format"
        )
    return entry


def _unopened(error: OSError) -> UnreadableError:
    return UnreadableError(
        error.strerror or str(error), expected="a file this user may read", way_out="check its permissions"
    )
