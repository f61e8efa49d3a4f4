"""Themes assign a vector by itself, and say honestly how sure they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.discriminant import Discriminants
from models.encoder import Vectors, unit
from models.news import OUTSIDE
from models.themes import BLOCK, Theme, Themes, nearness, softmax

DIM = 8


def made(count: int, seed: int = 0, floor: float = 0.3, margin: float = 0.02, temperature: float = 0.08) -> Themes:
    """Some themes at random places, each with one exemplar."""
    draw = np.random.default_rng(seed)
    directions, exemplars = (unit(draw.normal(size=(count, DIM))) for _ in range(2))
    names = tuple(Theme(f"t{k}", f"Theme {k}", (), 1, False) for k in range(count))
    center = draw.normal(size=DIM).astype(np.float32) * np.float32(0.1)
    learnt = Discriminants(directions.astype(np.float64), np.zeros(count), np.arange(count))
    return Themes(names, center, learnt, exemplars, 1, np.full(count, 0.5), floor, margin, temperature)


THEMES = made(5)
numbers = st.floats(-1, 1, width=32).map(lambda value: round(value, 3))
vectors = arrays(np.float32, st.tuples(st.integers(1, 6), st.just(DIM)), elements=numbers).map(unit)


@given(st.integers(1, 6), st.integers(0, 99), vectors)
def test_probabilities_of_all_themes_and_outside_sum_to_one(count: int, seed: int, rows: Vectors) -> None:
    themes = made(count, seed)
    shares = themes.probabilities(rows)

    assert shares.shape == (len(rows), count + 1)
    assert (shares >= 0.0).all()
    assert np.allclose(shares.sum(axis=1), 1.0)


@given(vectors)
def test_an_answer_carries_its_own_probability(rows: Vectors) -> None:
    for row, answer in zip(rows, THEMES.assign(rows), strict=True):
        shares = dict(
            zip([*(theme.id for theme in THEMES.themes), OUTSIDE], THEMES.probabilities(row[None])[0], strict=True)
        )

        assert 0.0 < answer.probability <= 1.0
        assert answer.probability == pytest.approx(shares[answer.theme], abs=1e-4)
        assert (answer.theme == OUTSIDE) == (answer.state == "outside") == (shares[OUTSIDE] > 0.5)


@given(vectors)
def test_a_row_is_assigned_the_same_alone_and_in_company(rows: Vectors) -> None:
    assert THEMES.assign(rows) == tuple(answer for row in rows for answer in THEMES.assign(row[None]))


def beside(row: Vectors, cosine: float) -> Vectors:
    """A unit row at this cosine to another."""
    own = row.astype(np.float64)
    aside = np.eye(DIM)[0] - own[0] * own
    return unit(cosine * own + np.sqrt(1 - cosine**2) * aside / np.linalg.norm(aside))


def test_at_the_floor_outside_is_as_likely_as_not() -> None:
    themes = made(1, floor=0.5)

    assert themes.probabilities(beside(themes.exemplars[0], 0.5)[None])[0, -1] == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize(("cosine", "state"), [(0.9, "core"), (0.51, "core"), (0.49, "assigned"), (-0.9, "assigned")])
def test_near_the_prototype_a_paragraph_is_core_and_further_off_assigned(cosine: float, state: str) -> None:
    themes = replace(made(1, floor=-5.0), center=np.zeros(DIM, np.float32))

    assert themes.assign(beside(themes.discriminants.weights[0], cosine)[None])[0].state == state


def test_a_name_is_looked_up_by_id_and_outside_is_its_own_name() -> None:
    assert THEMES.name_of("t3") == "Theme 3"
    assert THEMES.name_of(OUTSIDE) == OUTSIDE


@given(
    arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 5)), elements=st.floats(-50, 50)),
    st.floats(-1e3, 1e3),
)
def test_softmax_sums_to_one_and_a_shift_changes_nothing(logits: np.ndarray, shift: float) -> None:
    assert np.allclose(softmax(logits).sum(axis=-1), 1.0)
    assert np.allclose(softmax(logits), softmax(logits + shift))


def test_softmax_does_not_overflow() -> None:
    assert softmax(np.array([1e5, 0.0, -1e5])).tolist() == [1.0, 0.0, 0.0]


@given(vectors)
def test_the_second_best_theme_is_the_likeliest_of_the_others(rows: Vectors) -> None:
    for answer, shares in zip(THEMES.assign(rows), THEMES.probabilities(rows), strict=True):
        others = [k for k, theme in enumerate(THEMES.themes) if theme.id != answer.theme]

        assert answer.second in {THEMES.themes[k].id for k in others}
        assert answer.second_probability == pytest.approx(max(shares[k] for k in others), abs=1e-4)


def test_the_only_theme_has_no_second_and_what_lies_outside_names_the_likeliest() -> None:
    themes = made(1, floor=0.5)
    row = themes.exemplars[0]

    assert themes.assign(row[None])[0].second is None
    assert themes.assign(-row[None])[0].second == "t0"


def test_a_block_s_border_changes_no_answer() -> None:
    rows = unit(np.random.default_rng(8).normal(size=(BLOCK + 3, DIM)))

    assert THEMES.assign(rows)[-5:] == THEMES.assign(rows[-5:])


@given(vectors, st.integers(0, 99))
def test_nearness_is_the_mean_cosine_to_the_nearest_exemplars_in_whatever_order_they_stand(
    rows: Vectors, seed: int
) -> None:
    draw = np.random.default_rng(seed)
    exemplars = unit(draw.normal(size=(7, DIM)))
    expected = np.sort(rows.astype(np.float64) @ exemplars.astype(np.float64).T, axis=1)[:, -3:].mean(axis=1)

    assert nearness(rows, exemplars, 3) == pytest.approx(expected, abs=1e-5)
    assert np.array_equal(nearness(rows, exemplars, 3), nearness(rows, exemplars[draw.permutation(7)], 3))


def test_fewer_exemplars_than_asked_for_are_all_taken() -> None:
    row = np.eye(DIM, dtype=np.float32)

    assert nearness(row[:1], row[:2], 5).tolist() == [0.5]
