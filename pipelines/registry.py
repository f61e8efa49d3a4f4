"""Which bundle a name means, without waiting for MLflow where a look into its SQLite file answers.

Importing MLflow takes longer than labelling an article. Where the store is a SQLite file, three of its tables tell the
same; where they do not (another store, another schema, a version without our tag) MLflow itself is asked.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from models.errors import ParleyError
from pipelines.store import BUNDLE_TAG, CHAMPION, MODEL, tracking_uri

NAME = re.compile(r"(?:models:/)?(?P<name>[\w.-]+)(?:(?P<mark>[@/])(?P<which>[\w.-]+))?")
QUERY = """
    SELECT v.version, v.run_id, t.value
    FROM model_versions v JOIN model_version_tags t ON t.name = v.name AND t.version = v.version AND t.key = :tag
    LEFT JOIN registered_model_aliases a ON a.name = v.name AND a.version = v.version AND a.alias = :which
    WHERE v.name = :name AND v.workspace = 'default' AND v.current_stage != 'Deleted_Internal'
      AND (a.alias IS NOT NULL OR CAST(v.version AS TEXT) = :which)
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A bundle on this machine, and where it comes from. A bundle given as a folder has no run."""

    folder: Path
    version: str
    run_id: str


def choose_bundle(model: str) -> Chosen:
    """The bundle of `parley`, `parley@challenger`, `models:/parley/3`, or of a folder with a bundle in it.

    Raises ParleyError when there is no such model.
    """
    if (Path(model) / "bundle.json").is_file():
        return Chosen(Path(model), f"folder {Path(model).name}", "")
    matched = NAME.fullmatch(model)
    if matched is None or ("/" in model and not model.startswith("models:/")):
        raise ParleyError(
            f"--model {model!r} is neither a folder with a bundle nor the name of a model",
            expected=f"`{MODEL}` (its champion), `{MODEL}@challenger`, `models:/{MODEL}/3`, or a bundle's folder",
            way_out="`parley runs` lists what there is",
        )
    name, which = matched["name"], matched["which"] or CHAMPION
    found = _from_sqlite(name, which)
    if found is not None:
        return found
    from pipelines import tracking  # imports MLflow: seconds

    version, run_id, folder = tracking.resolve(name, which)
    return Chosen(Path(folder), version, run_id)


def _from_sqlite(name: str, which: str) -> Chosen | None:
    uri = tracking_uri()
    path = Path(uri.removeprefix("sqlite:///"))
    elsewhere = any(os.environ.get(name) for name in ("MLFLOW_REGISTRY_URI", "MLFLOW_WORKSPACE"))
    if elsewhere or not uri.startswith("sqlite:///") or not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)) as store:
            rows = store.execute(QUERY, {"name": name, "which": which, "tag": BUNDLE_TAG}).fetchall()
    except sqlite3.Error:
        return None  # another schema or a locked file: MLflow answers, or says what is wrong
    folder = Path(rows[0][2].removeprefix("file://")) if len(rows) == 1 else Path()
    return Chosen(folder, str(rows[0][0]), rows[0][1] or "") if (folder / "bundle.json").is_file() else None
