"""What many tests share: the real encoder and one small parley, trained once a session on a few articles."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

from models.bundle import Bundle
from models.encoder import Encoder
from models.readings import Encoders
from pipelines.config import TrainConfig
from pipelines.corpus import Row, encode_articles
from pipelines.cost import Clock
from pipelines.encoders import open_encoder
from pipelines.inputs import Inputs, read_inputs
from pipelines.kept import LIMIT_VARIABLE, cache_root
from pipelines.learning import Fitted, learn, make_bundle
from pipelines.proofs import opened
from pipelines.registry import choose_bundle
from pipelines.shipped import Shipped, open_shipped

# What is remembered would prove nothing: tests encode and label anew, unless they are about the memory.
os.environ["PARLEY_CACHE_GB"] = "0"
if "PYTEST_XDIST_WORKER" in os.environ:  # the cores are shared with the other processes that test
    os.environ["PARLEY_THREADS"] = "1"

settings.register_profile("parley", deadline=None)  # first examples import libraries; shared machines stall
settings.load_profile("parley")

ROOT = Path(__file__).parent.parent
ARTICLES = (
    "frontier-weekly-01.txt",
    "frontier-weekly-04.txt",
    "hindukush-wire-01.txt",
    "hindukush-wire-04.txt",
    "indus-courier-02.txt",
    "indus-courier-07.txt",
    "indus-courier-11.txt",
    "margalla-post-03.txt",
    "margalla-post-06.txt",
    "potomac-ledger-02.txt",
    "potomac-ledger-05.txt",
    "silk-route-observer-02.txt",
)
NEWS = ("potomac-ledger-01.txt", "silk-route-observer-01.txt", "margalla-post-01.txt")


@pytest.fixture(scope="session")
def repository() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def small_config(tmp_path_factory: pytest.TempPathFactory) -> TrainConfig:
    """Twelve articles, their labels, two layouts, three folds; its paths are good from any folder."""
    seeds = ROOT / "seeds"
    lines = (seeds / "labels.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    labels = tmp_path_factory.mktemp("labels") / "labels.jsonl"
    labels.write_text("".join(line for line in lines if json.loads(line)["source"] in ARTICLES), encoding="utf-8")
    return TrainConfig.model_validate(
        {
            "articles": tuple(str(seeds / "articles" / name) for name in ARTICLES),
            "labels": str(labels),
            "actors": str(seeds / "actors.yaml"),
            "seed_themes": str(seeds / "themes.yaml"),
            "background": str(seeds / "background.txt"),
            "theme_edits": str(seeds / "theme_edits.yaml"),
            "themes": {"layouts": 2, "min_themes": 2},
            "stance": {"folds": 3, "weights": str(seeds / "stance")},
        }
    )


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return open_encoder("all-MiniLM-L6-v2")


@pytest.fixture(scope="session")
def shipped() -> Shipped:
    return open_shipped(ROOT / "seeds" / "stance")


@pytest.fixture(scope="session")
def inputs(small_config: TrainConfig) -> Iterator[Inputs]:
    with read_inputs(small_config) as inputs:
        yield inputs


@pytest.fixture(scope="session")
def fitted(inputs: Inputs, small_config: TrainConfig, encoder: Encoder, shipped: Shipped) -> Fitted:
    return learn(inputs, small_config, encoder, shipped, Clock(lambda told: None))


@pytest.fixture(scope="session")
def rows(inputs: Inputs, encoder: Encoder, shipped: Shipped) -> list[Row]:
    """All paragraphs that `fitted` was learnt from, article by article, as the encoders of `bundle` see them."""
    return encode_articles(inputs.articles, inputs.actors, Encoders(encoder, shipped.encoder))


@pytest.fixture(scope="session")
def bundle(inputs: Inputs, fitted: Fitted, encoder: Encoder, shipped: Shipped, small_config: TrainConfig) -> Bundle:
    return make_bundle(inputs, fitted, encoder, shipped, small_config.encoder.model)


@pytest.fixture(scope="session")
def parley() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The console command as a real process, in a folder whose store is `mlflow.db` there unless `store` is given."""

    def run(
        *arguments: str | Path, cwd: Path, store: str = "", timeout: float = 300, stdin: str | None = None, **env: str
    ) -> subprocess.CompletedProcess[str]:
        own = os.environ | {"MLFLOW_TRACKING_URI": store or f"sqlite:///{cwd}/mlflow.db"} | env
        command = [sys.executable, "-m", "pipelines", *map(str, arguments)]
        return subprocess.run(
            command, cwd=cwd, env=own, capture_output=True, text=True, timeout=timeout, check=False, input=stdin
        )

    return run


@pytest.fixture(scope="session")
def small_train(tmp_path_factory: pytest.TempPathFactory, small_config: TrainConfig) -> Path:
    """`small_config` as a file."""
    path = tmp_path_factory.mktemp("small") / "small.yaml"
    path.write_text(yaml.safe_dump(small_config.model_dump(mode="json")), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def trained(
    tmp_path_factory: pytest.TempPathFactory, small_train: Path, parley: Callable[..., subprocess.CompletedProcess[str]]
) -> Path:
    """A folder in which `parley train` has run once: `mlflow.db`, its artifacts, and what it told in `told.txt`."""
    folder = tmp_path_factory.mktemp("trained")
    done = parley("train", small_train, cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "told.txt").write_text(done.stdout, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def model(trained: Path) -> str:
    """The folder of the champion that `trained` has registered."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{trained}/mlflow.db")
        return str(choose_bundle("parley").folder)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of three articles that nothing was learnt from."""
    folder = tmp_path / "news"
    folder.mkdir()
    for name in NEWS:
        shutil.copyfile(ROOT / "seeds" / "articles" / name, folder / name)
    return folder


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A memory of this test's own, which no bundle opened before or after it knows; encoders are those of the session."""
    opened.cache_clear()
    encoders = cache_root() / "encoders"
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "encoders").symlink_to(encoders)
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv(LIMIT_VARIABLE, "1")
    yield
    opened.cache_clear()
