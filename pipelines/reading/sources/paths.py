"""Which files the given paths, folders and globs mean."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from models.errors import ParleyError

from .stdin import STDIN

# What parley itself writes beside an output.
BESIDE = (".boilerplate.json", ".quarantine.jsonl")


def find_files(paths: Sequence[str], leave_out: Collection[Path] = ()) -> tuple[Path, ...]:
    """The files that `paths` mean: files, folders (with all below them, hidden ones apart) and globs; each once, sorted.

    A folder below them that cannot be opened stands among the files itself: opening it says why. Raises ParleyError for a
    path that does not exist or cannot be opened, a glob that matches nothing and an empty folder.
    """
    if not paths:
        raise ParleyError("no path given", expected="files, folders or globs", way_out="name at least one path")
    once: dict[str, Path] = {}
    for path in sorted((file for given in paths for file in _expand(given)), key=Path.as_posix):
        once.setdefault(os.path.realpath(path), path)
    for path in leave_out:
        once.pop(os.path.realpath(path), None)
    return tuple(once.values())


def told(path: Path) -> str:
    """The path as a text that can be written anywhere: bytes of a file name that are no UTF-8 become \\xe9 and the like."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _expand(given: str) -> Iterable[Path]:
    if given == "-":
        return [STDIN]
    if os.path.isdir(given):
        return _below(given)
    if os.path.lexists(given):
        return [Path(given)]
    if glob.has_magic(given):
        return _matches(given)
    raise ParleyError(
        f"path {given!r} does not exist",
        expected="a file, a folder, a glob, or - for standard input",
        way_out=f"check the spelling; relative paths start from {os.getcwd()!r}",
    )


def _matches(pattern: str) -> list[Path]:
    matches = glob.glob(pattern, recursive=True)
    files = [file for match in matches for file in (_walk(match) if os.path.isdir(match) else [Path(match)])]
    if not files:
        raise ParleyError(
            f"glob {pattern!r} matches no file",
            expected="at least one file",
            way_out="check the pattern; ** crosses folders, * does not",
        )
    return files


def _below(folder: str) -> list[Path]:
    files = list(_walk(folder))
    if not files:
        raise ParleyError(
            f"folder {folder!r} holds no file",
            expected="files with articles",
            way_out="put articles into it or name another folder",
        )
    return files


def _walk(folder: str) -> Iterable[Path]:
    refused: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=refused.append):
        folders[:] = [name for name in folders if not name.startswith(".")]  # so that os.walk does not enter them
        yield from (Path(parent, name) for name in names if not name.startswith(".") and not name.endswith(BESIDE))
    for error in refused:
        if error.filename == folder:
            raise _refused(error) from error
        # Who opens it is told why it cannot be.
        yield Path(error.filename)


def _refused(error: OSError) -> ParleyError:
    return ParleyError(
        f"folder {error.filename!r} cannot be opened: {error.strerror}",
        expected="a folder this user may read",
        way_out="change its permissions or name another folder",
    )
