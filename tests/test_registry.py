"""Which bundle a name means: a look into the SQLite file tells what MLflow tells."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from mlflow import MlflowClient

from models.errors import ParleyError
from pipelines import registry, tracking
from pipelines.registry import choose_bundle


@pytest.fixture(autouse=True)
def store(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{trained}/mlflow.db")


@pytest.mark.parametrize(
    ("name", "which"),
    [
        ("parley", "champion"),
        ("parley@champion", "champion"),
        ("models:/parley/1", "1"),
        ("models:/parley@champion", "champion"),
    ],
)
def test_the_short_way_and_mlflow_give_the_same_bundle(name: str, which: str) -> None:
    short = registry._from_sqlite("parley", which)
    version, run_id, folder = tracking.resolve("parley", which)

    assert short is not None
    assert (short.version, short.run_id, short.folder) == (version, run_id, Path(folder))
    assert choose_bundle(name) == short


def test_a_folder_with_a_bundle_is_taken_as_it_is() -> None:
    folder = choose_bundle("parley").folder

    chosen = choose_bundle(str(folder))

    assert (chosen.folder, chosen.version, chosen.run_id) == (folder, f"folder {folder.name}", "")


@pytest.mark.parametrize("name", ["parley@nobody", "models:/parley/7", "somebody"])
def test_a_model_that_is_not_there_is_refused_with_its_name(name: str) -> None:
    assert registry._from_sqlite(*((name.split("@") + ["champion"])[:2])) is None  # type: ignore[arg-type]
    with pytest.raises(ParleyError, match=r"no model "):
        choose_bundle(name)


@pytest.mark.parametrize("name", ["", "a/b/c", "parley@", "models:/"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    with pytest.raises(ParleyError, match=r"neither a folder with a bundle nor the name"):
        choose_bundle(name)


def test_a_store_of_another_schema_is_left_to_mlflow(
    tmp_path: Path, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(trained / "mlflow.db", tmp_path / "mlflow.db")
    with sqlite3.connect(tmp_path / "mlflow.db") as own:
        own.execute("DELETE FROM model_version_tags WHERE key = 'parley.bundle'")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    assert registry._from_sqlite("parley", "champion") is None

    assert (choose_bundle("parley").folder / "bundle.json").is_file()


def test_a_deleted_version_is_not_found(tmp_path: Path, trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copyfile(trained / "mlflow.db", tmp_path / "mlflow.db")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    assert choose_bundle("models:/parley/1").version == "1"

    MlflowClient(f"sqlite:///{tmp_path}/mlflow.db").delete_model_version("parley", "1")

    assert registry._from_sqlite("parley", "1") is None
    with pytest.raises(ParleyError, match=r"no model parley@1"):
        choose_bundle("models:/parley/1")


def test_a_registry_of_its_own_is_asked_and_not_the_store_of_the_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_REGISTRY_URI", f"sqlite:///{tmp_path}/registry.db")

    assert registry._from_sqlite("parley", "champion") is None
    with pytest.raises(ParleyError, match=r"no model parley@champion"):
        choose_bundle("parley")


@pytest.mark.parametrize("name", ["a#b", "a%41", "a b"])
def test_a_folder_name_that_means_something_in_an_address_is_taken_as_it_is(
    tmp_path: Path, trained: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    expected = registry._from_sqlite("parley", "champion")
    (tmp_path / name).mkdir()
    shutil.copyfile(trained / "mlflow.db", tmp_path / name / "mlflow.db")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/{name}/mlflow.db")

    assert registry._from_sqlite("parley", "champion") == expected is not None
