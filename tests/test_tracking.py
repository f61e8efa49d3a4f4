"""MLflow as parley uses it: comparable runs, aliases and tags on versions, models that load from the registry."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import mlflow
import pytest
import yaml
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from models.news import PROSE
from pipelines import tracking
from pipelines.config import TrainConfig
from pipelines.registry import choose_bundle
from pipelines.report.summary import runs_table
from pipelines.tracking.stores import found_or_none

Parley = Callable[..., subprocess.CompletedProcess[str]]


def client(folder: Path) -> MlflowClient:
    return MlflowClient(f"sqlite:///{folder}/mlflow.db")


@pytest.fixture
def store(tmp_path: Path, trained: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the trained store, to be changed at will; its artifacts stay where they are."""
    shutil.copyfile(trained / "mlflow.db", tmp_path / "mlflow.db")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    return tmp_path


@pytest.fixture(scope="session")
def twice(tmp_path_factory: pytest.TempPathFactory, trained: Path, small_train: Path, parley: Parley) -> Path:
    """A copy of the trained store in which a second run, otherwise configured, has ended."""
    folder = tmp_path_factory.mktemp("twice")
    shutil.copyfile(trained / "mlflow.db", folder / "mlflow.db")
    values = yaml.safe_load(small_train.read_text(encoding="utf-8"))
    other = values | {"seed": 99, "articles": values["articles"][:9], "stance": {**values["stance"], "folds": 2}}
    (folder / "other.yaml").write_text(yaml.safe_dump(other), encoding="utf-8")
    done = parley("train", "other.yaml", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def the_run(folder: Path) -> object:
    (version,) = client(folder).search_model_versions("name='parley'")
    return client(folder).get_run(version.run_id)


def test_a_run_has_every_param_metrics_of_all_parts_and_digests(trained: Path, small_config: TrainConfig) -> None:
    run = the_run(trained)

    assert set(run.data.params) == set(small_config.params())
    assert {name.split(".")[0] for name in run.data.metrics} == {"reading", "themes", "stance", "voices", "cost"}
    assert {"parley.code_version", "parley.data_digest", "parley.gold_digest", "parley.encoder_revision"} <= set(
        run.data.tags
    )
    assert run.inputs.dataset_inputs[0].dataset.digest == run.data.tags["parley.data_digest"]
    assert run.info.status == "FINISHED"


def test_what_came_in_is_kept_or_dropped_or_quarantined(trained: Path) -> None:
    counts = {
        name.removeprefix("reading."): value
        for name, value in the_run(trained).data.metrics.items()
        if name.startswith("reading.")
    }

    assert counts["articles_in"] == counts["articles_kept"] + counts["articles_quarantined"] == 12
    assert counts["pieces_in"] == counts["paragraphs_kept"] + counts["pieces_dropped"] + counts["pieces_quarantined"]
    assert counts["pieces_dropped"] == sum(value for name, value in counts.items() if name.startswith("dropped_"))


def test_a_run_leaves_every_picture_and_table_that_the_code_names_and_labelled_paragraphs(
    trained: Path, repository: Path
) -> None:
    """docs/mlflow.md lists the same ones, by a test of its own."""
    source = (repository / "pipelines" / "record.py").read_text(encoding="utf-8")
    run = the_run(trained)
    found = {
        Path(artifact.path).name: artifact.file_size
        for artifact in client(trained).list_artifacts(run.info.run_id, "report")
    }
    folder = Path(client(trained).download_artifacts(run.info.run_id, "report"))
    rows = [
        json.loads(line) for line in (folder / "labelled_paragraphs.jsonl").read_text(encoding="utf-8").splitlines()
    ]

    assert found.keys() == set(re.findall(r'folder / "([\w.]+)"', source))
    assert {"alignment.csv", "labelled_paragraphs.jsonl", "themes.html", "themes.json"} <= found.keys()
    assert min(found.values()) > 0
    assert len(rows) == sum(run.data.metrics[f"reading.paragraphs_{kind}"] for kind in PROSE)
    assert (
        len(json.loads((folder / "themes.json").read_text(encoding="utf-8"))["themes"])
        == run.data.metrics["themes.count"]
    )


def test_the_first_version_is_champion_and_its_tags_hold_gates_and_outcome(trained: Path) -> None:
    version = client(trained).get_model_version_by_alias("parley", "champion")

    assert version.version in (1, "1")
    assert version.tags["outcome"] == "champion"
    assert [version.tags[f"gate_{number}"].split(":")[0] for number in (1, 2, 3)] == ["passed"] * 3
    assert version.tags[tracking.GOLD_TAG] == the_run(trained).data.tags["parley.gold_digest"]


def test_runs_are_listed_with_version_alias_and_figures(store: Path) -> None:
    (run,) = tracking.runs("parley")
    head, line = runs_table([run])

    assert (run.version, run.aliases) == ("1", ("champion",))
    assert f"{run.metrics['stance.macro_f1']:.3f}" in line
    assert "champion" in line
    assert "stance F1" in head
    assert tracking.runs("nowhere") == []


def test_what_does_not_exist_is_none_and_every_other_answer_or_fault_comes_through(store: Path) -> None:
    own = client(store)

    assert found_or_none(lambda: own.get_registered_model("nowhere")) is None
    assert found_or_none(lambda: own.get_registered_model("parley")) is not None
    with pytest.raises(MlflowException, match="filter"):
        found_or_none(lambda: own.search_registered_models("no filter at all"))


def test_a_reader_who_has_seen_enough_of_the_list_ends_it_without_a_word(store: Path) -> None:
    """As `parley runs | head -1` does."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "pipelines", "runs"], cwd=store, stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)

    assert (done.returncode, done.stderr) == (141, b"")


def test_a_version_that_fails_a_gate_is_challenger_and_can_be_promoted_by_hand(store: Path) -> None:
    run = the_run(store)
    source = client(store).get_model_version("parley", "1").source
    client(store).create_model_version("parley", source, run.info.run_id)
    mlflow.set_tracking_uri(f"sqlite:///{store}/mlflow.db")
    worse = run.data.metrics | {"stance.macro_f1": 0.1}

    settled = tracking.settle("2", run.info.run_id, worse, run.data.tags["parley.gold_digest"], lambda folder: None)

    assert settled.alias == "challenger"
    assert client(store).get_model_version("parley", "2").tags["outcome"] == "challenger"
    assert any(
        tag.startswith("FAILED: stance.macro_f1")
        for tag in client(store).get_model_version("parley", "2").tags.values()
    )
    assert choose_bundle("parley").version == "1"
    assert choose_bundle("parley@challenger").version == "2"

    tracking.promote("2")

    assert choose_bundle("parley").version == "2"
    assert client(store).get_model_version("parley", "2").aliases == ["champion"]
    assert client(store).get_model_version("parley", "1").aliases == []
    assert client(store).get_model_version("parley", "2").tags["outcome"] == "champion (promoted by hand)"


def test_a_version_of_another_gold_set_waits_for_a_hand(store: Path) -> None:
    run = the_run(store)
    client(store).create_model_version("parley", client(store).get_model_version("parley", "1").source, run.info.run_id)
    mlflow.set_tracking_uri(f"sqlite:///{store}/mlflow.db")

    settled = tracking.settle("2", run.info.run_id, run.data.metrics, "another", lambda folder: None)

    assert settled.alias == "challenger"
    assert [gate.name for gate in settled.gates if not gate.passed] == ["same gold set as the champion"]


def test_the_registered_model_loads_through_mlflow_and_labels_as_the_bundle_does(trained: Path, tmp_path: Path) -> None:
    code = """
import json, sys
import mlflow, pandas as pd
from dataclasses import asdict
from models.bundle_files import load
from models.golden import text_article
from pipelines.adapter import open_ref
from pipelines.registry import choose_bundle
texts = ["Pakistan condemned the attack on its consulate in Kabul.", "", "The keeper saved a penalty.", "Iran thanked China."]
table = mlflow.pyfunc.load_model("models:/parley/1").predict(pd.DataFrame({"text": texts}))
bundle = load(choose_bundle("models:/parley/1").folder, open_ref)
labels = [asdict(own[0]) for own in bundle.label([text_article(text) for text in texts])]
for row, label in zip(table.to_dict("records"), labels, strict=True):
    row |= {name: json.loads(row[name]) for name in ("stances", "not_addressed")}
    assert row == json.loads(json.dumps(label)), (row, label)
assert list(table.columns)[:3] == ["theme", "theme_name", "theme_probability"]
assert list(table.columns)[3:7] == ["theme_state", "theme_parent", "second_theme", "second_probability"]
assert list(table.columns)[7:] == ["stances", "not_addressed"]
"""
    assert_runs(code, trained)


@pytest.mark.slow
def test_two_runs_of_other_configs_have_the_same_metrics_and_params(twice: Path) -> None:
    """But for one metric, which needs a champion to be held against."""
    one, other = (
        client(twice).get_run(version.run_id) for version in client(twice).search_model_versions("name='parley'")
    )

    assert one.data.params.keys() == other.data.params.keys()
    assert one.data.params != other.data.params
    assert one.data.metrics.keys() ^ other.data.metrics.keys() == {"themes.kept_share"}


@pytest.mark.slow
def test_two_versions_made_by_different_code_do_not_clash_in_one_process(twice: Path, tmp_path: Path) -> None:
    code = """
import mlflow, pandas as pd
table = pd.DataFrame({"text": ["Pakistan condemned the attack on its consulate in Kabul."]})
one, two = (mlflow.pyfunc.load_model(f"models:/parley/{number}") for number in (1, 2))
first, second = one.predict(table), two.predict(table)
again = mlflow.pyfunc.load_model("models:/parley/1").predict(table)
assert first.equals(one.predict(table)) and first.equals(again)
assert second.equals(two.predict(table))
assert first.theme_probability[0] != second.theme_probability[0]
"""
    assert_runs(code, twice)


@pytest.mark.slow
def test_a_second_run_is_compared_with_the_champion_and_says_so(twice: Path) -> None:
    version = client(twice).get_model_version("parley", "2")

    assert version.tags["outcome"] in ("champion", "challenger")
    assert "against the champion's" in version.tags["gate_3"]
    assert (version.tags["outcome"] == "champion") == (not any("FAILED" in tag for tag in version.tags.values()))


def assert_runs(code: str, folder: Path) -> None:
    env = os.environ | {"MLFLOW_TRACKING_URI": f"sqlite:///{folder}/mlflow.db"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
