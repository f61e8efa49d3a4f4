"""Adapting the shipped stance to a user's labels: as far as articles held out bear it out, and no further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from models.news import STANCES
from models.stance import SIDES, StanceHead, margin
from models.themes import softmax
from pipelines.config import StanceConfig
from pipelines.stance_calibration import calibrate, fit_addressed, fit_sides
from pipelines.stance_pairs import CLASSES, Pairs, folds_of
from pipelines.stance_prior import Linear, fit_near

# Below so many pairs neither a gain nor a loss could be told from noise: the shipped head is used as it is.
MIN_PAIRS = 60
# From staying put to moving freely; what is between is chosen on articles held out.
STRENGTHS = (np.inf, 3000.0, 1000.0, 300.0, 100.0)


@dataclass(frozen=True, slots=True)
class Validation:
    """Held-out predictions for the pairs whose actor is addressed, in their order: what is measured.

    `probabilities` (n, 3) of the head adapted on other articles, `shipped` (n, 3) of the head as shipped, `addressed` (m,)
    for all pairs, those not addressed too; `majority` and `tfidf`: what two baselines call.
    """

    probabilities: NDArray[np.float64]
    shipped: NDArray[np.float64]
    addressed: NDArray[np.float64]
    majority: tuple[str, ...]
    tfidf: tuple[str, ...]

    @property
    def called(self) -> list[str]:
        """The likeliest stance of each pair."""
        return called(self.probabilities)


@dataclass(frozen=True, slots=True)
class StanceFit:
    """The head to use, its validation, how strongly it was held to the shipped one (inf: it is that one), and why."""

    head: StanceHead
    validation: Validation
    strength: float
    told: str


@dataclass(frozen=True, slots=True)
class Trial:
    """Logits (n, 4) of one strength for pairs of articles not trained on, and the log-loss (n,) of each."""

    strength: float
    logits: NDArray[np.float64]
    losses: NDArray[np.float64]


def fit_stance(pairs: Pairs, shipped: StanceHead, config: StanceConfig) -> StanceFit:
    """Adapt the shipped head as far as articles held out bear it out; with too few labels use it as it is."""
    few = too_few(pairs, config)
    if few:
        return StanceFit(replace_sure(shipped, config), _as_shipped(pairs, shipped), np.inf, few)
    folds, truth, prior = folds_of(pairs, config.folds), pairs.truth, linear(shipped)
    trials = [try_strength(pairs, folds, prior, strength) for strength in STRENGTHS]
    best = choose(trials, np.ones(len(truth), bool))
    moved = fit_near(prior, pairs.features, truth, best.strength)
    calibration = calibrate(best.logits, truth, config.coverage, config.sure)
    head = StanceHead(moved.weights, moved.bias, calibration)
    return StanceFit(head, _validation(pairs, folds, trials), best.strength, _told(best.strength, len(truth)))


def too_few(pairs: Pairs, config: StanceConfig) -> str:
    """Why labels cannot adapt or measure a head; empty where they can."""
    articles, counts = len(set(pairs.articles)), {name: pairs.classes.count(name) for name in STANCES}
    if len(pairs.classes) < MIN_PAIRS or articles < config.folds or min(counts.values()) < config.folds:
        return (
            f"the labels give {len(pairs.classes)} pairs of paragraph and target in {articles} articles ({counts}): fewer than "
            f"{MIN_PAIRS}, or {config.folds} of each stance in {config.folds} articles; the shipped stance is used as it is"
        )
    return ""


def replace_sure(shipped: StanceHead, config: StanceConfig) -> StanceHead:
    """The shipped head, unsure where the config says so; its coverage stays what it was measured for."""
    return replace(shipped, calibration=replace(shipped.calibration, sure=config.sure))


def linear(head: StanceHead) -> Linear:
    """A head without its calibration."""
    return Linear(head.weights, head.bias)


def called(probabilities: NDArray[np.float64]) -> list[str]:
    """The likeliest stance of each row (n, 3)."""
    return [STANCES[k] for k in probabilities.argmax(axis=1)]


def try_strength(
    pairs: Pairs, folds: NDArray[np.int64], prior: Linear, strength: float, seen: NDArray[np.bool_] | None = None
) -> Trial:
    """What heads of one strength, each fitted on the other folds (on pairs `seen` (n,), if given), say of each fold."""
    truth = pairs.truth
    logits = np.empty((len(truth), len(CLASSES)))
    for fold in np.unique(folds):
        own = folds == fold
        rest = ~own if seen is None else ~own & seen
        logits[own] = fit_near(prior, pairs.features[rest], truth[rest], strength).logits(pairs.features[own])
    shares = softmax(logits)
    return Trial(strength, logits, -np.log(np.maximum(shares[np.arange(len(truth)), truth], 1e-12)))


def choose(trials: Sequence[Trial], seen: NDArray[np.bool_]) -> Trial:
    """The strongest prior whose held-out loss is within one standard error of the least: move only for a reason.

    The error is that of the paired difference (Breiman et al. 1984, the one-standard-error rule).
    """
    best = min(trials, key=lambda trial: float(trial.losses[seen].mean()))
    for trial in trials:  # from the strongest on
        gap = trial.losses[seen] - best.losses[seen]
        if gap.mean() <= gap.std() / np.sqrt(max(1, seen.sum())):
            return trial
    return best


def _validation(pairs: Pairs, folds: NDArray[np.int64], trials: Sequence[Trial]) -> Validation:
    """Each fold's strength and calibration are chosen on the other folds, so that no figure has seen what it measures."""
    truth = pairs.truth
    logits = _chosen_elsewhere(trials, folds)
    majority, tfidf = _baselines(pairs, folds)
    sides = truth < SIDES
    return Validation(
        _cross_calibrated(logits, truth, folds)[sides],
        _cross_calibrated(trials[0].logits, truth, folds)[sides],
        _cross_addressed(logits, truth, folds),
        tuple(np.array(majority)[sides].tolist()),
        tuple(np.array(tfidf)[sides].tolist()),
    )


def adapted_elsewhere(
    trials: Sequence[Trial], truth: NDArray[np.int64], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Probabilities (n, 3) of all pairs, strength and calibration of each fold chosen on the others."""
    return _cross_calibrated(_chosen_elsewhere(trials, folds), truth, folds)


def _chosen_elsewhere(trials: Sequence[Trial], folds: NDArray[np.int64]) -> NDArray[np.float64]:
    logits = np.empty_like(trials[0].logits)
    for fold in np.unique(folds):
        logits[folds == fold] = choose(trials, folds != fold).logits[folds == fold]
    return logits


def _as_shipped(pairs: Pairs, shipped: StanceHead) -> Validation:
    """Nothing was learnt from the pairs, so the shipped head and its calibration may be measured on all of them."""
    logits = linear(shipped).logits(pairs.features)
    shares = shipped.calibration.sides(logits)[pairs.truth < SIDES]
    none = ("neutral",) * len(shares)
    return Validation(shares, shares, shipped.calibration.addressed(logits), none, none)


def _cross_calibrated(
    logits: NDArray[np.float64], truth: NDArray[np.int64], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Probabilities (n, 3), each fold calibrated on the other folds."""
    probabilities = np.empty((len(truth), SIDES))
    for fold in np.unique(folds):
        rest = (folds != fold) & (truth < SIDES)
        temperature, shift = fit_sides(logits[rest][:, :SIDES], truth[rest])
        probabilities[folds == fold] = softmax(logits[folds == fold][:, :SIDES] / temperature + shift)
    return probabilities


def _cross_addressed(
    logits: NDArray[np.float64], truth: NDArray[np.int64], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The probability (n,) of being addressed, each fold's slope fitted on the other folds."""
    odds, found = margin(logits), np.empty(len(truth))
    for fold in np.unique(folds):
        rest = folds != fold
        slope, offset = fit_addressed(odds[rest], truth[rest] < SIDES)
        found[~rest] = 1.0 / (1.0 + np.exp(-(slope * odds[~rest] + offset)))
    return found


def _told(strength: float, count: int) -> str:
    if np.isinf(strength):
        return f"{count} labelled pairs: articles held out bear out no change, so the shipped head stays and is calibrated on them"
    return f"adapted to {count} labelled pairs, held to the shipped head with strength {strength:g}"


def _baselines(pairs: Pairs, folds: NDArray[np.int64]) -> tuple[list[str], list[str]]:
    """The majority, and TF-IDF of one and two words with the target's names replaced by a mark, of the addressed pairs."""
    majority, words = [""] * len(folds), [""] * len(folds)
    sides = pairs.truth < SIDES
    for fold in np.unique(folds):
        rest, own = pairs.at(np.flatnonzero((folds != fold) & sides)), np.flatnonzero(folds == fold)
        most = max(STANCES, key=rest.classes.count)
        model = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            LogisticRegression(C=10.0, max_iter=1000, class_weight="balanced"),
        ).fit(rest.wording, rest.classes)
        for place, said in zip(own.tolist(), model.predict([pairs.wording[i] for i in own]).tolist(), strict=True):
            majority[place], words[place] = most, said
    return majority, words
