"""Training again: themes keep their ids, every move is told, and a person's edits hold run after run."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from mlflow import MlflowClient

from models.news import OUTSIDE
from pipelines.config import TrainConfig
from pipelines.registry import Chosen, choose_bundle

pytestmark = pytest.mark.slow

Parley = Callable[..., subprocess.CompletedProcess[str]]
MORE = ("indus-courier-01.txt", "margalla-post-01.txt", "potomac-ledger-01.txt", "silk-route-observer-01.txt")
FATES = {"kept", "split", "merged", "new", "retired"}


def themes_of(chosen: Chosen) -> dict[str, str]:
    facts = json.loads((chosen.folder / "bundle.json").read_text(encoding="utf-8"))
    return {theme["id"]: theme["name"] for theme in facts["themes"]["list"]}


def moves_of(folder: Path, chosen: Chosen) -> list[dict[str, str]]:
    (path,) = folder.glob(f"mlruns/*/{chosen.run_id}/artifacts/report/alignment.csv")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def retrained(
    tmp_path_factory: pytest.TempPathFactory, small_config: TrainConfig, repository: Path, parley: Parley
) -> tuple[Path, list[Chosen], list[str]]:
    """A folder with three trainings, each version made champion, and the ids that were edited: a first one; one on more
    articles, with another seed and with edits; and that again.
    """
    folder = tmp_path_factory.mktemp("retrained")
    values = small_config.model_dump(mode="json", exclude={"theme_edits"})
    versions: list[Chosen] = []

    def train() -> None:
        (folder / "train.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
        done = parley("train", "train.yaml", cwd=folder, timeout=600)
        assert done.returncode == 0, done.stderr
        assert parley("promote", str(len(versions) + 1), cwd=folder).returncode == 0
        versions.append(choose_bundle(f"models:/parley/{len(versions) + 1}"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{folder}/mlflow.db")
        train()
        edited = sorted(themes_of(versions[0]))[:4]
        renamed, first, second, pinned = edited
        edits = [
            {"rename": renamed, "to": "a name of ours"},
            {"merge": [first, second], "to": "two in one"},
            {"pin": pinned},
            {"rename": "never-heard-of", "to": "nobody"},
        ]
        (folder / "edits.yaml").write_text(yaml.safe_dump(edits), encoding="utf-8")
        values |= {"seed": 99, "theme_edits": "edits.yaml"}
        values["articles"] += [str(repository / "seeds" / "articles" / name) for name in MORE]
        train()
        train()
    return folder, versions, edited


def test_a_first_training_says_that_there_was_nothing_to_align_to(
    retrained: tuple[Path, list[Chosen], list[str]],
) -> None:
    folder, (first, *_), _ = retrained
    (row,) = moves_of(folder, first)

    assert row["fate"].startswith("not aligned: no model parley@champion")


def test_every_theme_of_both_runs_is_told_of_once_or_more(retrained: tuple[Path, list[Chosen], list[str]]) -> None:
    folder, versions, _ = retrained
    for before, after in zip(versions, versions[1:], strict=False):
        moves = moves_of(folder, after)

        assert {move["fate"] for move in moves} <= FATES
        assert {move["old_id"] for move in moves} - {""} == set(themes_of(before))
        assert {move["new_id"] for move in moves} - {""} == set(themes_of(after))


def test_a_theme_that_is_kept_keeps_its_name_unless_a_person_gave_another(
    retrained: tuple[Path, list[Chosen], list[str]],
) -> None:
    folder, (_, second, _), (renamed, merged, *_) = retrained
    kept = [move for move in moves_of(folder, second) if move["fate"] == "kept"]

    assert kept
    assert all(move["old_id"] == move["new_id"] for move in kept)
    assert {move["old_id"] for move in kept if move["old_name"] != move["new_name"]} <= {renamed, merged}


def test_most_paragraphs_keep_their_theme(retrained: tuple[Path, list[Chosen], list[str]]) -> None:
    """A third more articles, and another seed for every layout."""
    folder, (_, second, third), _ = retrained
    for chosen, floor in ((second, 0.5), (third, 0.9)):
        moves = moves_of(folder, chosen)
        inside = {move["old_id"]: int(move["old_size"]) for move in moves if move["old_id"] not in ("", OUTSIDE)}

        assert sum(int(move["shared"]) for move in moves if move["fate"] == "kept") >= floor * sum(inside.values())


def test_the_share_of_paragraphs_that_kept_their_theme_is_logged_once_there_is_something_to_keep(
    retrained: tuple[Path, list[Chosen], list[str]],
) -> None:
    folder, versions, _ = retrained
    store = MlflowClient(f"sqlite:///{folder}/mlflow.db")
    first, *later = (store.get_run(chosen.run_id).data.metrics for chosen in versions)

    assert "themes.kept_share" not in first
    assert all(0.5 <= metrics["themes.kept_share"] <= 1.0 for metrics in later)
    assert later[-1]["themes.kept_share"] >= 0.9


def test_edits_hold_in_the_run_that_reads_them_and_in_the_next(
    retrained: tuple[Path, list[Chosen], list[str]],
) -> None:
    _, (_, *later), (renamed, first, second, pinned) = retrained
    for chosen in later:
        themes = themes_of(chosen)

        assert themes[renamed] == "a name of ours"
        assert themes[first] == "two in one"
        assert second not in themes
        assert pinned in themes
