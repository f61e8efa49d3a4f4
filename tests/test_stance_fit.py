"""Adapting the shipped stance: it stays where labels are few or say nothing, moves where they bear it out, and is honest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.metrics import macro_f1
from models.news import STANCES
from models.stance import Calibration, StanceHead
from models.themes import softmax
from pipelines.config import StanceConfig
from pipelines.stance_calibration import calibrate, conformal_limits, fit_addressed, fit_sides
from pipelines.stance_curve import learning_curve
from pipelines.stance_fit import MIN_PAIRS, fit_stance, too_few
from pipelines.stance_pairs import CLASSES, NOT_ADDRESSED, Pairs, folds_of
from pipelines.stance_prior import Linear, fit_near

CONFIG = StanceConfig(folds=3)
DIM = 4
TELLING = {
    "against": "condemned targetmark harshly",
    "favor": "praised targetmark warmly",
    "neutral": "targetmark sent a delegation",
    NOT_ADDRESSED: "the road to targetmark",
}


def pairs(classes: list[str], articles: list[str], noise: float = 0.3) -> Pairs:
    """Pairs whose features and words tell the class, with noise."""
    draw = np.random.default_rng(2)
    rows = np.eye(2 * DIM)[[CLASSES.index(name) for name in classes]]
    rows = rows + draw.normal(scale=noise, size=rows.shape)
    words = tuple(f"{TELLING[name]} number {i % 7}" for i, name in enumerate(classes))
    return Pairs(rows.astype(np.float32), tuple(classes), ("iran",) * len(classes), tuple(articles), words)


def telling(count: int = 160, noise: float = 0.3) -> Pairs:
    return pairs([CLASSES[i % 4] for i in range(count)], [f"a{i // 8}" for i in range(count)], noise)


def shipped(knows: float = 0.0) -> StanceHead:
    """A head that knows the truth of `pairs` well, or nothing of it (0)."""
    weights = np.zeros((4, 2 * DIM))
    weights[range(4), range(4)] = knows
    return StanceHead(weights, np.zeros(4), Calibration(1.0, np.zeros(3), limits=np.full(3, 0.2), coverage=0.9))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(CLASSES), st.integers(0, 9)), min_size=40, max_size=90))
def test_no_article_has_pairs_in_two_folds(rows: list[tuple[str, int]]) -> None:
    rows += [(name, 20 + i) for i in range(4) for name in CLASSES]
    own = pairs([name for name, _ in rows], [f"a{number}" for _, number in rows])

    folds = folds_of(own, 3)

    for article in set(own.articles):
        assert len({fold for fold, name in zip(folds, own.articles, strict=True) if name == article}) == 1


def test_labels_move_a_head_that_knows_nothing_and_it_does_well_on_articles_not_trained_on() -> None:
    own = telling()

    fit = fit_stance(own, shipped(), CONFIG)
    gold = own.sides.classes

    assert np.isfinite(fit.strength)
    assert macro_f1(gold, fit.validation.called, STANCES) > 0.9
    assert macro_f1(gold, fit.validation.others["shipped"], STANCES) < 0.6
    assert macro_f1(gold, fit.validation.others["majority"], STANCES) < 0.4
    assert ((fit.validation.addressed >= 0.5) == (own.truth < 3)).mean() > 0.9


def test_labels_that_say_nothing_leave_the_shipped_head_where_it_is() -> None:
    """Labels drawn at random bear out no change."""
    own = telling(noise=0.05)
    draw = np.random.default_rng(5)
    senseless = pairs(draw.choice(CLASSES, size=160).tolist(), list(own.articles), noise=0.0)
    senseless = Pairs(own.features, senseless.classes, own.targets, own.articles, own.wording)

    fit = fit_stance(senseless, shipped(), CONFIG)

    assert np.isinf(fit.strength)
    assert np.array_equal(fit.head.weights, shipped().weights)


@pytest.mark.parametrize("count", [0, 8, MIN_PAIRS - 4])
def test_with_too_few_labels_the_shipped_head_is_used_as_it_is_and_that_is_said(count: int) -> None:
    own = telling(count) if count else Pairs(np.empty((0, 2 * DIM), np.float32), (), (), (), ())

    fit = fit_stance(own, shipped(3.0), StanceConfig(folds=3, sure=0.7))

    assert "as it is" in fit.told
    assert np.array_equal(fit.head.weights, shipped(3.0).weights)
    assert fit.head.calibration.sure == 0.7
    assert len(fit.validation.called) == len(own.sides.classes)
    assert fit.validation.others == {}


@pytest.mark.parametrize(
    ("classes", "articles"),
    [
        (["against", "favor"] * 60, 20),
        ([*["against", "favor"] * 60, "neutral", "neutral"], 20),
        ([STANCES[i % 3] for i in range(120)], 2),
        ([*["against", "neutral"] * 60, *["favor"] * 8], 1_000),
    ],
)
def test_labels_that_lack_a_stance_or_articles_are_too_few(classes: list[str], articles: int) -> None:
    own = [f"a{i % articles}" if name != "favor" or articles < 1_000 else "one" for i, name in enumerate(classes)]

    assert too_few(pairs(classes, own), CONFIG)


def test_what_the_shipped_head_is_measured_as_owes_nothing_to_the_labels() -> None:
    """Its own calibration, not one fitted on the labels, which would flatter it."""
    own, head = telling(), shipped(3.0)
    biased = replace(head, calibration=replace(head.calibration, shift=np.array([9.0, 0.0, 0.0])))

    assert set(fit_stance(own, biased, CONFIG).validation.others["shipped"]) == {"against"}


def test_options_are_measured_with_limits_that_have_not_seen_them() -> None:
    """Each fold's limits come from the other folds: with them from its own pairs the share could not vary."""
    own = telling(240, noise=1.2)
    fit = fit_stance(own, shipped(), CONFIG)
    limits, shares = fit.head.calibration.limits, fit.validation.sides.probabilities
    assert limits is not None

    pinned = [tuple(s for k, s in enumerate(STANCES) if row[k] >= limits[k] or k == row.argmax()) for row in shares]

    assert [set(call.options) for call in fit.validation.sides.calls] != [set(names) for names in pinned]


def test_a_stance_that_does_not_occur_is_neither_shifted_nor_ruled_out() -> None:
    draw = np.random.default_rng(1)
    logits, truth = draw.normal(size=(80, 3)), np.tile([0, 2], 40)

    temperature, shift = fit_sides(logits, truth)

    assert shift[1] == shift[2] == 0.0
    assert np.isfinite([temperature, *shift]).all()
    assert fit_sides(logits, np.full(80, 2)) == (1.0, pytest.approx(np.zeros(3)))


def test_labels_of_one_stance_in_one_article_still_fit() -> None:
    """A fold that holds all of a stance leaves none to learn it from; no call is certain for that."""
    own = pairs(
        [*["neutral"] * 60, *["favor", "against"] * 9], [*(f"a{i % 10}" for i in range(60)), *["b", "c", "d"] * 6]
    )

    fit = fit_stance(own, shipped(), CONFIG)

    assert np.isfinite(fit.validation.sides.probabilities).all()
    assert len(fit.validation.others["tfidf"]) == 78


def test_fitting_twice_gives_the_same_head() -> None:
    one, other = (fit_stance(telling(), shipped(), CONFIG).head for _ in range(2))

    assert np.array_equal(one.weights, other.weights)
    assert one.calibration.temperature == other.calibration.temperature


@given(st.floats(0.1, 1e4))
def test_the_stronger_the_prior_the_nearer_the_head_stays(strength: float) -> None:
    own, prior = telling(80), Linear(np.zeros((4, 2 * DIM)), np.zeros(4))
    near, far = (fit_near(prior, own.features, own.truth, value) for value in (strength * 4, strength))

    assert np.square(near.weights).sum() <= np.square(far.weights).sum() * 1.01 + 1e-9
    assert fit_near(prior, own.features, own.truth, np.inf) is prior


def test_the_learning_curve_begins_with_the_shipped_head_and_rises_with_labels_that_tell() -> None:
    curve = learning_curve(telling(320, noise=0.6), shipped(), CONFIG)

    assert curve.points[0].pairs == 0
    assert [point.pairs for point in curve.points] == sorted(point.pairs for point in curve.points)
    assert curve.points[-1].macro_f1 > curve.points[0].macro_f1 + 0.2
    assert "macro-F1" in curve.told


@settings(max_examples=25)
@given(st.integers(20, 400), st.sampled_from([0.8, 0.9, 0.95]), st.integers(0, 2**32 - 1))
def test_a_ruled_out_stance_is_the_true_one_no_oftener_than_stated(count: int, coverage: float, seed: int) -> None:
    """And not much rarer. On the pairs the limits come from; by exchangeability the same holds for a next one."""
    draw = np.random.default_rng(seed)
    shares, truth = draw.dirichlet(np.ones(3), size=count), draw.integers(0, 3, size=count)

    limits = conformal_limits(shares, truth, coverage)

    for side in range(3):
        own = shares[truth == side, side]
        ruled_out, allowed = (own < limits[side]).sum(), (len(own) + 1) * (1 - coverage)
        assert allowed - 2 < ruled_out <= allowed + 1e-9  # one short where the limit is a pair's own share


def test_a_stance_with_too_few_pairs_is_never_ruled_out() -> None:
    shares = np.tile([0.2, 0.3, 0.5], (5, 1))

    assert conformal_limits(shares, np.array([0, 1, 2, 2, 2]), 0.9).tolist() == [0.0, 0.0, 0.0]
    assert conformal_limits(np.tile([0.2, 0.3, 0.5], (9, 1)), np.zeros(9, int), 0.9).tolist() == [0.2, 0.0, 0.0]


def test_options_cover_the_true_stance_of_new_pairs_as_often_as_stated() -> None:
    draw = np.random.default_rng(4)
    logits = draw.normal(scale=1.5, size=(4000, 4)) - np.array([0, 0, 0, 9.0])
    truth = np.array([draw.choice(3, p=shares) for shares in softmax(logits[:, :3])])

    own = calibrate(logits[:2000], truth[:2000], 0.9, 0.5)
    shares = own.sides(logits[2000:])
    assert own.limits is not None
    covered = shares[np.arange(2000), truth[2000:]] >= own.limits[truth[2000:]]

    assert covered.mean() == pytest.approx(0.9, abs=0.03)


def test_calibration_lowers_the_log_loss_of_overconfident_logits() -> None:
    draw = np.random.default_rng(7)
    honest = draw.normal(size=(3000, 3))
    truth = np.array([draw.choice(3, p=shares) for shares in softmax(honest)])
    loud = honest * 4 + np.array([1.0, 0.0, 0.0])

    temperature, shift = fit_sides(loud, truth)

    assert temperature == pytest.approx(4, rel=0.15)
    assert shift == pytest.approx([-0.25, 0, 0], abs=0.15)
    assert log_loss(softmax(loud / temperature + shift), truth) < log_loss(softmax(loud), truth) - 0.3


def test_the_probability_of_being_addressed_is_as_large_as_the_share_that_is() -> None:
    draw = np.random.default_rng(8)
    odds = draw.normal(scale=2.0, size=4000)
    addressed = draw.random(4000) < 1 / (1 + np.exp(-odds))

    slope, offset = fit_addressed(odds * 3 + 1, addressed)

    assert slope == pytest.approx(1 / 3, rel=0.1)
    assert offset == pytest.approx(-1 / 3, abs=0.15)


def log_loss(shares: np.ndarray, truth: np.ndarray) -> float:
    return -float(np.log(shares[np.arange(len(truth)), truth]).mean())
