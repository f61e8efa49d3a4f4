"""Which columns of a table hold what parley wants to know."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pipelines.reading.documents import UnreadableError
from pipelines.reading.settings import COLUMNS, ColumnNames, ReadingConfig

WAY_OUT = (
    'name the column under `reading.columns` in the config, or write {"text": "…", "title": "…", "outlet": "…", '
    '"date": "YYYY-MM-DD", "url": "…"}'
)

_JOINTS = re.compile(r"[\s_.-]+")

log = logging.getLogger(__name__)


def match_columns(columns: Iterable[str], settings: ReadingConfig) -> Mapping[str, tuple[str, ...]]:
    """By parley's name, those of `columns` that hold it, the likeliest first, whatever their case, spaces and hyphens."""
    return _match(tuple(columns), settings.columns)


# The records of a table have the same columns, one after the other.
@lru_cache(maxsize=32)
def _match(columns: tuple[str, ...], names: ColumnNames) -> Mapping[str, tuple[str, ...]]:
    by_name = {_fold(column): column for column in reversed(columns)}
    wanted = {name: dict.fromkeys(map(_fold, names.of(name))) for name in COLUMNS}
    return {name: tuple(by_name[key] for key in keys if key in by_name) for name, keys in wanted.items()}


def check_columns(source: str, columns: Iterable[str], settings: ReadingConfig) -> tuple[str, ...]:
    """The columns of a table that are of use; logs what they are taken for. Raises UnreadableError where none has text."""
    columns = list(columns)
    matched = match_columns(columns, settings)
    if not matched["text"]:
        raise no_text(columns)
    log_columns(source, columns, settings)
    return tuple(dict.fromkeys(column for found in matched.values() for column in found))


def log_columns(source: str, columns: Iterable[str], settings: ReadingConfig) -> None:
    """Say once a file which of its columns is taken for what."""
    matched = match_columns(columns, settings)
    told = ", ".join(f"{name} from {' or '.join(map(repr, found))}" for name, found in matched.items() if found)
    log.info("%s: %s", source, told or "no column of use in its first record")


def no_text(columns: Iterable[str]) -> UnreadableError:
    return UnreadableError(
        f"no text: its columns are {', '.join(map(repr, list(columns)[:12])) or 'none'}",
        expected=f"the article's paragraphs under {', '.join(map(repr, COLUMNS['text'][:3]))} or a like name",
        way_out=WAY_OUT,
    )


def _fold(name: str) -> str:
    return _JOINTS.sub("", str(name).casefold())
