"""Learning stance: articles never on both sides, better than the majority, calibrated, and no fit on too little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import ParleyError
from models.metrics import macro_f1
from models.news import STANCES
from models.themes import softmax
from pipelines.config import StanceConfig
from pipelines.stance_fit import MIN_PAIRS, Pairs, _folds, check_pairs, fit_calibration, fit_stance

CONFIG = StanceConfig(folds=3)
TELLING = {
    "against": "condemned targetmark harshly",
    "favor": "praised targetmark warmly",
    "neutral": "targetmark sent a delegation",
}


def pairs(stances: list[str], articles: list[str], dim: int = 8) -> Pairs:
    """Pairs whose features and words tell the stance, with noise."""
    draw = np.random.default_rng(2)
    rows = np.eye(dim)[[STANCES.index(stance) for stance in stances]] + draw.normal(scale=0.3, size=(len(stances), dim))
    words = tuple(f"{TELLING[stance]} number {i % 7}" for i, stance in enumerate(stances))
    return Pairs(rows.astype(np.float32), tuple(stances), ("iran",) * len(stances), tuple(articles), words)


def separable(count: int = 120) -> Pairs:
    return pairs([STANCES[i % 3] for i in range(count)], [f"a{i // 6}" for i in range(count)])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(STANCES), st.integers(0, 9)), min_size=40, max_size=90))
def test_no_article_has_pairs_in_two_folds(rows: list[tuple[str, int]]) -> None:
    rows += [(stance, 20 + i) for i in range(4) for stance in STANCES]
    own = pairs([stance for stance, _ in rows], [f"a{number}" for _, number in rows])

    folds = _folds(own, 3)

    assert set(folds.tolist()) <= {0, 1, 2}
    for article in set(own.articles):
        assert len({fold for fold, name in zip(folds, own.articles, strict=True) if name == article}) == 1


def test_separable_pairs_are_told_apart_on_articles_not_trained_on() -> None:
    own = separable()

    held_out = fit_stance(own, CONFIG).validation

    assert macro_f1(own.stances, held_out.called, STANCES) > 0.9
    assert macro_f1(own.stances, held_out.majority, STANCES) < 0.4
    assert held_out.probabilities.sum(axis=1) == pytest.approx(np.ones(len(own.stances)))


def test_the_fitted_head_calls_what_it_was_shown() -> None:
    own = separable()
    head = fit_stance(own, CONFIG).head

    called = [head.call(row, words).stance for row, words in zip(own.features, own.wording, strict=True)]

    assert macro_f1(own.stances, called, STANCES) > 0.9


def test_fitting_twice_gives_the_same_head() -> None:
    one, other = fit_stance(separable(), CONFIG).head, fit_stance(separable(), CONFIG).head

    assert np.array_equal(one.weights, other.weights)
    assert np.array_equal(one.wording.weights, other.wording.weights)
    assert (one.temperature, one.shift.tolist()) == (other.temperature, other.shift.tolist())


@pytest.mark.parametrize(
    ("stances", "articles"),
    [
        ([], 1),
        ([STANCES[i % 3] for i in range(MIN_PAIRS - 1)], 20),
        (["against", "favor"] * 60, 20),
        ([*["against", "favor"] * 60, "neutral", "neutral"], 20),
        ([STANCES[i % 3] for i in range(120)], 2),
    ],
)
def test_labels_too_few_or_without_a_stance_or_of_too_few_articles_are_refused(
    stances: list[str], articles: int
) -> None:
    own = pairs(stances, [f"a{i % articles}" for i in range(len(stances))])

    with pytest.raises(ParleyError, match=rf"{len(stances)} usable pairs"):
        check_pairs(own, CONFIG)


def test_a_stance_that_stands_in_one_article_only_is_refused_by_its_name() -> None:
    """Enough pairs of it, but without that article it could not be learnt."""
    rows = [("against", f"a{i % 9}") for i in range(45)] + [("favor", f"a{i % 9}") for i in range(45)]
    rows += [("neutral", "a0")] * 30
    own = pairs([stance for stance, _ in rows], [article for _, article in rows])
    check_pairs(own, CONFIG)

    with pytest.raises(ParleyError, match="all pairs labelled neutral fall into one fold"):
        fit_stance(own, CONFIG)


def test_calibration_lowers_the_log_loss_of_overconfident_logits() -> None:
    draw = np.random.default_rng(7)
    honest = draw.normal(size=(3000, 3))
    truth = np.array([draw.choice(3, p=shares) for shares in softmax(honest)])

    temperature, shift = fit_calibration(honest * 4 + np.array([1.0, 0.0, 0.0]), truth)

    assert temperature == pytest.approx(4, rel=0.15)
    assert shift == pytest.approx([-0.25, 0, 0], abs=0.15)
    assert (
        log_loss(softmax((honest * 4 + [1.0, 0, 0]) / temperature + shift), truth)
        < log_loss(softmax(honest * 4 + [1.0, 0, 0]), truth) - 0.3
    )


def log_loss(shares: np.ndarray, truth: np.ndarray) -> float:
    return -float(np.log(shares[np.arange(len(truth)), truth]).mean())
