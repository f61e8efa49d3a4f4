"""Files appear whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pipelines.store import DEFAULT_STORE, tracking_uri, whole_file, write_whole


def test_an_error_on_the_way_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    with pytest.raises(UnicodeEncodeError), whole_file(path) as draft:
        draft.write_text("half a pair: \ud800", encoding="utf-8")

    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_the_file_is_not_there_before_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"

    with whole_file(path) as draft:
        draft.write_text("whole")
        assert not path.exists()
        assert draft.suffix == ".txt"

    assert path.read_text() == "whole"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_written_file_takes_the_place_of_an_older_one_and_has_the_usual_permissions(tmp_path: Path) -> None:
    path = tmp_path / "ä.txt"
    mask = os.umask(0o027)
    try:
        write_whole(path, "old")
        write_whole(path, "new — ja")
    finally:
        os.umask(mask)

    assert path.read_bytes() == "new — ja".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_the_store_is_what_the_environment_says_else_a_file_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "sqlite:///elsewhere.db")
    assert tracking_uri() == "sqlite:///elsewhere.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "")
    assert tracking_uri() == DEFAULT_STORE
