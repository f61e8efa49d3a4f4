"""What was worked out once and is kept for the next time, by key, in one SQLite file of the user's cache folder.

Several processes may read and write it at once (write-ahead log, sqlite.org/wal.html). It is bounded: the oldest values
make room. Every value carries a checksum, so that a damaged one is worked out anew and never used.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.errors import ParleyError
from models.prepared import cache_root

FILE = "kept-v1.sqlite"
LIMIT_VARIABLE, LIMIT_GB = "PARLEY_CACHE_GB", 4.0
WAIT_SECONDS = 60.0
ASKED_AT_ONCE = 500
CHECKSUM = 4
# When the file is full, this share of what it holds goes, the oldest first.
MAKE_ROOM = 0.1
SCHEMA = """
    CREATE TABLE IF NOT EXISTS kept (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL
    )
"""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of one kind is kept. `bytes`: of the values alone."""

    kind: str
    count: int
    bytes: int


class Kept:
    """Values by key. Where the file cannot be used the log says so, once, and nothing is kept."""

    def __init__(self, path: Path, limit: int) -> None:
        self.path, self.limit = path, limit
        self._store: sqlite3.Connection | None = None
        self._lock = threading.RLock()
        with self._in_use():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Several threads label; the lock lets one in at a time.
            store = sqlite3.connect(path, timeout=WAIT_SECONDS, check_same_thread=False)
            self._store = store
            store.execute("PRAGMA journal_mode=WAL")
            store.execute("PRAGMA synchronous=NORMAL")
            store.execute(SCHEMA)

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The values that are kept under these keys."""
        found: dict[bytes, bytes] = {}
        with self._in_use():
            for start in range(0, len(keys), ASKED_AT_ONCE):
                found.update(self._sound(keys[start : start + ASKED_AT_ONCE]))
        return found

    def put(self, kind: str, values: Mapping[bytes, bytes]) -> None:
        """Keep values; under a key that another process has filled meanwhile stands the same value already."""
        rows = [(kind, key, zlib.crc32(value).to_bytes(CHECKSUM, "big") + value) for key, value in values.items()]
        with self._in_use():
            if self._store is None or not rows:
                return
            with self._store as store:
                store.executemany("INSERT OR REPLACE INTO kept (kind, key, value) VALUES (?, ?, ?)", rows)
                if self._used() > self.limit:
                    self._make_room(store)

    def holdings(self) -> list[Holding]:
        """What is kept, by kind."""
        query = f"SELECT kind, COUNT(*), SUM(LENGTH(value) - {CHECKSUM}) FROM kept GROUP BY kind ORDER BY kind"  # noqa: S608
        with self._in_use():
            return [Holding(*row) for row in self._store.execute(query)] if self._store else []
        return []

    def close(self) -> None:
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None

    def _sound(self, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        if self._store is None:
            return
        marks = ",".join("?" * len(keys))
        for key, value in self._store.execute(f"SELECT key, value FROM kept WHERE key IN ({marks})", keys):  # noqa: S608
            if zlib.crc32(value[CHECKSUM:]).to_bytes(CHECKSUM, "big") == value[:CHECKSUM]:
                yield key, value[CHECKSUM:]
            else:
                _log.warning("a value kept in %s is damaged: it is worked out anew", self.path)

    def _used(self) -> int:
        """Bytes of the file that hold something."""
        assert self._store is not None
        size, pages, free = (
            self._store.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_size", "page_count", "freelist_count")
        )
        return int(size * (pages - free))

    def _make_room(self, store: sqlite3.Connection) -> None:
        first, last = store.execute("SELECT MIN(id), MAX(id) FROM kept").fetchone()
        store.execute("DELETE FROM kept WHERE id <= ?", (first + int((last - first) * MAKE_ROOM),))

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        """For one thread at a time; trouble with the file is told, and ends its use."""
        with self._lock:
            try:
                yield
            except (sqlite3.Error, OSError) as error:
                self.close()
                _log.warning(
                    "nothing is kept for the next time: %s cannot be used (%s); `parley cache --clear` removes it",
                    self.path,
                    error,
                )


def open_kept() -> Kept | None:
    """This user's values; None where PARLEY_CACHE_GB is 0. Raises ParleyError where that is no size."""
    limit = _limit()
    return _opened(cache_root() / FILE, limit) if limit else None


@cache
def _opened(path: Path, limit: int) -> Kept:
    return Kept(path, limit)


def clear_kept() -> int:
    """Forget everything that is kept, whoever else is using it; returns the bytes that are free again."""
    before = _on_disk()
    try:
        with closing(sqlite3.connect(cache_root() / FILE, timeout=WAIT_SECONDS, isolation_level=None)) as store:
            for step in ("DROP TABLE IF EXISTS kept", SCHEMA, "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                store.execute(step)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # another process holds it, or the disk is full
            raise
        for name in (f"{FILE}-wal", f"{FILE}-shm", FILE):  # it is damaged: nobody can use it
            (cache_root() / name).unlink(missing_ok=True)
    return max(0, before - _on_disk())


def _on_disk() -> int:
    return sum(path.stat().st_size for path in cache_root().glob(f"{FILE}*") if path.is_file())


def _limit() -> int:
    told = os.environ.get(LIMIT_VARIABLE) or str(LIMIT_GB)
    try:
        gigabytes = float(told)
    except ValueError:
        gigabytes = -1.0
    if not 0 <= gigabytes < float("inf"):
        raise ParleyError(
            f"{LIMIT_VARIABLE} is {told!r}",
            expected="a number of gigabytes, 0 to keep nothing",
            way_out=f"e.g. {LIMIT_VARIABLE}=10, or leave it out for {LIMIT_GB:g}",
        )
    return int(gigabytes * 1e9)
