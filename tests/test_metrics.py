"""Scores come out as by hand, and at the edges they still mean something."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from models.encoder import unit
from models.metrics import (
    calibration_error,
    class_f1,
    diversity,
    embedding_coherence,
    macro_f1,
    npmi_coherence,
    reliability,
    risk_coverage,
)

LABELS = ("against", "favor", "neutral")
pairs = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=30)
decisions = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def test_f1_by_hand() -> None:
    """against: precision 1/2, recall 1; favor: never called; neutral: precision 1, recall 1."""
    gold, called = ["against", "favor", "neutral"], ["against", "against", "neutral"]

    assert class_f1(gold, called, LABELS) == pytest.approx({"against": 2 / 3, "favor": 0.0, "neutral": 1.0})
    assert macro_f1(gold, called, LABELS) == pytest.approx((2 / 3 + 0 + 1) / 3)


@given(pairs)
def test_macro_f1_is_the_mean_of_the_classes_and_scikit_learns(items: list[tuple[str, str]]) -> None:
    gold, called = zip(*items, strict=True)
    expected = f1_score(gold, called, labels=LABELS, average="macro", zero_division=0.0)

    assert macro_f1(gold, called, LABELS) == pytest.approx(expected)
    assert macro_f1(gold, called, LABELS) == pytest.approx(sum(class_f1(gold, called, LABELS).values()) / 3)


def test_nothing_judged_and_one_class_only() -> None:
    assert macro_f1([], [], LABELS) == 0.0
    assert macro_f1([], [], []) == 0.0
    assert class_f1([], [], LABELS) == dict.fromkeys(LABELS, 0.0)
    assert macro_f1(["favor"] * 3, ["favor"] * 3, LABELS) == pytest.approx(1 / 3)


def test_calibration_error_by_hand() -> None:
    """Two bins: 0.9 right once in two (off by 0.4, weight 2 of 4), 0.6 right twice (off by 0.4, weight 2 of 4)."""
    confidence, right = np.array([0.95, 0.85, 0.6, 0.6]), np.array([True, False, True, True])

    assert calibration_error(confidence, right, bins=5) == pytest.approx(0.4)
    assert reliability(confidence, right, bins=5) == [pytest.approx((0.6, 1.0, 2)), pytest.approx((0.9, 0.5, 2))]


@given(decisions, st.integers(1, 15))
def test_calibration_error_lies_between_none_and_one_and_counts_everything(
    items: list[tuple[float, bool]], bins: int
) -> None:
    confidence, right = np.array([c for c, _ in items]), np.array([r for _, r in items])

    assert 0.0 <= calibration_error(confidence, right, bins) <= 1.0 + 1e-9
    assert sum(n for _, _, n in reliability(confidence, right, bins)) == len(items)


def test_calibration_error_of_nothing_and_of_certainty() -> None:
    nothing = np.array([])

    assert calibration_error(nothing, nothing.astype(bool)) == 0.0
    assert reliability(nothing, nothing.astype(bool)) == []
    assert calibration_error(np.ones(4), np.ones(4, bool)) == 0.0
    assert calibration_error(np.ones(4), np.zeros(4, bool)) == 1.0


def test_embedding_coherence_is_the_mean_cosine_of_pairs() -> None:
    rows = unit(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 0.0]]))

    assert embedding_coherence(rows, ["a", "a", "b", "b", "single"]) == pytest.approx((0.0 + 1.0) / 2, abs=1e-6)
    assert embedding_coherence(rows[:1], ["a"]) == 0.0
    assert embedding_coherence(np.empty((0, 2), np.float32), []) == 0.0


def test_npmi_by_hand() -> None:
    """Of four texts one holds both phrases, each phrase stands in two: as by chance."""
    texts = ["Raid and talks", "a raid", "TALKS", "snow"]

    assert npmi_coherence([["raid", "talks"]], texts) == pytest.approx(0.0)
    assert npmi_coherence([["raid", "snow"]], texts) == -1.0
    assert npmi_coherence([["raid", "raid and"]], texts) == pytest.approx(
        math.log(0.25 / (0.5 * 0.25)) / -math.log(0.25)
    )
    assert npmi_coherence([["raid", "talks"]], ["raid talks"]) == 1.0


def test_npmi_without_a_pair_or_a_text_is_zero() -> None:
    assert npmi_coherence([], ["a"]) == 0.0
    assert npmi_coherence([["raid"]], ["raid"]) == 0.0


def test_diversity_is_the_share_of_phrases_of_one_theme() -> None:
    assert diversity([["raid", "strike"], ["raid", "visa"]]) == 0.5
    assert diversity([["raid"], ["visa"]]) == 1.0
    assert diversity([]) == 0.0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_the_risk_of_all_calls_is_the_share_that_is_wrong_and_coverage_only_grows(
    calls: list[tuple[float, bool]],
) -> None:
    confidence, right = np.array([own for own, _ in calls]), np.array([own for _, own in calls], dtype=bool)

    rows = risk_coverage(confidence, right)

    assert rows[-1].coverage == 1.0
    assert rows[-1].risk == pytest.approx(1.0 - right.mean())
    assert [row.coverage for row in rows] == sorted({row.coverage for row in rows})
    assert len(rows) == len(set(confidence.tolist()))
