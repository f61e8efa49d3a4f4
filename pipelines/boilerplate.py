"""The lines that outlets repeat, as learnt from a batch and kept in a file, so that a page alone is read as it was in the batch."""

from __future__ import annotations

import logging
from pathlib import Path

from models.errors import ParleyError
from pipelines.reading import ReadingConfig
from pipelines.reading.cleaning.learnt import Learnt
from pipelines.reading.settings import AsPrinted
from pipelines.store import write_whole

log = logging.getLogger(__name__)

IN_BUNDLE = "boilerplate.json"


def boilerplate_path(out: Path) -> Path:
    return out.with_name(f"{out.name}.boilerplate.json")


def write_learnt(path: Path, learnt: Learnt) -> None:
    write_whole(path, learnt.to_json())


def read_learnt(path: Path) -> Learnt:
    """Raises ParleyError for a file that is missing or is no list of repeated lines."""
    try:
        return Learnt.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ParleyError(
            f"cannot read boilerplate {path}: {error}",
            expected="a file that `parley read` wrote beside its output",
            way_out="correct the path, or leave it out to learn the lines anew",
        ) from error


def bundled_reading(folder: Path, settings: ReadingConfig) -> tuple[Learnt, ReadingConfig]:
    """The lines that a bundle's articles were read without, and `settings` as it needs them.

    A bundle without a list of such lines is older than the straightening of quotation marks: it goes on reading as it did.
    """
    path = folder / IN_BUNDLE
    if path.exists():
        return read_learnt(path), settings
    log.info("this model was trained on quotation marks as printed, and reads them so")
    return Learnt(), AsPrinted(**settings.model_dump())
