"""The quality gate: figures against their floors."""

from __future__ import annotations

import json

from benchmarks.gate import FLOORS, hold

FLOOR = {"stance.macro_f1": {"least": 0.6}, "stance.calibration_error": {"most": 0.05}}


def test_figures_at_their_bounds_are_kept() -> None:
    rows = hold({"stance.macro_f1": 0.6, "stance.calibration_error": 0.05}, FLOOR)

    assert [row.kept for row in rows] == [True, True]
    assert [row.bound for row in rows] == [">= 0.6", "<= 0.05"]


def test_a_figure_beyond_its_bound_or_missing_or_not_a_number_is_not_kept() -> None:
    assert not any(row.kept for row in hold({"stance.macro_f1": 0.599, "stance.calibration_error": 0.051}, FLOOR))
    assert not any(row.kept for row in hold({"stance.macro_f1": float("nan")}, FLOOR))


def test_every_floor_has_one_bound() -> None:
    for bounds in json.loads(FLOORS.read_text(encoding="utf-8")).values():
        assert len(bounds) == 1
        assert set(bounds) <= {"least", "most"}
