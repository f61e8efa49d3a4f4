"""Registered versions of the model: made challenger, judged, made champion, found again."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, DataType, Schema

from models.errors import ParleyError
from models.serving import COLUMNS
from pipelines.gates import Gate, judge
from pipelines.store import BUNDLE_TAG, CHALLENGER, CHAMPION, MODEL, code_digest, tracking_uri
from pipelines.tracking.stores import found_or_none, store_faults

GOLD_TAG = "parley.gold_digest"
NEEDED = ("numpy", "pandas", "safetensors", "tokenizers")
ENGINE_NEEDS = {
    "ctranslate2": ("ctranslate2",),
    "static": ("ctranslate2", "model2vec"),
    "torch": ("sentence-transformers", "torch"),
}


@dataclass(frozen=True, slots=True)
class Version:
    """A registered version: number, the run that made it, the alias it got and what the gates said."""

    number: str
    run_id: str
    alias: str
    gates: tuple[Gate, ...]


def register(bundle_folder: Path, engine: str) -> str:
    """Log the bundle as a pyfunc model and register it; gives the version number.

    The code travels under a name made of its digest, so that two versions can be loaded in one process.
    """
    with tempfile.TemporaryDirectory() as scratch:
        package = _code_copy(Path(scratch))
        with warnings.catch_warnings():
            warnings.filterwarnings(
                "ignore", message=".*An input example was not provided"
            )  # the signature says it all
            info = mlflow.pyfunc.log_model(
                name="bundle",
                loader_module=f"{package.name}.serving",
                code_paths=[str(package)],
                data_path=str(bundle_folder),
                signature=_signature(),
                pip_requirements=[f"{name}=={installed(name)}" for name in (*NEEDED, *ENGINE_NEEDS[engine])],
            )
    client = MlflowClient()
    if not client.search_registered_models(f"name='{MODEL}'"):
        client.create_registered_model(MODEL)
    return str(client.create_model_version(MODEL, info.model_uri, info.run_id, model_id=info.model_id).version)


def settle(
    version: str, run_id: str, metrics: Mapping[str, float], gold: str, replay: Callable[[Path], None]
) -> Version:
    """Make a version challenger, and champion if every gate passes; the outcome is written on the version.

    `gold` is the digest of the gold set the metrics were measured on; `replay` loads the registered bundle and raises
    ParleyError when its golden predictions do not come out again.
    """
    client = MlflowClient()
    client.set_registered_model_alias(MODEL, CHALLENGER, version)
    client.set_model_version_tag(MODEL, version, GOLD_TAG, gold)
    client.set_model_version_tag(MODEL, version, BUNDLE_TAG, bundle_location(MODEL, version))
    champion = _version(client, MODEL, CHAMPION)
    best_run = found_or_none(lambda: client.get_run(champion.run_id)) if champion else None
    best = (best_run.data.metrics if best_run else {}) if champion else None  # {}: no figures, so no gate passes
    best_gold = champion.tags.get(GOLD_TAG) if champion else None
    gates = judge(metrics, best, gold, best_gold, _replay_fault(version, replay))
    for number, gate in enumerate(gates, 1):
        outcome = "passed" if gate.passed else "FAILED"
        client.set_model_version_tag(MODEL, version, f"gate_{number}", f"{outcome}: {gate.name} ({gate.why})")
    alias = CHAMPION if all(gate.passed for gate in gates) else CHALLENGER
    if alias == CHAMPION:
        _crown(client, version)
    client.set_model_version_tag(MODEL, version, "outcome", alias)
    return Version(version, run_id, alias, gates)


def _replay_fault(version: str, replay: Callable[[Path], None]) -> str | None:
    try:
        replay(Path(local_bundle(MODEL, version)))
    except ParleyError as error:
        return error.problem
    return None


def promote(version: str) -> None:
    """Make a version champion by hand; raises ParleyError when there is no such version."""
    with store_faults():
        mlflow.set_tracking_uri(tracking_uri())
        client = MlflowClient()
        if not version.isdigit() or found_or_none(lambda: client.get_model_version(MODEL, version)) is None:
            known = sorted(int(v.version) for v in client.search_model_versions(f"name='{MODEL}'"))
            raise ParleyError(
                f"there is no version {version!r} of {MODEL} in {tracking_uri()}",
                expected=f"one of {', '.join(map(str, known)) or '(none registered)'}",
                way_out="`parley runs` lists runs with their versions",
            )
        _crown(client, version)
        client.set_model_version_tag(MODEL, version, "outcome", "champion (promoted by hand)")


def resolve(name: str, alias_or_version: str) -> tuple[str, str, str]:
    """(version, run id, local bundle folder) of a registered model by alias or number, through MLflow itself."""
    with store_faults():
        mlflow.set_tracking_uri(tracking_uri())
        found = _version(MlflowClient(), name, alias_or_version)
        if found is None:
            raise ParleyError(
                f"no model {name}@{alias_or_version} in {tracking_uri()}",
                expected="a registered model, e.g. `parley`, `parley@challenger` or `models:/parley/3`",
                way_out="train one with `parley train` (or `make train`); `parley runs` lists what there is",
            )
        return str(found.version), str(found.run_id or ""), local_bundle(name, str(found.version))


def local_bundle(name: str, version: str) -> str:
    """The folder of a version's bundle on this machine, downloaded if the store is elsewhere."""
    try:
        return str(mlflow.artifacts.download_artifacts(bundle_location(name, version)))
    except (MlflowException, OSError) as error:
        raise ParleyError(
            f"the bundle of {name} version {version} cannot be had: {' '.join(str(error).split())[:200]}",
            expected="a version that `parley train` has registered, its artifacts where it left them",
            way_out="restore the artifacts, choose another version (`parley runs`), or train anew",
        ) from error


def bundle_location(name: str, version: str) -> str:
    """Where a version's bundle lies, as an artifact address."""
    return f"{MlflowClient().get_model_version_download_uri(name, version).rstrip('/')}/data/bundle"


def _version(client: MlflowClient, name: str, alias_or_version: str) -> Any | None:
    if alias_or_version.isdigit():
        return found_or_none(lambda: client.get_model_version(name, alias_or_version))
    model = found_or_none(lambda: client.get_registered_model(name))
    number = model.aliases.get(alias_or_version) if model else None
    return client.get_model_version(name, str(number)) if number is not None else None


def _crown(client: MlflowClient, version: str) -> None:
    client.set_registered_model_alias(MODEL, CHAMPION, version)
    if CHALLENGER in client.get_model_version(MODEL, version).aliases:
        client.delete_registered_model_alias(MODEL, CHALLENGER)


def _code_copy(scratch: Path) -> Path:
    package = scratch / f"parley_{code_digest()}"
    package.mkdir()
    for file in sorted((Path(__file__).resolve().parents[2] / "models").glob("*.py")):
        shutil.copyfile(file, package / file.name)
    return package


def _signature() -> ModelSignature:
    kinds = dict.fromkeys(("theme_probability", "second_probability"), DataType.double)
    outputs = Schema([ColSpec(kinds.get(column, DataType.string), column) for column in COLUMNS])
    return ModelSignature(inputs=Schema([ColSpec(DataType.string, "text")]), outputs=outputs)
