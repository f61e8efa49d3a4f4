"""What is kept for the next time: the same bytes, shared by processes, bounded, and never in the way."""

from __future__ import annotations

import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bundle import Bundle
from models.bundle_files import load
from models.encoder import Encoder, Engine, Passage, Window
from models.errors import ParleyError
from models.golden import Golden
from pipelines import kept as kept_module
from pipelines.adapter import open_ref
from pipelines.encoders import open_encoder
from pipelines.kept import FILE, LIMIT_VARIABLE, Holding, Kept, open_kept
from pipelines.registry import choose_bundle
from pipelines.vector_memory import remembered

Parley = Callable[..., subprocess.CompletedProcess[str]]
BIG = 10**9
PASSAGES = [
    Passage("The envoy left Kabul on Monday.", (((14, 19),),)),
    Passage("The envoy left Kabul on Monday."),
    Passage("Pakistan closed the crossing.", (((0, 8),), ((20, 28),))),
]
WRITER = """
import sys
from pathlib import Path
from pipelines.kept import Kept
own = Kept(Path(sys.argv[1]), 10**9)
for i in range(100):
    own.put("test", {f"{sys.argv[2]}-{i}".encode(): b"value", b"shared-%d" % i: b"same"})
"""


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of its own with a memory in it; encoders are those of the session."""
    encoders = kept_module.cache_root() / "encoders"
    (tmp_path / "cache").mkdir()
    if encoders.is_dir():
        (tmp_path / "cache" / "encoders").symlink_to(encoders)
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv(LIMIT_VARIABLE, "1")
    return tmp_path / "cache" / FILE


@dataclass(frozen=True)
class Counting:
    """An engine that tells how many texts it was asked to encode."""

    engine: Engine
    asked: list[str] = field(default_factory=list)
    name = property(lambda self: self.engine.name)
    revision = property(lambda self: self.engine.revision)
    kind = property(lambda self: self.engine.kind)
    dim = property(lambda self: self.engine.dim)

    def slices(self, text: str) -> tuple[tuple[int, int], ...]:
        return self.engine.slices(text)

    def windows(self, texts: list[str]) -> list[Window]:
        self.asked.extend(texts)
        return self.engine.windows(texts)


def bits(encoder: Encoder, passages: list[Passage]) -> list[bytes]:
    return [own.vector.tobytes() + own.targets.tobytes() for own in encoder.encode(passages)]


@given(values=st.dictionaries(st.binary(min_size=1, max_size=40), st.binary(max_size=200)))
def test_what_is_kept_is_given_back_to_another_process_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, values: dict[bytes, bytes]
) -> None:
    path = tmp_path_factory.mktemp("kept") / FILE
    Kept(path, BIG).put("test", values)

    again = Kept(path, BIG)

    assert again.get([*values, b"unheard-of" * 9]) == values
    assert again.holdings() == ([Holding("test", len(values), sum(map(len, values.values())))] if values else [])


def test_two_processes_may_keep_values_at_once(tmp_path: Path, repository: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / FILE), name], cwd=repository) for name in "ab"
    ]

    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert Kept(tmp_path / FILE, BIG).holdings()[0].count == 300


def test_several_threads_share_one_memory_even_one_that_is_closed_under_them(tmp_path: Path) -> None:
    kept = Kept(tmp_path / FILE, BIG)

    def use(name: int) -> bool:
        key = b"%d" % name
        kept.put("test", {key: key * 9})
        return kept.get([key]) == {key: key * 9}

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(use, range(400)))
        later = threads.map(use, range(400, 800))
        kept.close()
        assert {*later} <= {True, False}  # kept or not, nobody is stopped
    assert Kept(tmp_path / FILE, BIG).holdings()[0].count >= 400


def test_when_it_is_full_the_oldest_values_make_room(tmp_path: Path) -> None:
    kept, limit = Kept(tmp_path / FILE, 2_000_000), 2_000_000
    for number in range(60):
        kept.put("test", {f"{number}-{i}".encode(): os.urandom(1000) for i in range(100)})
    kept.close()

    assert (tmp_path / FILE).stat().st_size < 1.5 * limit
    again = Kept(tmp_path / FILE, limit)
    assert again.get([b"59-99"])
    assert not again.get([b"0-0"])


def test_a_damaged_value_is_told_of_and_not_given(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept = Kept(tmp_path / FILE, BIG)
    kept.put("test", {b"key": b"value", b"other": b"sound"})
    with sqlite3.connect(tmp_path / FILE) as store:
        store.execute("UPDATE kept SET value = X'0000000076616c7565' WHERE key = ?", (b"key",))

    assert kept.get([b"key", b"other"]) == {b"other": b"sound"}
    assert "is damaged: it is worked out anew" in caplog.text


def test_a_file_that_is_no_database_is_told_of_once_and_nothing_is_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, but some text instead" * 100)
    caplog.set_level(logging.WARNING)

    kept = Kept(tmp_path / FILE, BIG)
    kept.put("test", {b"key": b"value"})

    assert kept.get([b"key"]) == {}
    assert caplog.text.count("parley cache --clear") == 1


@pytest.mark.parametrize("told", ["much", "-1", "inf", "nan"])
def test_a_limit_that_is_no_size_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv(LIMIT_VARIABLE, told)

    with pytest.raises(ParleyError, match=rf"PARLEY_CACHE_GB is '{told}'\n.*a number of gigabytes"):
        open_kept()


def test_a_limit_of_nought_keeps_nothing(memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LIMIT_VARIABLE, "0")

    assert open_kept() is None
    assert open_encoder("all-MiniLM-L6-v2").memory is None


def test_no_passage_is_encoded_twice_and_its_bytes_are_those_of_the_encoder(memory: Path, encoder: Encoder) -> None:
    counting = Counting(encoder.engine)
    first = bits(remembered(Encoder(counting)), PASSAGES)

    second = bits(remembered(Encoder(counting)), PASSAGES[::-1])[::-1]

    assert first == second == bits(Encoder(encoder.engine), PASSAGES)
    assert len(counting.asked) == len(PASSAGES)


def test_a_text_that_comes_twice_in_a_batch_is_encoded_once(encoder: Encoder) -> None:
    counting = Counting(encoder.engine)

    vectors = Encoder(counting).vectors(["One.", "Two.", "One.", "One."])

    assert counting.asked == ["One.", "Two."]
    assert np.array_equal(vectors[0], vectors[3])


def test_golden_predictions_are_encoded_anew_whatever_is_remembered(
    memory: Path, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a memory would bear witness to itself."""
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{trained}/mlflow.db")
    folder = choose_bundle("parley").folder
    bundle = load(folder, open_ref)
    golden = [Golden(**row) for row in _json_lines(folder / "golden.jsonl")]
    theme = bundle.encoders.theme
    assert theme.memory is not None
    wrong = theme.encode([Passage("Something else altogether.")])[0]
    theme.memory.keep({Passage(row.text): wrong for row in golden})

    again = load(folder, open_ref)

    assert isinstance(again, Bundle)
    assert np.array_equal(again.encoders.theme.vectors([golden[0].text])[0], wrong.vector)
    assert not np.array_equal(replace(theme, memory=None).vectors([golden[0].text])[0], wrong.vector)


def test_a_damaged_file_is_shown_without_its_contents_and_cleared(tmp_path: Path, memory: Path, parley: Parley) -> None:
    memory.write_bytes(b"no database at all, but some text instead" * 100)

    shown = parley("cache", cwd=tmp_path)
    cleared = parley("cache", "--clear", cwd=tmp_path)

    assert (shown.returncode, cleared.returncode) == (0, 0), shown.stderr + cleared.stderr
    assert "cannot be used" in shown.stderr
    assert not memory.exists() or memory.stat().st_size < 100_000


def test_clearing_does_not_disturb_a_process_that_keeps_on(memory: Path) -> None:
    kept = Kept(memory, BIG)
    kept.put("test", {b"before": b"1"})

    kept_module.clear_kept()
    kept.put("test", {b"after": b"2"})

    assert kept.get([b"before", b"after"]) == {b"after": b"2"}
    assert Kept(memory, BIG).get([b"after"]) == {b"after": b"2"}


def test_the_command_shows_what_is_kept_and_clears_it(tmp_path: Path, memory: Path, parley: Parley) -> None:
    Kept(memory, BIG).put("vectors", {b"a": bytes(1_000_000), b"b": bytes(500_000)})

    shown = parley("cache", cwd=tmp_path)
    cleared = parley("cache", "--clear", cwd=tmp_path)
    after = parley("cache", cwd=tmp_path)

    assert "vectors           2 values      1.5 MB" in shown.stdout
    assert "of at most 1,000.0 MB" in shown.stdout
    assert cleared.stdout.startswith("cleared 1.5 MB")
    assert "vectors" not in after.stdout
    assert (memory.parent / "encoders").is_symlink()


def _json_lines(path: Path) -> list[dict[str, object]]:
    import json

    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
