"""The stance head: is the actor addressed, which side is taken, how sure is that, and which sides cannot be ruled out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.encoder import Encoded, Vectors, unit
from models.news import STANCES, UNSURE
from models.stance import SIDES, Calibration, StanceHead, called, features

DIM = 4
EVEN = np.zeros(SIDES)


def head(calibration: Calibration = Calibration(1.0, EVEN), sides: int = 4) -> StanceHead:  # noqa: B008
    weights = np.random.default_rng(7).normal(size=(sides, 2 * DIM))
    return StanceHead(weights, np.array([0.1, -0.2, 0.3, -4.0])[:sides], calibration)


rows = arrays(np.float32, 2 * DIM, elements=st.floats(-1, 1, width=32))
shares = st.tuples(*[st.floats(0.01, 1.0)] * SIDES).map(lambda raw: np.array(raw) / sum(raw))


@given(shares, st.floats(0, 1))
def test_the_leaning_is_the_likeliest_stance_and_unsure_is_what_is_less_probable_than_asked(
    probabilities: np.ndarray, sure: float
) -> None:
    call = called(Calibration(1.0, EVEN, sure=sure), probabilities)

    assert call.leaning == STANCES[int(probabilities.argmax())]
    assert call.probability == pytest.approx(probabilities.max(), abs=1e-4)
    assert call.stance == (call.leaning if call.probability >= sure else UNSURE)


@given(shares, st.tuples(*[st.floats(0, 1)] * SIDES))
def test_options_hold_the_leaning_first_and_every_stance_above_its_limit(
    probabilities: np.ndarray, limits: tuple[float, ...]
) -> None:
    call = called(Calibration(1.0, EVEN, limits=np.array(limits), coverage=0.9), probabilities)

    assert call.options[0] == call.leaning
    assert len(set(call.options)) == len(call.options)
    for stance, share, limit in zip(STANCES, probabilities, limits, strict=True):
        assert stance == call.leaning or (stance in call.options) == (share >= limit)


def test_without_a_stated_coverage_no_options_are_told() -> None:
    assert called(Calibration(1.0, EVEN), np.array([0.5, 0.3, 0.2])).options == ()


@given(rows, st.floats(0.1, 5), st.tuples(st.floats(-2, 2), st.floats(-2, 2), st.just(0.0)))
def test_probabilities_of_the_sides_sum_to_one(row: Vectors, temperature: float, shift: tuple[float, ...]) -> None:
    own = head(Calibration(temperature, np.array(shift)))

    assert np.isclose(own.calibration.sides(own.logits(row)).sum(), 1.0)


@given(rows)
def test_a_temperature_takes_certainty_and_leaves_the_answer(row: Vectors) -> None:
    logits = head().logits(row)
    sharp, mild = (Calibration(temperature, EVEN).sides(logits) for temperature in (0.5, 2.0))

    assert mild.max() <= sharp.max() + 1e-12
    assert sharp[mild.argmax()] == pytest.approx(sharp.max())


def test_a_shift_moves_log_odds_by_just_as_much() -> None:
    logits = head().logits(np.ones(2 * DIM, np.float32))
    plain, shifted = (np.log(Calibration(1.0, np.array(shift)).sides(logits)) for shift in ((0.0, 0, 0), (0.7, 0, 0)))

    assert (shifted[0] - shifted[2]) - (plain[0] - plain[2]) == pytest.approx(0.7)


@pytest.mark.parametrize(("offset", "addressed"), [(5.0, True), (-50.0, False)])
def test_an_actor_that_is_named_and_not_addressed_gets_no_call(offset: float, addressed: bool) -> None:
    own = head(Calibration(1.0, EVEN, slope=1.0, offset=offset))

    assert (own.call(np.ones(2 * DIM, np.float32)) is not None) == addressed


@given(rows)
def test_being_addressed_is_decided_apart_from_the_side_that_is_taken(row: Vectors) -> None:
    """The fourth logit moves the first decision and never the second."""
    logits = head().logits(row)
    louder = logits + np.array([0, 0, 0, 3.0])
    calibration = Calibration(1.3, EVEN)

    assert np.array_equal(calibration.sides(logits), calibration.sides(louder))
    assert calibration.addressed(louder) < calibration.addressed(logits)


def test_a_head_of_three_sides_takes_every_named_actor_for_addressed() -> None:
    assert head(Calibration(1.0, EVEN, offset=-99.0), sides=3).call(np.zeros(2 * DIM, np.float32)) is not None


def test_features_set_the_passage_beside_each_target() -> None:
    vector, targets = unit(np.ones(DIM)), unit(np.eye(DIM)[:2])
    made = features(Encoded(vector, targets))

    assert made.shape == (2, 2 * DIM)
    assert np.array_equal(made[:, :DIM], np.stack([vector, vector]))
    assert np.array_equal(made[:, DIM:], targets)


def test_a_passage_that_names_nobody_has_no_features() -> None:
    assert features(Encoded(unit(np.ones(DIM)), np.empty((0, DIM), np.float32))).shape == (0, 2 * DIM)
