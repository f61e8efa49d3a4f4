"""Gates: when a new version becomes champion by itself."""

from __future__ import annotations

import math

import pytest

from pipelines.gates import ABOVE_ZERO, NO_WORSE, judge

METRICS = {"stance.macro_f1": 0.6, "themes.gold_f1": 0.7, "stance.gap_to_majority": 0.3}


def passed(
    metrics: dict[str, float], champion: dict[str, float] | None, *, gold: str = "g1", fault: str | None = None
) -> bool:
    return all(gate.passed for gate in judge(metrics, champion, gold, "g1" if champion else None, fault))


def test_a_first_model_passes_when_it_beats_the_majority() -> None:
    assert passed(METRICS, None)
    assert not passed(METRICS | {"stance.gap_to_majority": 0.0}, None)
    assert not passed(METRICS | {"stance.gap_to_majority": -0.1}, None)


def test_a_model_that_does_not_replay_never_passes() -> None:
    assert not passed(METRICS, None, fault="the bundle labels a golden paragraph otherwise")


def test_an_equal_or_better_model_passes() -> None:
    assert passed(METRICS, METRICS)
    assert passed(METRICS | {"stance.macro_f1": 0.61}, METRICS)


@pytest.mark.parametrize("name", NO_WORSE)
def test_a_model_worse_in_any_one_figure_waits(name: str) -> None:
    assert not passed(METRICS | {name: METRICS[name] - 0.001}, METRICS)


@pytest.mark.parametrize("name", NO_WORSE)
@pytest.mark.parametrize("own", [METRICS, {}], ids=["not a number", "missing"])
@pytest.mark.parametrize("side", ["version", "champion"])
def test_a_figure_that_one_side_lacks_fails_its_gate_and_says_so(name: str, own: dict[str, float], side: str) -> None:
    lacking = own | {name: math.nan} if own else {key: value for key, value in METRICS.items() if key != name}

    gates = judge(*((lacking, METRICS) if side == "version" else (METRICS, lacking)), "g1", "g1", None)

    (failed,) = [gate for gate in gates if not gate.passed]
    assert failed.name == f"{name} no worse"
    assert "nan" in failed.why
    assert "cannot be compared" in failed.why


def test_figures_of_another_gold_set_are_not_compared() -> None:
    gates = judge(METRICS, METRICS, "g2", "g1", None)

    assert [gate.name for gate in gates if not gate.passed] == ["same gold set as the champion"]
    assert "g2 here, g1 there" in gates[-1].why
    assert not {f"{name} no worse" for name in NO_WORSE} & {gate.name for gate in gates}


def test_every_gate_tells_its_figures() -> None:
    gates = judge(METRICS, METRICS, "g1", "g1", None)

    assert {gate.name for gate in gates} >= {f"{name} no worse" for name in NO_WORSE} | {
        f"{name} above 0" for name in ABOVE_ZERO
    }
    assert "0.6000 against the champion's 0.6000" in {gate.why for gate in gates}


def test_a_run_without_stance_labels_is_judged_by_its_themes() -> None:
    """The shipped stance is used as it is, so there is nothing to measure and nothing to compare."""
    metrics = {"themes.gold_f1": 0.7}

    assert passed(metrics, None)
    assert passed(metrics, metrics)
    assert not passed({"themes.gold_f1": 0.6}, metrics)
    assert not passed(metrics, METRICS)
