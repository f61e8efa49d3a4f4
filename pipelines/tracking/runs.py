"""Training runs: what they log, and how they are listed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
from mlflow import MlflowClient

from pipelines.store import MODEL, tracking_uri
from pipelines.tracking.stores import found_or_none, store_faults

# Opens the experiment in the UI's view for model training.
EXPERIMENT_KIND = {"mlflow.experimentKind": "custom_model_development"}


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
def training_run(experiment: str, params: Mapping[str, Any]) -> Iterator[mlflow.ActiveRun]:
    """An MLflow run with all params; marked failed when the block raises."""
    with store_faults():
        mlflow.set_tracking_uri(tracking_uri())
        mlflow.set_experiment(experiment)
        mlflow.set_experiment_tags(EXPERIMENT_KIND)
        with mlflow.start_run(log_system_metrics=False) as run:
            mlflow.log_params(dict(params))
            yield run


def log_data(articles: Sequence[Mapping[str, Any]], digest: str) -> None:
    """Log what was learnt from, with its content digest."""
    table = pd.DataFrame(list(articles))
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message=".*Inferred schema contains integer column"
        )  # no count is missing here
        mlflow.log_input(mlflow.data.from_pandas(table, name="articles", digest=digest), context="training")


def log_metrics(metrics: Mapping[str, float]) -> None:
    mlflow.log_metrics({name: float(value) for name, value in metrics.items()})


def log_tags(tags: Mapping[str, str]) -> None:
    mlflow.set_tags(dict(tags))


def log_artifacts(folder: Path) -> None:
    """Log everything in `folder`, under its name."""
    mlflow.log_artifacts(str(folder), artifact_path=folder.name)


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


def _aliases(client: MlflowClient) -> dict[str, list[str]]:
    model = found_or_none(lambda: client.get_registered_model(MODEL))
    table: dict[str, list[str]] = {}
    for alias, version in (model.aliases if model else {}).items():
        table.setdefault(str(version), []).append(alias)
    return table


def _listed(row: Any, version: Any | None, aliases: Mapping[str, Sequence[str]]) -> Run:
    number = str(version.version) if version is not None else ""
    started = pd.Timestamp(row.info.start_time, unit="ms", tz="UTC").strftime("%Y-%m-%d %H:%M")
    return Run(
        row.info.run_name, row.info.run_id, started, row.data.metrics, number, tuple(sorted(aliases.get(number, ())))
    )
