"""Where things are kept: the MLflow store's address, and files written whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from models.errors import ParleyError

DEFAULT_STORE = "sqlite:///mlflow.db"
MODEL = "parley"
CHAMPION, CHALLENGER = "champion", "challenger"
BUNDLE_TAG = "parley.bundle"


def tracking_uri() -> str:
    """MLFLOW_TRACKING_URI, else a SQLite file in the current folder."""
    return os.environ.get("MLFLOW_TRACKING_URI") or DEFAULT_STORE


@contextmanager
def whole_file(path: Path, drafts: Path | None = None) -> Iterator[Path]:
    """A draft to write to; takes the place of `path` when the block ends well, and is gone when it does not.

    The draft lies in the folder `drafts`, which must be on the same disk, else beside `path`.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".draft-", suffix=path.suffix, dir=drafts or path.parent)
    except FileNotFoundError as error:  # a folder that is none in truth, such as /proc
        raise ParleyError(
            f"no file can be made beside {path}", expected="a folder that takes files", way_out="choose another place"
        ) from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.chmod(0o666 & ~_umask())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def write_whole(path: Path, text: str, drafts: Path | None = None) -> None:
    """Write a text file whole or not at all."""
    with whole_file(path, drafts) as draft:
        draft.write_text(text, encoding="utf-8")


@contextmanager
def held_alone(path: Path) -> Iterator[None]:
    """Hold a file to be written against other processes of this user; the hold ends with this process, however it ends.

    Raises ParleyError when another process holds it. The lock lies in the temporary folder and is never removed: a lock
    file that goes away can be held twice.
    """
    name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    with Path(tempfile.gettempdir(), f"parley-{os.getuid()}-{name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ParleyError(
                f"another parley is writing {path}",
                expected="one run for each output file at a time",
                way_out="wait for it to end, or give this one another --out",
            ) from error
        yield


def code_digest() -> str:
    """Digest of the code that labels: `models/` as it stands on this disk."""
    files = sorted((Path(__file__).resolve().parents[1] / "models").glob("*.py"))
    return hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()[:12]


@cache
def whole_code_digest() -> str:
    """Digest of all the code that reads and labels, as it stands on this disk."""
    root = Path(__file__).resolve().parents[1]
    files = sorted(path for package in ("models", "pipelines") for path in (root / package).rglob("*.py"))
    told = b"".join(file.relative_to(root).as_posix().encode() + file.read_bytes() for file in files)
    return hashlib.sha256(told).hexdigest()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
