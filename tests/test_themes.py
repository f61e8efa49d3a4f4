"""Themes assign a vector by itself, and say honestly how sure they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.encoder import Vectors, unit
from models.news import OUTSIDE
from models.themes import Theme, Themes, row_cosines, softmax

DIM = 8


def made(count: int, seed: int = 0, floor: float = 0.3, margin: float = 0.02, temperature: float = 0.08) -> Themes:
    """Some themes at random places."""
    draw = np.random.default_rng(seed)
    prototypes, anchors = (unit(draw.normal(size=(count, DIM))) for _ in range(2))
    names = tuple(Theme(f"t{k}", f"Theme {k}", (), 1, False) for k in range(count))
    center = draw.normal(size=DIM).astype(np.float32) * np.float32(0.1)
    return Themes(names, center, prototypes, anchors, np.full(count, 0.5), floor, margin, temperature)


THEMES = made(5)
numbers = st.floats(-1, 1, width=32).map(lambda value: round(value, 3))
vectors = arrays(np.float32, st.tuples(st.integers(1, 6), st.just(DIM)), elements=numbers).map(unit)


@given(st.integers(1, 6), st.integers(0, 99), vectors)
def test_probabilities_of_all_themes_and_outside_sum_to_one(count: int, seed: int, rows: Vectors) -> None:
    themes = made(count, seed)
    for row in rows:
        shares = themes.probabilities(row)

        assert shares.shape == (count + 1,)
        assert (shares >= 0.0).all()
        assert np.isclose(shares.sum(), 1.0)


@given(vectors)
def test_an_answer_carries_its_own_probability(rows: Vectors) -> None:
    for row, answer in zip(rows, THEMES.assign(rows), strict=True):
        shares = dict(zip([*(theme.id for theme in THEMES.themes), OUTSIDE], THEMES.probabilities(row), strict=True))

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

    assert themes.probabilities(beside(themes.anchors[0], 0.5))[-1] == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize(("cosine", "state"), [(0.9, "core"), (0.51, "core"), (0.49, "assigned"), (-0.9, "assigned")])
def test_near_the_prototype_a_paragraph_is_core_and_further_off_assigned(cosine: float, state: str) -> None:
    themes = replace(made(1, floor=-5.0), center=np.zeros(DIM, np.float32))

    assert themes.assign(beside(themes.prototypes[0], cosine)[None])[0].state == state


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
def test_a_cosine_does_not_depend_on_the_rows_beside_it(rows: Vectors) -> None:
    """Products of many rows may be rounded otherwise than those of one; what is kept of them may not."""
    together = row_cosines(rows, rows[0])

    assert together.tolist() == [float(row_cosines(row[None], rows[0])[0]) for row in rows]
