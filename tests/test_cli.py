"""The console command as a real process: every fault a user can mend is told in words, with exit code 2."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pipelines.__main__ import main

Parley = Callable[..., subprocess.CompletedProcess[str]]
# Waiting for a locked store has to end; MLflow itself would try for many minutes.
PATIENCE = 60


def told(done: subprocess.CompletedProcess[str], *values: str) -> None:
    """The command refused, in words that hold these values."""
    assert done.returncode == 2, (done.returncode, done.stderr)
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("parley: ") or "\nparley: " in done.stderr
    for part in (*values, "expected:", "way out:"):
        assert part in done.stderr


@pytest.fixture
def article(tmp_path: Path, repository: Path) -> Path:
    return Path(shutil.copyfile(repository / "seeds" / "articles" / "potomac-ledger-01.txt", tmp_path / "article.txt"))


@pytest.fixture
def called(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Parley:
    """The command in this process: the same code, without the seconds that starting takes."""

    def run(*arguments: str | Path, cwd: Path, store: str = "") -> subprocess.CompletedProcess[str]:
        monkeypatch.chdir(cwd)
        monkeypatch.setenv("MLFLOW_TRACKING_URI", store or f"sqlite:///{cwd}/mlflow.db")
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return subprocess.CompletedProcess([], code, *capsys.readouterr())

    return run


def config(folder: Path, small_train: Path, **changes: object) -> Path:
    values = yaml.safe_load(small_train.read_text(encoding="utf-8")) | changes
    path = folder / "own.yaml"
    path.write_text(yaml.safe_dump(values), encoding="utf-8")
    return path


def test_help_and_labelling_wait_for_no_heavy_library() -> None:
    code = (
        "import sys, pipelines.__main__ as m\n"
        "try:\n    m.main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'mlflow', 'torch', 'umap', 'sklearn', 'pandas', 'numpy', 'yaml'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "import pipelines.label\n"
        "heavy = {'mlflow', 'torch', 'umap', 'sklearn', 'pandas'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert all(command in done.stdout for command in ("train", "label", "runs", "promote"))


def test_a_command_that_does_not_exist_is_refused(parley: Parley, tmp_path: Path) -> None:
    done = parley("lable", cwd=tmp_path)

    assert done.returncode == 2
    assert "lable" in done.stderr


class TestTrain:
    def test_an_empty_folder_is_named(self, called: Parley, tmp_path: Path, small_train: Path) -> None:
        (tmp_path / "empty").mkdir()

        told(called("train", small_train, "--articles", "empty", cwd=tmp_path), "'empty'")

    def test_a_missing_path_is_named(self, called: Parley, tmp_path: Path, small_train: Path) -> None:
        told(called("train", small_train, "--articles", "nowhere", cwd=tmp_path), "'nowhere' does not exist")

    def test_a_missing_config_is_named(self, parley: Parley, tmp_path: Path) -> None:
        told(parley("train", "nowhere.yaml", cwd=tmp_path), "nowhere.yaml")

    def test_all_faults_of_a_config_are_named(self, called: Parley, tmp_path: Path) -> None:
        (tmp_path / "own.yaml").write_text("sed: 1\nthemes: {layouts: many}\n")

        told(
            called("train", "own.yaml", cwd=tmp_path), "own.yaml has 2 fault(s)", "sed: ", "themes.layouts: ", "'many'"
        )

    @pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00", "Fünf Gespräche, ".encode() + b"f\xfcnf Tage."])
    def test_files_that_are_binary_or_in_another_encoding_alone_are_named_with_the_reason(
        self, called: Parley, tmp_path: Path, small_train: Path, content: bytes
    ) -> None:
        (tmp_path / "a.txt").write_bytes(content)

        told(called("train", small_train, "--articles", "a.txt", cwd=tmp_path), "a.txt", "offset")

    def test_too_few_paragraphs_are_counted(
        self, called: Parley, tmp_path: Path, small_train: Path, article: Path
    ) -> None:
        told(called("train", small_train, "--articles", article, cwd=tmp_path), "distinct paragraphs are too few")

    def test_labels_that_name_an_unknown_target_are_named_with_their_line(
        self, called: Parley, tmp_path: Path, small_train: Path
    ) -> None:
        stance = '{"target": "atlantis", "stance": "favor", "holder": "author"}'
        (tmp_path / "labels.jsonl").write_text(
            '{"source": "a.txt", "text": "Some words.", "stances": [' + stance + "]}\n"
        )

        done = called("train", config(tmp_path, small_train, labels="labels.jsonl"), cwd=tmp_path)

        told(done, "line 1", "'atlantis'", "pakistan")

    def test_an_unknown_encoder_is_named(self, parley: Parley, tmp_path: Path, small_train: Path) -> None:
        own = config(tmp_path, small_train, encoder={"model": "no/such-encoder"})

        told(parley("train", own, cwd=tmp_path, HF_HUB_OFFLINE="1"), "'no/such-encoder'")

    def test_a_store_that_cannot_be_opened_is_named(self, called: Parley, tmp_path: Path, small_train: Path) -> None:
        store = f"sqlite:///{tmp_path}"

        done = called("train", small_train, cwd=tmp_path, store=store)

        told(done, store, "MLFLOW_TRACKING_URI")


class TestLabel:
    def test_no_model_yet_says_how_to_train_one(self, called: Parley, tmp_path: Path, article: Path) -> None:
        told(
            called("label", article, "--out", "labels.jsonl", cwd=tmp_path), "no model parley@champion", "parley train"
        )

    @pytest.mark.parametrize(
        "name", ["parley@nobody", "models:/parley/99", "models:/other/1", "no/folder", "parley/1", ""]
    )
    def test_an_unknown_model_is_named(
        self, called: Parley, trained: Path, tmp_path: Path, article: Path, name: str
    ) -> None:
        done = called("label", article, "--out", tmp_path / "labels.jsonl", "--model", name, cwd=trained)

        told(done, name.removeprefix("models:/").replace("/", "@") if name.startswith("models:") else name)

    def test_an_unknown_ending_is_named_before_anything_is_read(self, called: Parley, tmp_path: Path) -> None:
        told(called("label", "nowhere", "--out", "labels.xlsx", cwd=tmp_path), "'.xlsx'", ".parquet")

    def test_a_missing_path_is_named(self, parley: Parley, trained: Path, tmp_path: Path) -> None:
        told(parley("label", "nowhere", "--out", tmp_path / "labels.jsonl", cwd=trained), "'nowhere' does not exist")

    def test_an_output_below_a_file_is_named(self, parley: Parley, trained: Path, article: Path) -> None:
        told(parley("label", article, "--out", article / "labels.jsonl", cwd=trained), "cannot write", str(article))

    def test_an_output_that_is_a_folder_is_named(
        self, called: Parley, trained: Path, tmp_path: Path, article: Path
    ) -> None:
        (tmp_path / "labels.jsonl").mkdir()

        told(called("label", article, "--out", tmp_path / "labels.jsonl", cwd=trained), "is a folder", "labels.jsonl")

    def test_a_tampered_bundle_is_refused(self, parley: Parley, trained: Path, tmp_path: Path, article: Path) -> None:
        (source,) = trained.glob("mlruns/*/models/*/artifacts/data/bundle")
        folder = tmp_path / "bundle"
        shutil.copytree(source, folder)
        os.remove(folder / "golden.jsonl")

        told(
            parley("label", article, "--out", tmp_path / "labels.jsonl", "--model", folder, cwd=trained),
            "golden.jsonl missing",
        )


class TestStore:
    def test_runs_of_an_empty_store_says_how_to_make_one(self, called: Parley, tmp_path: Path) -> None:
        done = called("runs", cwd=tmp_path)

        assert done.returncode == 0
        assert "parley train" in done.stdout

    def test_promoting_a_version_that_is_not_there_names_those_that_are(self, called: Parley, trained: Path) -> None:
        told(called("promote", "99", cwd=trained), "'99'", "one of 1")
        told(called("promote", "first", cwd=trained), "'first'")

    @pytest.mark.parametrize("command", ["runs", "train", "label"])
    def test_a_locked_store_is_told_of_before_patience_ends(
        self, parley: Parley, trained: Path, small_train: Path, tmp_path: Path, article: Path, command: str
    ) -> None:
        shutil.copyfile(trained / "mlflow.db", tmp_path / "mlflow.db")
        arguments = {"runs": [], "train": [small_train], "label": [article, "--out", "labels.jsonl"]}[command]
        with sqlite3.connect(tmp_path / "mlflow.db", isolation_level=None) as holder:
            holder.execute("BEGIN EXCLUSIVE")
            done = parley(command, *arguments, cwd=tmp_path, timeout=PATIENCE)
            holder.execute("ROLLBACK")

        told(done, "in use by another program", "wait for the other run")

    def test_a_store_that_nobody_serves_is_told_of_before_patience_ends(self, parley: Parley, tmp_path: Path) -> None:
        store = "http://127.0.0.1:9"

        told(parley("runs", cwd=tmp_path, store=store, timeout=PATIENCE), store)
