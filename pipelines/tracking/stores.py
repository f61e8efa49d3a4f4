"""What keeps the MLflow store from answering, in the user's terms."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from mlflow.exceptions import MlflowException
from sqlalchemy.exc import OperationalError

from models.errors import ParleyError
from pipelines.store import DEFAULT_STORE, tracking_uri

T = TypeVar("T")


@contextmanager
def store_faults() -> Iterator[None]:
    """Say in the user's terms what keeps the store from answering."""
    try:
        _ask_sqlite()
        yield
    except (OperationalError, sqlite3.Error) as error:
        raise _store_error(str(error)) from error
    except MlflowException as error:
        if "database is locked" in str(error) or "OperationalError" in str(error) or "refused" in str(error):
            raise _store_error(str(error)) from error
        raise


def found_or_none(ask: Callable[[], T]) -> T | None:
    """What MLflow answers, None where it says that there is no such thing; any other fault is raised."""
    try:
        return ask()
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        return None


def _ask_sqlite() -> None:
    """Read from a SQLite store: MLflow tries for minutes to open what cannot be opened, and says nothing meanwhile."""
    uri = tracking_uri()
    path = Path(uri.removeprefix("sqlite:///"))
    if uri.startswith("sqlite:///") and path.parent.is_dir():  # MLflow makes missing folders
        with closing(sqlite3.connect(path)) as store:
            store.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _store_error(told: str) -> ParleyError:
    locked = "locked" in told
    what = "is in use by another program" if locked else "cannot be used"
    return ParleyError(
        f"the MLflow store {tracking_uri()} {what}: {' '.join(told.split())[:200]}",
        expected="a store this user can write to",
        way_out="wait for the other run to end and start again"
        if locked
        else f"check MLFLOW_TRACKING_URI (unset: {DEFAULT_STORE}) and the disk",
    )
