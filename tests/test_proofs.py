"""A bundle is proved once on a machine, and again where anything that decides its labels has changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.bundle import Bundle
from models.errors import ParleyError
from models.prepared import prepared_folder
from pipelines import proofs
from pipelines.jobs import Job, job_for
from pipelines.kept import LIMIT_VARIABLE, clear_kept, open_kept
from pipelines.machine import surroundings
from pipelines.proofs import KIND, opened
from pipelines.registry import choose_bundle

pytestmark = pytest.mark.usefixtures("memory")


class Counter:
    """Proves as `prove` does, and counts how often."""

    def __init__(self) -> None:
        self.prove, self.times = proofs.prove, 0

    def __call__(self, bundle: Bundle, folder: Path) -> None:
        self.times += 1
        self.prove(bundle, folder)


@pytest.fixture
def proved(monkeypatch: pytest.MonkeyPatch) -> Counter:
    counter = Counter()
    monkeypatch.setattr(proofs, "prove", counter)
    return counter


@pytest.fixture
def folder(tmp_path: Path, model: str) -> Path:
    return Path(shutil.copytree(model, tmp_path / "bundle"))


@pytest.fixture
def other_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CT2_VERBOSE", "0")
    surroundings.cache_clear()
    yield
    monkeypatch.undo()
    surroundings.cache_clear()


def started_again(folder: Path) -> Job:
    """A job as another process would have it, which has opened nothing yet."""
    opened.cache_clear()
    return job_for(choose_bundle(str(folder)))


def kinds_kept() -> list[str]:
    kept = open_kept()
    return [holding.kind for holding in kept.holdings()] if kept else []


def test_a_second_start_proves_nothing_and_opens_the_same_model(folder: Path, proved: Counter) -> None:
    first = opened(started_again(folder))
    second = opened(started_again(folder))

    assert proved.times == 1
    assert second is not first
    assert second.themes.themes == first.themes.themes
    assert KIND in kinds_kept()


def test_the_same_bundle_at_another_place_is_the_same_bundle(folder: Path, proved: Counter) -> None:
    opened(started_again(folder))
    opened(started_again(Path(shutil.move(folder, folder.with_name("elsewhere")))))

    assert proved.times == 1


def test_a_golden_prediction_changed_after_the_proof_is_found(folder: Path, proved: Counter) -> None:
    opened(started_again(folder))
    path = folder / "golden.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows[0]["label"]["theme_score"] = 0.987654
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    for _ in range(2):  # what failed once is not taken for proved
        with pytest.raises(ParleyError, match="labels a golden paragraph otherwise"):
            opened(started_again(folder))
    assert proved.times == 3


def test_other_surroundings_ask_for_a_new_proof(folder: Path, proved: Counter, request: pytest.FixtureRequest) -> None:
    opened(started_again(folder))
    request.getfixturevalue("other_surroundings")
    opened(started_again(folder))

    assert proved.times == 2


def test_where_proofs_are_forgotten_or_nothing_is_kept_every_start_proves(
    folder: Path, proved: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(started_again(folder))
    clear_kept()
    opened(started_again(folder))
    assert proved.times == 2

    monkeypatch.setenv(LIMIT_VARIABLE, "0")
    opened(started_again(folder))
    opened(started_again(folder))
    assert proved.times == 4


def test_a_prepared_encoder_damaged_after_the_proof_is_refused(folder: Path, tmp_path: Path) -> None:
    ref = opened(started_again(folder)).encoder_ref
    prepared = prepared_folder(ref.revision, ref.engine)
    linked = tmp_path / "cache" / "encoders"
    session = linked.resolve()
    linked.unlink()
    own = Path(shutil.copytree(session / prepared.name, prepared))
    with (own / "model.bin").open("r+b") as file:
        file.write(b"!")

    with pytest.raises(ParleyError, match="model.bin has sha256"):
        opened(started_again(folder))
