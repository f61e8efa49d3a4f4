"""Adapting the shipped stance to a user's labels: as far as articles held out bear it out, and no further."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.news import STANCES
from models.stance import SIDES, StanceHead
from pipelines.config import StanceConfig
from pipelines.stance_baselines import baselines
from pipelines.stance_calibration import calibrate
from pipelines.stance_pairs import Pairs, folds_of
from pipelines.stance_prior import fit_near
from pipelines.stance_trials import (
    STRENGTHS,
    Trial,
    choose,
    chosen_elsewhere,
    cross_addressed,
    cross_calibrated,
    linear,
    try_strength,
)

# Below so many pairs neither a gain nor a loss could be told from noise: the shipped head is used as it is.
MIN_PAIRS = 60


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


def called(probabilities: NDArray[np.float64]) -> list[str]:
    """The likeliest stance of each row (n, 3)."""
    return [STANCES[k] for k in probabilities.argmax(axis=1)]


def _validation(pairs: Pairs, folds: NDArray[np.int64], trials: Sequence[Trial]) -> Validation:
    """Each fold's strength and calibration are chosen on the other folds, so that no figure has seen what it measures."""
    truth = pairs.truth
    logits = chosen_elsewhere(trials, folds)
    majority, tfidf = baselines(pairs, folds)
    sides = truth < SIDES
    return Validation(
        cross_calibrated(logits, truth, folds)[sides],
        cross_calibrated(trials[0].logits, truth, folds)[sides],
        cross_addressed(logits, truth, folds),
        tuple(np.array(majority)[sides].tolist()),
        tuple(np.array(tfidf)[sides].tolist()),
    )


def _as_shipped(pairs: Pairs, shipped: StanceHead) -> Validation:
    """Nothing was learnt from the pairs, so the shipped head and its calibration may be measured on all of them."""
    logits = linear(shipped).logits(pairs.features)
    shares = shipped.calibration.sides(logits)[pairs.truth < SIDES]
    none = ("neutral",) * len(shares)
    return Validation(shares, shares, shipped.calibration.addressed(logits), none, none)


def _told(strength: float, count: int) -> str:
    if np.isinf(strength):
        return f"{count} labelled pairs: articles held out bear out no change, so the shipped head stays and is calibrated on them"
    return f"adapted to {count} labelled pairs, held to the shipped head with strength {strength:g}"
