"""The stance head weighs meaning and words, and tells a calibrated probability."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.encoder import Encoded, Vectors, unit
from models.news import STANCES
from models.stance import StanceHead, features
from models.wording import Wording

DIM = 4
WORDING = Wording(("blamed", "thanked"), np.array([1.0, 1.0]), np.array([[2.0, 0.0], [0.0, 2.0], [0.0, 0.0]]))


def head(
    temperature: float = 1.0, shift: tuple[float, float, float] = (0.0, 0.0, 0.0), scale: float = 1.0
) -> StanceHead:
    weights = np.random.default_rng(7).normal(size=(3, 2 * DIM)) * scale
    return StanceHead(weights, np.array([0.1, -0.2, 0.3]), temperature, np.array(shift), WORDING)


rows = arrays(np.float32, 2 * DIM, elements=st.floats(-1, 1, width=32))
wordings = st.sampled_from(["", "he blamed them", "she thanked them", "thanked and blamed"])


@given(rows, wordings, st.floats(0.1, 5), st.tuples(st.floats(-2, 2), st.floats(-2, 2), st.just(0.0)))
def test_probabilities_sum_to_one_and_the_call_is_the_largest(
    row: Vectors, words: str, temperature: float, shift: tuple[float, float, float]
) -> None:
    own = head(temperature, shift)
    shares = own.probabilities(row, words)
    call = own.call(row, words)

    assert np.isclose(shares.sum(), 1.0)
    assert call.stance == STANCES[int(shares.argmax())]
    assert call.probability == pytest.approx(shares.max(), abs=1e-4)
    assert 0.0 < call.probability <= 1.0


@given(rows, wordings)
def test_a_temperature_takes_certainty_and_leaves_the_answer(row: Vectors, words: str) -> None:
    sharp, mild = head(0.5).probabilities(row, words), head(2.0).probabilities(row, words)

    assert mild.max() <= sharp.max() + 1e-12
    assert sharp[mild.argmax()] == pytest.approx(sharp.max())


def test_a_shift_moves_log_odds_by_just_as_much() -> None:
    row = np.ones(2 * DIM, np.float32)
    plain, shifted = (np.log(head(shift=s).probabilities(row, "")) for s in ((0.0, 0.0, 0.0), (0.7, 0.0, 0.0)))

    assert (shifted[0] - shifted[2]) - (plain[0] - plain[2]) == pytest.approx(0.7)


def test_words_alone_can_decide() -> None:
    own, row = head(scale=0.0), np.zeros(2 * DIM, np.float32)

    assert [own.call(row, words).stance for words in ("blamed", "thanked", "met")] == ["against", "favor", "neutral"]


def test_features_set_the_passage_beside_each_target() -> None:
    vector, targets = unit(np.ones(DIM)), unit(np.eye(DIM)[:2])
    made = features(Encoded(vector, targets))

    assert made.shape == (2, 2 * DIM)
    assert np.array_equal(made[:, :DIM], np.stack([vector, vector]))
    assert np.array_equal(made[:, DIM:], targets)


def test_a_passage_that_names_nobody_has_no_features() -> None:
    assert features(Encoded(unit(np.ones(DIM)), np.empty((0, DIM), np.float32))).shape == (0, 2 * DIM)
