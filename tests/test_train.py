"""`parley train` as its user sees it: what it tells, and that it learns the same whatever the files are called."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pipelines.registry import choose_bundle
from pipelines.train import code_version

Parley = Callable[..., subprocess.CompletedProcess[str]]


def test_a_run_tells_counts_themes_stances_figures_gates_and_what_to_do_next(trained: Path) -> None:
    told = (trained / "told.txt").read_text(encoding="utf-8")

    for line in (
        r"12 articles in = 12 read \+ 0 quarantined\n  \d+ pieces in = \d+ paragraphs \+ \d+ dropped \+ 0 quarantined",
        r"Themes \(\d+\)",
        r"against +favor +neutral +unsure",
        r"stance  macro-F1 0\.\d{3} on articles held out \(as shipped 0\.\d{3}, TF-IDF 0\.\d{3}, majority 0\.\d{3}\)",
        r"\d+% unsure, the others right in \d+%; the true stance is among the options in \d+%",
        r"Stance learnt from labels\n  .*\d+ labelled pairs",
        r"model parley version 1: champion",
        r"passed: golden predictions replay",
        r"make label ARTICLES=path OUT=labels\.jsonl",
    ):
        assert re.search(line, told), line
    assert "nan" not in told.casefold().split()


def test_a_run_writes_nowhere_but_into_its_folder_and_the_store(trained: Path) -> None:
    assert {path.name for path in trained.iterdir()} == {"mlflow.db", "mlruns", "told.txt"}


BUNDLE = {
    "bundle.json",
    "arrays.safetensors",
    "stance_encoder.safetensors",
    "golden.jsonl",
    "boilerplate.json",
    "novelty.json",
    "theme_ids.json",
}


def test_every_bundle_is_plain_data(trained: Path) -> None:
    folders = list(trained.glob("mlruns/*/models/*/artifacts/data/bundle"))  # other tests may have trained here too

    assert folders
    for folder in folders:
        assert {path.name for path in folder.iterdir()} == BUNDLE
    assert not [path for path in trained.rglob("*") if path.suffix in (".pkl", ".pickle", ".joblib", ".pt")]


def test_many_articles_named_one_by_one_are_no_trouble_for_the_store(
    trained: Path, tmp_path: Path, parley: Parley, small_train: Path
) -> None:
    """A store takes params of some thousand characters: a long list of files is refused or cut, but breaks nothing."""
    values = yaml.safe_load(small_train.read_text(encoding="utf-8"))
    deep = tmp_path / ("d" * 200) / ("e" * 200)
    deep.mkdir(parents=True)
    names = []
    for number in range(30):
        source = Path(values["articles"][number % 12])
        names.append(str(shutil.copyfile(source, deep / f"{number}-{source.name}")))
    from mlflow import MlflowClient

    from pipelines import tracking
    from pipelines.config import TrainConfig

    config = TrainConfig.read(small_train).model_copy(update={"articles": tuple(names)})
    with pytest.MonkeyPatch.context() as patch:
        shutil.copyfile(trained / "mlflow.db", tmp_path / "mlflow.db")
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
        with tracking.training_run("long", config.params()) as run:
            pass
        assert MlflowClient().get_run(run.info.run_id).data.params["articles"].startswith(names[0])


def test_without_git_the_version_of_the_code_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert code_version() == "unknown"


@pytest.mark.slow
def test_other_file_names_and_order_give_the_same_bundle(
    trained: Path, tmp_path: Path, parley: Parley, small_train: Path
) -> None:
    values = yaml.safe_load(small_train.read_text(encoding="utf-8"))
    renamed = [
        str(shutil.copyfile(source, tmp_path / f"{99 - number}.txt"))
        for number, source in enumerate(values["articles"])
    ]
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(values | {"articles": renamed}), encoding="utf-8")
    done = parley("train", "own.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr

    folders = []
    for home in (trained, tmp_path):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{home}/mlflow.db")
            folders.append(choose_bundle("models:/parley/1").folder)
    for name in ("bundle.json", "arrays.safetensors", "golden.jsonl"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
