"""MLflow: the only module that imports it. Runs, the registry, and which bundle is the champion."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
os.environ.setdefault(
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES", "3"
)  # a quarter of a minute for a server that does not answer; MLflow: four
logging.getLogger("alembic").setLevel(logging.WARNING)
logging.getLogger("mlflow").setLevel(logging.ERROR)

import mlflow  # noqa: E402
import pandas as pd  # noqa: E402
from mlflow import MlflowClient  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402
from mlflow.models import ModelSignature  # noqa: E402
from mlflow.types import ColSpec, DataType, Schema  # noqa: E402
from sqlalchemy.exc import OperationalError  # noqa: E402

from models.errors import ParleyError  # noqa: E402
from models.serving import COLUMNS  # noqa: E402
from pipelines.gates import Gate  # noqa: E402
from pipelines.store import BUNDLE_TAG, CHALLENGER, CHAMPION, DEFAULT_STORE, MODEL, tracking_uri  # noqa: E402

GOLD_TAG = "parley.gold_digest"


@dataclass(frozen=True, slots=True)
class Version:
    """A registered version: number, the run that made it, the alias it got and what the gates said."""

    number: str
    run_id: str
    alias: str
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run as listed: name, id, start (ISO, UTC), metrics, and its model version with aliases if it has one."""

    name: str
    run_id: str
    started: str
    metrics: Mapping[str, float]
    version: str
    aliases: tuple[str, ...]


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


@contextmanager
def training_run(experiment: str, params: Mapping[str, Any]) -> Iterator[mlflow.ActiveRun]:
    """An MLflow run with all params; marked failed when the block raises."""
    with store_faults():
        mlflow.set_tracking_uri(tracking_uri())
        mlflow.set_experiment(experiment)
        with mlflow.start_run(log_system_metrics=False) as run:
            mlflow.log_params(dict(params))
            yield run


def log_data(articles: Sequence[Mapping[str, Any]], digest: str) -> None:
    """Log what was learnt from, with its content digest."""
    table = pd.DataFrame(list(articles))
    mlflow.log_input(mlflow.data.from_pandas(table, name="articles", digest=digest), context="training")


def log_metrics(metrics: Mapping[str, float]) -> None:
    mlflow.log_metrics({name: float(value) for name, value in metrics.items()})


def log_tags(tags: Mapping[str, str]) -> None:
    mlflow.set_tags(dict(tags))


def log_artifacts(folder: Path) -> None:
    """Log everything in `folder`, under its name."""
    mlflow.log_artifacts(str(folder), artifact_path=folder.name)


def register(bundle_folder: Path) -> str:
    """Log the bundle as a pyfunc model and register it; gives the version number.

    The code travels under a name made of its digest, so that two versions can be loaded in one process.
    """
    with tempfile.TemporaryDirectory() as scratch:
        package = _code_copy(Path(scratch))
        info = mlflow.pyfunc.log_model(
            name="bundle",
            loader_module=f"{package.name}.serving",
            code_paths=[str(package)],
            data_path=str(bundle_folder),
            signature=_signature(),
            registered_model_name=MODEL,
            pip_requirements=_requirements(),
        )
    return str(info.registered_model_version)


def settle(
    version: str,
    run_id: str,
    metrics: Mapping[str, float],
    gold: str,
    judge: Callable[..., tuple[Gate, ...]],
    replay: Callable[[Path], None],
) -> Version:
    """Make a version challenger, and champion if every gate passes; the outcome is written on the version."""
    client = MlflowClient()
    client.set_registered_model_alias(MODEL, CHALLENGER, version)
    client.set_model_version_tag(MODEL, version, GOLD_TAG, gold)
    client.set_model_version_tag(MODEL, version, BUNDLE_TAG, bundle_location(version))
    replay(Path(local_bundle(version)))
    champion = _champion(client)
    best = client.get_run(champion.run_id).data.metrics if champion else None
    gates = judge(metrics, best, gold, champion.tags.get(GOLD_TAG) if champion else None, replayed=True)
    for number, gate in enumerate(gates, 1):
        client.set_model_version_tag(
            MODEL, version, f"gate_{number}", f"{'passed' if gate.passed else 'FAILED'}: {gate.name} ({gate.why})"
        )
    alias = CHALLENGER
    if all(gate.passed for gate in gates):
        _crown(client, version)
        alias = CHAMPION
    client.set_model_version_tag(MODEL, version, "outcome", alias)
    return Version(version, run_id, alias, gates)


def promote(version: str) -> None:
    """Make a version champion by hand; raises ParleyError when there is no such version."""
    with store_faults():
        mlflow.set_tracking_uri(tracking_uri())
        client = MlflowClient()
        try:
            client.get_model_version(MODEL, version)
        except MlflowException as error:
            known = sorted(int(v.version) for v in client.search_model_versions(f"name='{MODEL}'"))
            raise ParleyError(
                f"there is no version {version!r} of {MODEL} in {tracking_uri()}",
                expected=f"one of {', '.join(map(str, known)) or '(none registered)'}",
                way_out="`parley runs` lists runs with their versions",
            ) from error
        _crown(client, version)
        client.set_model_version_tag(MODEL, version, "outcome", "champion (promoted by hand)")


def runs(experiment: str) -> list[Run]:
    """Finished runs of an experiment, newest first."""
    with store_faults():
        mlflow.set_tracking_uri(tracking_uri())
        client = MlflowClient()
        found = client.get_experiment_by_name(experiment)
        if found is None:
            return []
        versions = {v.run_id: v for v in client.search_model_versions(f"name='{MODEL}'")}
        aliases = _aliases(client)
        rows = client.search_runs(
            [found.experiment_id], "attributes.status = 'FINISHED'", order_by=["attributes.start_time DESC"]
        )
        return [_listed(row, versions.get(row.info.run_id), aliases) for row in rows]


def local_bundle(version: str) -> str:
    """The folder of a version's bundle on this machine, downloaded if the store is elsewhere."""
    return str(mlflow.artifacts.download_artifacts(bundle_location(version)))


def resolve(name: str, alias_or_version: str) -> tuple[str, str, str]:
    """(version, run id, local bundle folder) of a registered model by alias or number, through MLflow itself."""
    with store_faults():
        mlflow.set_tracking_uri(tracking_uri())
        client = MlflowClient()
        try:
            by_number = alias_or_version.isdigit()
            found = (
                client.get_model_version(name, alias_or_version)
                if by_number
                else client.get_model_version_by_alias(name, alias_or_version)
            )
        except MlflowException as error:
            raise ParleyError(
                f"no model {name}@{alias_or_version} in {tracking_uri()}",
                expected="a registered model, e.g. `parley`, `parley@challenger` or `models:/parley/3`",
                way_out="train one with `parley train` (or `make train`); `parley runs` lists what there is",
            ) from error
        return (
            str(found.version),
            str(found.run_id),
            str(mlflow.artifacts.download_artifacts(found.tags.get(BUNDLE_TAG) or bundle_location(found.version))),
        )


def bundle_location(version: str) -> str:
    """Where a version's bundle lies, as an artifact address."""
    client = MlflowClient()
    root = client.get_model_version_download_uri(MODEL, version)
    return f"{root.rstrip('/')}/data/bundle"


def _champion(client: MlflowClient) -> Any | None:
    try:
        return client.get_model_version_by_alias(MODEL, CHAMPION)
    except MlflowException:
        return None  # MLflow has no way to ask whether an alias exists


def _crown(client: MlflowClient, version: str) -> None:
    client.set_registered_model_alias(MODEL, CHAMPION, version)
    if CHALLENGER in client.get_model_version(MODEL, version).aliases:
        client.delete_registered_model_alias(MODEL, CHALLENGER)


def _aliases(client: MlflowClient) -> dict[str, list[str]]:
    try:
        model = client.get_registered_model(MODEL)
    except MlflowException:
        return {}  # nothing registered yet
    table: dict[str, list[str]] = {}
    for alias, version in model.aliases.items():
        table.setdefault(str(version), []).append(alias)
    return table


def _listed(row: Any, version: Any | None, aliases: Mapping[str, Sequence[str]]) -> Run:
    number = str(version.version) if version is not None else ""
    started = pd.Timestamp(row.info.start_time, unit="ms", tz="UTC").strftime("%Y-%m-%d %H:%M")
    return Run(
        row.info.run_name, row.info.run_id, started, row.data.metrics, number, tuple(sorted(aliases.get(number, ())))
    )


def _code_copy(scratch: Path) -> Path:
    source = Path(__file__).resolve().parent.parent / "models"
    files = sorted(source.glob("*.py"))
    digest = hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()[:12]
    package = scratch / f"parley_{digest}"
    package.mkdir()
    for file in files:
        shutil.copyfile(file, package / file.name)
    return package


def _signature() -> ModelSignature:
    kinds = {"theme_probability": DataType.double}
    outputs = Schema([ColSpec(kinds.get(column, DataType.string), column) for column in COLUMNS])
    return ModelSignature(inputs=Schema([ColSpec(DataType.string, "text")]), outputs=outputs)


def _requirements() -> list[str]:
    from importlib.metadata import version

    return [f"{name}=={version(name)}" for name in ("ctranslate2", "numpy", "pandas", "safetensors", "tokenizers")]
