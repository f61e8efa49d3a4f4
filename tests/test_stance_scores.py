"""The stance figures of a run: measured on what was not trained on, and left out where there is nothing to measure."""

from __future__ import annotations

import numpy as np
import pytest

from models.news import STANCES
from models.stance import Calibration, StanceHead, called
from pipelines.corpus import Addressed
from pipelines.gates import judge
from pipelines.report.summary import score_lines
from pipelines.stance_fit import StanceFit, Validation
from pipelines.stance_pairs import NOT_ADDRESSED, Pairs
from pipelines.stance_scores import MIN_TARGET_PAIRS, stance_metrics
from pipelines.stance_trials import Said

THEMES = {"themes.count": 1.0, "themes.coverage": 1.0, "themes.stability": 1.0, "themes.gold_f1": 1.0}
HEAD = StanceHead(
    np.zeros((4, 2)), np.zeros(4), Calibration(1.0, np.zeros(3), limits=np.full(3, 0.25), coverage=0.9, sure=0.5)
)


def fit(probabilities: list[list[float]], addressed: list[float], compared: bool = True) -> StanceFit:
    rows = np.array(probabilities).reshape(-1, 3)
    sides = Said(rows, np.ones(len(rows)), tuple(called(HEAD.calibration, row) for row in rows))
    calls = {"shipped": "against", "majority": "neutral", "tfidf": "favor"} if compared else {}
    others = {name: [call] * len(rows) for name, call in calls.items()}
    return StanceFit(HEAD, Validation(sides, np.array(addressed), others), np.inf, "")


def pairs(*classes: str) -> Pairs:
    count = len(classes)
    return Pairs(np.zeros((count, 2), np.float32), classes, ("iran",) * count, ("a",) * count, ("",) * count)


def test_figures_are_of_the_addressed_pairs_beside_the_shipped_head_and_the_baselines() -> None:
    own = pairs("against", NOT_ADDRESSED, "favor", "neutral")
    said = [[0.8, 0.1, 0.1], [0.1, 0.6, 0.3], [0.3, 0.3, 0.4]]

    metrics = stance_metrics(own, fit(said, [0.9, 0.2, 0.7, 0.4]), Addressed(3, 1, 1))

    assert (metrics["stance.pairs"], metrics["stance.pairs_not_addressed"]) == (3.0, 1.0)
    assert metrics["stance.macro_f1"] == metrics["stance.accuracy"] == 1.0
    assert metrics["stance.gap_to_majority"] == pytest.approx(1.0 - metrics["stance.baseline_majority_f1"])
    assert metrics["stance.gap_to_shipped"] > 0
    assert metrics["stance.unsure_share"] == pytest.approx(1 / 3)
    assert metrics["stance.options_coverage"] == 1.0
    assert metrics["stance.options_size"] == pytest.approx((1 + 2 + 3) / 3)
    assert metrics["stance.not_addressed_f1"] == pytest.approx(2 / 3)
    assert metrics["stance.addressed_recall"] == 0.75


def test_without_a_labelled_pair_only_that_is_told() -> None:
    metrics = stance_metrics(pairs(), fit([], []), Addressed(0, 0, 0))

    assert metrics == {"stance.pairs": 0.0, "stance.pairs_not_addressed": 0.0}


def test_what_was_not_measured_is_left_out_and_no_gate_fails_for_it() -> None:
    """With too few labels nothing is compared: a version with eight neutral labels, all right, may become champion."""
    own = pairs(*["neutral"] * 8)

    metrics = stance_metrics(own, fit([[0.1, 0.1, 0.8]] * 8, [0.9] * 8, compared=False), Addressed(8, 0, 0))

    assert metrics["stance.accuracy"] == 1.0
    assert not [name for name in metrics if "baseline" in name or "gap" in name or "not_addressed_f1" in name]
    assert all(gate.passed for gate in judge(metrics, None, "a", None, None))
    assert "as shipped" not in score_lines(metrics | THEMES)[1]


def test_a_target_has_figures_of_its_own_from_enough_pairs_on() -> None:
    def names(count: int) -> set[str]:
        own = pairs(*(STANCES[i % 3] for i in range(count)))
        return set(stance_metrics(own, fit([[0.4, 0.3, 0.3]] * count, [0.9] * count), Addressed(count, 0, 0)))

    assert "stance.target_iran_f1" in names(MIN_TARGET_PAIRS)
    assert "stance.target_iran_f1" not in names(MIN_TARGET_PAIRS - 1)
