"""Labelling with one process, with two, on Ray and on Spark: seconds of each, and whether they say the same.

    python -m benchmarks.cluster [--articles FILE …] [--most 2000]

By default on copies of the sample corpus, some words changed in each; with the champion of the current folder's store.
Nothing is taken from what earlier runs kept. An engine whose extra is not installed is passed over, and said so.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from models.serving import COLUMNS

SAMPLE = Path("seeds/articles")
ON_THIS_MACHINE = {
    "local, 1 process": ("--workers", "1"),
    "local, 2 processes": ("--workers", "2"),
    "ray, 2 workers": ("--engine", "ray", "--workers", "2"),
}
ALONE = {"PARLEY_CACHE_GB": "0", "PARLEY_THREADS": "1"}
PARTITIONS = 8


def main() -> None:
    """Print seconds and `identical` for each engine; the first is what the others are held against."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--articles", nargs="+", help="files to label (default: copies of the sample corpus)")
    asked.add_argument("--most", type=int, default=2000, help="about how many paragraphs of the sample's copies")
    told = asked.parse_args()
    os.environ.update(ALONE)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # what is done is told, should the next be killed
    with tempfile.TemporaryDirectory() as scratch:
        paths = told.articles or [str(_copies(Path(scratch, "copies"), told.most))]
        first = _labelling(paths, Path(scratch))
        _spark([row["text"] for row in first])


def _labelling(paths: Sequence[str], scratch: Path) -> list[dict[str, Any]]:
    """`parley label` in each way; gives the rows of the first."""
    first = b""
    for number, (name, options) in enumerate(ON_THIS_MACHINE.items()):
        if "ray" in options and find_spec("ray") is None:
            print("ray: passed over, the extra `ray` is not installed")
            continue
        seconds, written = _run(paths, scratch / f"{number}.jsonl", options)
        first = first or written
        rows = written.count(b"\n")
        print(
            f"{name}: {rows} paragraphs in {seconds:.1f} s, {rows / seconds:.0f} a second, identical: {_yes(written == first)}"
        )
    return [json.loads(line) for line in first.splitlines()]


def _run(paths: Sequence[str], out: Path, options: Sequence[str]) -> tuple[float, bytes]:
    started = time.perf_counter()
    command = [sys.executable, "-m", "pipelines", "label", *paths, "--out", str(out), *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started, out.read_bytes()


def _spark(texts: list[str]) -> None:
    """The logged model over the same texts, each by itself: held against the model in this process."""
    if find_spec("pyspark") is None or not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        print("spark: passed over, the extra `spark` or Java is not installed")
        return
    import mlflow

    from pipelines.store import tracking_uri

    mlflow.set_tracking_uri(tracking_uri())
    model = mlflow.pyfunc.load_model("models:/parley@champion")
    started = time.perf_counter()
    table = model.predict(pd.DataFrame({"text": texts}))
    here = time.perf_counter() - started
    print(f"the model in this process, 1 thread: {len(texts)} texts in {here:.1f} s, {len(texts) / here:.0f} a second")
    expected = [
        tuple(None if pd.isna(cell) else cell for cell in row) for row in table.itertuples(index=False, name=None)
    ]
    begun, seconds, rows = _on_spark(texts)
    per_second = f"{len(texts) / seconds:.0f} a second"
    print(f"spark, local[2]: {len(texts)} texts in {seconds:.1f} s, {per_second}, after {begun:.1f} s to start; "
          f"identical: {_yes(rows == expected)}")  # fmt: skip


def _on_spark(texts: list[str]) -> tuple[float, float, list[tuple[Any, ...]]]:
    from pyspark.sql import SparkSession

    from pipelines.tracking.on_spark import label_udf

    os.environ["PYSPARK_PYTHON"] = sys.executable
    started = time.perf_counter()
    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
    spark = SparkSession.builder.master("local[2,4]").config(map=quiet).getOrCreate()
    label = label_udf(spark)
    begun = time.perf_counter() - started
    frame = spark.createDataFrame([*enumerate(texts)], ["number", "text"]).repartition(PARTITIONS)
    started = time.perf_counter()
    rows = (
        frame.select("number", label("text").alias("label"))
        .select("number", *[f"label.{name}" for name in COLUMNS])
        .collect()
    )
    seconds = time.perf_counter() - started
    spark.stop()
    return begun, seconds, [tuple(row[1:]) for row in sorted(rows, key=lambda row: row[0])]


def _copies(folder: Path, most: int) -> Path:
    """Copies of the sample corpus, told apart by one word, of about so many paragraphs."""
    folder.mkdir()
    count = number = 0
    while count < most:
        for path in sorted(SAMPLE.glob("*.txt")):
            text = path.read_text(encoding="utf-8").replace(" the ", f" the {2030 + number} ")
            (folder / f"{number}-{path.name}").write_text(text, encoding="utf-8")
            count += text.count("\n\n")
        number += 1
    return folder


def _yes(same: bool) -> str:
    return "yes" if same else "NO"


if __name__ == "__main__":
    main()
