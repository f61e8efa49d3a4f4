"""Who labels: one process or several, killed or not, for the first time or again, the bytes are the same."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.errors import ParleyError
from models.golden import text_article
from models.news import Article
from pipelines.jobs import job_for
from pipelines.label import How, Labelled, UpToDate, label
from pipelines.progress import Progress
from pipelines.proofs import opened
from pipelines.reading import ReadingConfig
from pipelines.registry import choose_bundle
from pipelines.report.summary import label_summary
from pipelines.workers import PARAGRAPHS_WORTH_A_WORKER, alone, worker_count

Parley = Callable[..., subprocess.CompletedProcess[str]]
ALONE, TWO = How(workers=1), How(workers=2)
SECONDS = 240
NAMES = ("potomac-ledger-01.txt", "silk-route-observer-01.txt", "margalla-post-01.txt")
MODULES = """
import sys
from pipelines.__main__ import main
assert main(sys.argv[1:]) == 0
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


def labelled(articles: Path, out: Path, model: str, how: How = ALONE) -> Labelled | UpToDate:
    return label([str(articles)], out, model, Progress(), ReadingConfig(), how)


def test_a_small_batch_is_not_worth_a_second_process_and_what_is_asked_for_is_done() -> None:
    assert worker_count(PARAGRAPHS_WORTH_A_WORKER - 1, None) == 1
    assert worker_count(10, 3) == 3
    assert 1 <= worker_count(10**7, None) <= 8


@pytest.mark.parametrize(("threads", "workers"), [(1, 1), (2, 1), (3, 3), (8, 8), (99, 8)])
def test_a_large_batch_gets_a_process_a_thread_unless_one_keeps_them_all_busy(
    threads: int, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_THREADS", str(threads))

    assert worker_count(10**6, None) == workers


def test_two_processes_give_the_bytes_of_one_and_a_killed_one_loses_nothing(
    tmp_path: Path, model: str, repository: Path
) -> None:
    articles = repository / "seeds" / "articles"
    labelled(articles, tmp_path / "alone.jsonl", model)
    out = tmp_path / "two.jsonl"
    command = [sys.executable, "-m", "pipelines", "label", str(articles), "--model", model]
    process = subprocess.Popen(
        [*command, "--out", str(out), "--workers", "2"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    worker = _worker_of(process, out)
    os.kill(worker, signal.SIGKILL)
    _, told = process.communicate(timeout=SECONDS)

    assert process.returncode == 0, told
    assert "a worker died" in told
    assert "Traceback" not in told
    assert out.read_bytes() == (tmp_path / "alone.jsonl").read_bytes()


def _worker_of(process: subprocess.Popen[str], out: Path) -> int:
    """A process that labels, once it has had the time to begin."""
    until = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < until:
        found = [pid for pid in _children(process.pid) if b"spawn_main" in _command(pid) and _threads(pid) > 2]
        if found and out.with_name(f".{out.name}.parts").exists():
            return found[0]
        time.sleep(0.02)
    raise AssertionError("no worker was seen")


def _children(pid: int) -> list[int]:
    try:
        return [int(own) for file in Path(f"/proc/{pid}/task").glob("*/children") for own in file.read_text().split()]
    except OSError:
        return []


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _threads(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/task"))
    except OSError:
        return 0


def test_workers_that_die_before_they_begin_are_replaced(tmp_path: Path, model: str, repository: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    shutil.copyfile(repository / "seeds" / "articles" / NAMES[0], folder / NAMES[0])
    labelled(folder, tmp_path / "alone.jsonl", model)
    out = tmp_path / "two.jsonl"
    command = [sys.executable, "-m", "pipelines", "label", str(folder), "--model", model, "--out", str(out)]
    process = subprocess.Popen([*command, "--workers", "2"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    until, killed = time.monotonic() + SECONDS, 0
    while process.poll() is None and killed < 2 and time.monotonic() < until:
        for pid in _children(process.pid):
            if b"spawn_main" in _command(pid) and killed < 2:
                os.kill(pid, signal.SIGKILL)
                killed += 1
        time.sleep(0.01)
    _, told = process.communicate(timeout=SECONDS)

    assert killed == 2
    assert process.returncode == 0, told
    assert "Traceback" not in told
    assert out.read_bytes() == (tmp_path / "alone.jsonl").read_bytes()


def test_a_fault_told_by_a_worker_arrives_as_it_was(tmp_path: Path, news: Path, model: str) -> None:
    broken = Path(shutil.copytree(model, tmp_path / "broken"))
    lines = (broken / "golden.jsonl").read_text(encoding="utf-8").replace("outside", "aid-and-funding")
    (broken / "golden.jsonl").write_text(lines, encoding="utf-8")

    with pytest.raises(ParleyError, match=r"golden paragraph otherwise than when it was made[\s\S]*way out:"):
        labelled(news, tmp_path / "labels.jsonl", str(broken), TWO)


@pytest.mark.parametrize("told", ["0", "-2", "two"])
def test_a_number_of_workers_that_is_none_is_refused_in_words(tmp_path: Path, parley: Parley, told: str) -> None:
    done = parley("label", "x", "--out", "y.jsonl", "--workers", told, cwd=tmp_path)

    assert done.returncode == 2
    assert "--workers" in done.stderr


def test_a_number_of_threads_that_is_none_is_refused_in_words(
    tmp_path: Path, news: Path, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_THREADS", "many")
    opened.cache_clear()
    with pytest.raises(ParleyError, match="PARLEY_THREADS is 'many'"):
        labelled(news, tmp_path / "labels.jsonl", model)


def test_labelling_loads_neither_torch_nor_mlflow_nor_what_only_training_needs(
    tmp_path: Path, news: Path, model: str, repository: Path
) -> None:
    command = [sys.executable, "-c", MODULES, "label", str(news), "--model", model, "--out", str(tmp_path / "a.jsonl")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=repository)

    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {
        "torch",
        "umap",
        "hdbscan",
        "mlflow",
        "matplotlib",
        "sklearn",
        "pandas",
        "numba",
        "transformers",
    }


def test_articles_labelled_before_are_not_labelled_again_and_have_the_same_bytes(
    tmp_path: Path, news: Path, model: str, memory: None
) -> None:
    labelled(news, tmp_path / "first.jsonl", model)
    (news / "new.txt").write_text("Pakistan closed the crossing on Monday, officials said there.", encoding="utf-8")

    second = labelled(news, tmp_path / "second.jsonl", model)

    assert isinstance(second, Labelled)
    assert second.remembered == len(NAMES)
    assert "3 articles were labelled before by this model" in "\n".join(label_summary(second, []))
    rows = [json.loads(line) for line in (tmp_path / "second.jsonl").read_text(encoding="utf-8").splitlines()]
    before = (tmp_path / "first.jsonl").read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if not row["source"].endswith("new.txt")] == [json.loads(line) for line in before]


def test_a_run_that_would_write_what_stands_there_does_nothing_and_says_so(
    tmp_path: Path, news: Path, model: str, memory: None
) -> None:
    out = tmp_path / "labels.jsonl"
    labelled(news, out, model)
    first, made = out.read_bytes(), out.stat().st_mtime_ns

    again = labelled(news, out, model)

    assert isinstance(again, UpToDate)
    assert (out.read_bytes(), out.stat().st_mtime_ns) == (first, made)
    assert "nothing to do" in label_summary(again, [])[0]


@pytest.mark.parametrize("change", ["output", "article", "new article", "format"])
def test_whatever_has_changed_since_is_labelled_anew(
    tmp_path: Path, news: Path, model: str, memory: None, change: str
) -> None:
    out = tmp_path / "labels.jsonl"
    labelled(news, out, model)
    first = out.read_bytes()
    if change == "output":
        out.write_bytes(first[:-5])
    if change == "article":
        (news / NAMES[0]).write_text("Pakistan closed the crossing on Monday, officials said there.", encoding="utf-8")
    if change == "new article":
        (news / "new.txt").write_text("Pakistan closed the crossing on Monday, officials said there.", encoding="utf-8")
    if change == "format":
        out = tmp_path / "labels.csv"

    again = labelled(news, out, model)

    assert isinstance(again, Labelled)
    assert (out.read_bytes() == first) == (change == "output")


@dataclass(frozen=True)
class Some:
    """A task of one article, or of none."""

    missing: tuple[Article, ...]


def some(*texts: str) -> list[Some]:
    return [Some((text_article(text),) if text else ()) for text in texts]


def test_one_process_gives_rows_in_the_order_of_the_tasks_those_without_work_among_them(model: str) -> None:
    job, tasks = job_for(choose_bundle(model)), some("Pakistan agreed.", "", "India refused.", "Iran asked why.", "")

    done = [*alone(job, tasks)]

    assert [task for task, _ in done] == tasks
    assert [[json.loads(row)["text"] for row in rows] for _, rows in done] == [
        ["Pakistan agreed."],
        [],
        ["India refused."],
        ["Iran asked why."],
        [],
    ]


def test_one_process_reads_no_more_than_two_tasks_ahead_and_stops_when_nobody_wants_more(model: str) -> None:
    taken: list[int] = []

    def tasks() -> Iterator[Some]:
        for number, task in enumerate(some(*["Pakistan agreed."] * 9)):
            taken.append(number)
            yield task

    done = alone(job_for(choose_bundle(model)), tasks())
    next(done)
    done.close()

    assert taken == [0, 1]


def test_a_fault_while_reading_on_reaches_whoever_asked(model: str) -> None:
    def tasks() -> Iterator[Some]:
        yield from some("Pakistan agreed.")
        raise ParleyError("the disk went away", expected="a disk", way_out="mount it")

    with pytest.raises(ParleyError, match="the disk went away"):
        [*alone(job_for(choose_bundle(model)), tasks())]
