"""Labelling on Ray and on Spark: the same bytes as here, also when a worker is killed in mid-run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
import psutil
import pytest

from models.serving import COLUMNS, OPTIONAL
from pipelines.registry import choose_bundle
from pipelines.tracking.on_spark import label_udf

Parley = Callable[..., subprocess.CompletedProcess[str]]
Rows = list[tuple[Any, ...]]
SECONDS = 480
BUSY_SECONDS = 3.0  # of a worker's own time: it has opened the model and labels
NOTHING_KEPT = {"PARLEY_CACHE_GB": "0"}


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """Articles enough for three pieces: the sample corpus, some words changed."""
    folder = tmp_path_factory.mktemp("many")
    for path in sorted((repository / "seeds" / "articles").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        (folder / path.name).write_text(text.replace(" the ", " the 2032 ", 5), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, trained: Path, many: Path, parley: Parley) -> bytes:
    """What one process on this machine writes."""
    out = tmp_path_factory.mktemp("here") / "labels.jsonl"
    done = parley("label", many, "--out", out, "--workers", "1", cwd=trained, **NOTHING_KEPT)
    assert done.returncode == 0, done.stderr
    return out.read_bytes()


def begun_on_ray(trained: Path, articles: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    env = os.environ | NOTHING_KEPT | {"MLFLOW_TRACKING_URI": f"sqlite:///{trained}/mlflow.db"}
    env.pop("RAY_ADDRESS", None)
    command = [sys.executable, "-m", "pipelines", "label", articles, "--out", out, "--engine", "ray", "--workers", "2"]
    pipe = subprocess.PIPE
    return subprocess.Popen([*map(str, command), *more], cwd=trained, env=env, text=True, stdout=pipe, stderr=pipe)


def ended(run: subprocess.Popen[str]) -> tuple[str, str]:
    """What it told on its two channels; a run that hangs is not left behind."""
    try:
        return run.communicate(timeout=SECONDS)
    finally:
        run.kill()


def workers_of(parent: int, mark: str) -> Iterator[tuple[psutil.Process, float]]:
    """Processes below `parent` whose command line holds `mark`, with the seconds that each has worked."""
    for process in psutil.Process(parent).children(recursive=True):
        try:
            if mark in " ".join(process.cmdline()):
                yield process, process.cpu_times().user
        except psutil.Error:  # it has ended meanwhile
            continue


def kill_one(parent: int, mark: str, goes_on: Callable[[], bool], busy: float, since: dict[int, float]) -> bool:
    """SIGKILL the first worker that has worked for `busy` seconds more than `since`; False if there was none."""
    while goes_on():
        for process, worked in workers_of(parent, mark):
            if worked - since.get(process.pid, 0.0) > busy:
                process.kill()
                return True
        time.sleep(0.05)
    return False


def places(written: bytes) -> list[tuple[str, int]]:
    return [(row["article_id"], row["paragraph"]) for row in map(json.loads, written.splitlines())]


@pytest.mark.slow
def test_two_workers_on_ray_write_the_bytes_that_one_process_writes(
    tmp_path: Path, trained: Path, many: Path, here: bytes
) -> None:
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    out = tmp_path / "labels.jsonl"

    _, faults = ended(begun_on_ray(trained, many, out))

    assert out.read_bytes() == here, faults
    assert os.listdir(tmp_path) == ["labels.jsonl"]


@pytest.mark.slow
def test_a_ray_worker_killed_in_mid_run_loses_nothing_and_labels_nothing_twice(
    tmp_path: Path, trained: Path, many: Path, here: bytes
) -> None:
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    out = tmp_path / "labels.jsonl"
    run = begun_on_ray(trained, many, out)

    killed = kill_one(run.pid, "ray::Labeller.label", lambda: run.poll() is None, BUSY_SECONDS, {})
    _, faults = ended(run)

    assert killed
    assert "a Ray worker died" in faults
    assert out.read_bytes() == here
    assert len(set(places(here))) == len(places(here))


@pytest.mark.slow
def test_articles_over_which_every_ray_worker_dies_end_the_run_in_words(
    tmp_path: Path, trained: Path, many: Path
) -> None:
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    run = begun_on_ray(trained, many, tmp_path / "labels.jsonl")

    while run.poll() is None:
        kill_one(run.pid, "ray::Labeller.label", lambda: run.poll() is None, 0.0, {})
    _, faults = ended(run)

    assert run.returncode == 2
    assert "3 Ray workers died over the same" in faults
    assert "way out:" in faults
    assert "Traceback" not in faults


@pytest.mark.slow
def test_what_a_ray_worker_refuses_reaches_the_user_in_its_own_words(
    tmp_path: Path, trained: Path, many: Path, model: str
) -> None:
    pytest.importorskip("ray", reason="the extra `ray` is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{trained}/mlflow.db")
        changed = Path(shutil.copytree(choose_bundle("parley").folder, tmp_path / "changed"))
    golden = [json.loads(line) for line in (changed / "golden.jsonl").read_text(encoding="utf-8").splitlines()]
    golden[0]["label"]["theme"] = "another-theme"
    (changed / "golden.jsonl").write_text("".join(json.dumps(row) + "\n" for row in golden), encoding="utf-8")

    run = begun_on_ray(trained, many, tmp_path / "labels.jsonl", "--model", str(changed))
    _, faults = ended(run)

    assert run.returncode == 2
    assert "golden" in faults
    assert "way out:" in faults
    assert "Traceback" not in faults


def test_without_ray_the_command_says_what_to_install(tmp_path: Path, trained: Path, many: Path) -> None:
    without = "import sys; sys.modules['ray'] = None; from pipelines.__main__ import main; sys.exit(main(sys.argv[1:]))"
    out = tmp_path / "labels.jsonl"
    env = os.environ | {"MLFLOW_TRACKING_URI": f"sqlite:///{trained}/mlflow.db"}
    command = [sys.executable, "-c", without, "label", many, "--out", out, "--engine", "ray"]

    done = subprocess.run(
        [*map(str, command)], cwd=trained, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
    )

    assert done.returncode == 2
    assert "--engine ray needs Ray, which is not installed" in done.stderr
    assert "[ray]" in done.stderr
    assert not out.exists()


@pytest.fixture(scope="module")
def spark(trained: Path) -> Iterator[Any]:
    """Two cores of this machine; a task is tried four times."""
    session = pytest.importorskip("pyspark.sql", reason="the extra `spark` is not installed").SparkSession
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Spark needs Java 17 or newer: neither JAVA_HOME nor a `java` in PATH")
    before = mlflow.get_tracking_uri()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{trained}/mlflow.db")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PARLEY_THREADS", "1")
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "OFF"}
        own = session.builder.master("local[2,4]").config(map=quiet).getOrCreate()
        yield own
        own.stop()
    mlflow.set_tracking_uri(before)


@pytest.fixture(scope="module")
def texts(repository: Path) -> list[str]:
    articles = sorted((repository / "seeds" / "articles").glob("*.txt"))
    paragraphs = [text for path in articles for text in path.read_text(encoding="utf-8").split("\n\n")[1:]]
    return [text for text in paragraphs if len(text) > 80][:150]


@pytest.fixture(scope="module")
def predicted(spark: Any, texts: list[str]) -> Rows:
    """What the logged model says of the texts in this process."""
    mlflow.set_tracking_uri(os.environ["MLFLOW_TRACKING_URI"])
    table = mlflow.pyfunc.load_model("models:/parley@champion").predict(pd.DataFrame({"text": texts}))
    assert table["theme_parent"].isna().any()
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in table.itertuples(index=False, name=None)]


def asked(spark: Any, texts: list[str], partitions: int) -> Any:
    frame = spark.createDataFrame([*enumerate(texts)], ["number", "text"]).repartition(partitions)
    return frame.select("number", label_udf(spark)("text").alias("label")).select("number", "label.*")


def in_order(collected: list[Any]) -> Rows:
    assert [*sorted(row[0] for row in collected)] == [*range(len(collected))]
    return [tuple(row[1:]) for row in sorted(collected, key=lambda row: row[0])]


@pytest.mark.slow
def test_two_partitions_on_spark_get_the_labels_that_the_model_gives_here(
    spark: Any, texts: list[str], predicted: Rows
) -> None:
    frame = asked(spark, texts, 2)

    assert tuple(frame.columns[1:]) == COLUMNS
    assert in_order(frame.collect()) == predicted


@pytest.mark.slow
def test_an_empty_cell_is_empty_on_spark_however_rows_are_parted(spark: Any, texts: list[str], predicted: Rows) -> None:
    """MLflow's own function writes the word None, or not, after what else is in the batch."""
    empty = next(number for number, row in enumerate(predicted) if None in row)
    near = slice(max(0, empty - 2), empty + 3)

    few = in_order(asked(spark, texts[near], 8).collect())

    assert few == predicted[near]
    assert any(row[COLUMNS.index(name)] is None for row in few for name in OPTIONAL)


@pytest.mark.slow
def test_a_spark_worker_killed_in_mid_run_loses_nothing_and_labels_nothing_twice(
    spark: Any, texts: list[str], predicted: Rows
) -> None:
    frame, collected = asked(spark, texts, 4), []
    run = threading.Thread(target=lambda: collected.extend(frame.collect()))
    before = {process.pid: worked for process, worked in workers_of(os.getpid(), "pyspark.daemon")}
    run.start()

    killed = kill_one(os.getpid(), "pyspark.daemon", run.is_alive, 1.0, before)
    run.join(SECONDS)

    assert killed
    assert failed_tasks(spark) >= 1
    assert in_order(collected) == predicted


def failed_tasks(spark: Any) -> int:
    stages = map(spark.sparkContext.statusTracker().getStageInfo, range(100))
    return sum(stage.numFailedTasks for stage in stages if stage)
