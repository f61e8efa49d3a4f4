"""The gate: figures against their floors, which are raised freely and lowered with a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.floors import FILE, Floor, Floors, read_floors, write_floors
from benchmarks.gate import hold
from models.errors import ParleyError

FLOORS = Floors((Floor("stance.macro_f1", "least", 0.6), Floor("stance.calibration_error", "most", 0.05)))
REASON = "the labels are harder since 2031"


def test_figures_at_their_bounds_are_kept() -> None:
    rows = hold({"stance.macro_f1": 0.6, "stance.calibration_error": 0.05}, FLOORS.floors)

    assert [row.kept for row in rows] == [True, True]
    assert [str(row.floor) for row in rows] == [">= 0.6", "<= 0.05"]


def test_a_figure_beyond_its_bound_or_missing_or_not_a_number_is_not_kept() -> None:
    assert not any(
        row.kept for row in hold({"stance.macro_f1": 0.599, "stance.calibration_error": 0.051}, FLOORS.floors)
    )
    assert not any(row.kept for row in hold({"stance.macro_f1": float("nan")}, FLOORS.floors))
    assert str(hold({}, FLOORS.floors)[0]).startswith("FAIL  stance.macro_f1")


@given(value=st.floats(0, 1))
@pytest.mark.parametrize("name", ["stance.macro_f1", "stance.calibration_error"])
def test_a_floor_is_raised_freely_and_never_lowered_without_flag_and_reason(name: str, value: float) -> None:
    stricter = value >= 0.6 if name == "stance.macro_f1" else value <= 0.05
    if stricter:
        assert FLOORS.moved(name, value).named(name).value == value
        assert FLOORS.moved(name, value).lowered == ()
        return
    for lower, because in ((False, ""), (False, REASON), (True, ""), (True, "just because")):
        with pytest.raises(ParleyError, match="would become laxer"):
            FLOORS.moved(name, value, lower, because)
    moved = FLOORS.moved(name, value, lower=True, because=REASON)
    assert moved.named(name).value == value
    assert (moved.lowered[0].after, moved.lowered[0].because) == (value, REASON)


def test_floors_and_the_reasons_for_lowering_them_outlive_the_file(tmp_path: Path) -> None:
    floors = FLOORS.moved("stance.macro_f1", 0.5, lower=True, because=REASON)
    write_floors(floors, tmp_path / "floors.json")

    assert read_floors(tmp_path / "floors.json") == floors


def test_a_floor_lowered_by_hand_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    write_floors(FLOORS, path)
    path.write_text(path.read_text(encoding="utf-8").replace("0.6", "0.1"), encoding="utf-8")

    with pytest.raises(ParleyError, match="was edited by hand"):
        read_floors(path)


def test_a_floor_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(ParleyError, match=r"there is no floor 'stance\.f2'\n.*stance\.macro_f1"):
        FLOORS.moved("stance.f2", 1.0)


def test_the_floors_of_this_project_are_as_the_command_wrote_them() -> None:
    assert {floor.name.split(".")[0] for floor in read_floors().floors} == {
        "stance", "themes", "voices", "reading", "speed",
    }  # fmt: skip
    assert len(json.loads(FILE.read_text(encoding="utf-8"))["digest"]) == 16
