"""Adapting the shipped stance to a user's labels: as far as articles held out bear it out, and no further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    Said,
    Trial,
    choose,
    chosen_elsewhere,
    cross_calibrated,
    linear,
    said,
    try_strength,
)

# Below so many pairs neither a gain nor a loss could be told from noise: the shipped head is used as it is.
MIN_PAIRS = 60


@dataclass(frozen=True, slots=True)
class Validation:
    """Held-out predictions, in the order of the pairs: what is measured.

    `sides`: of the pairs whose actor is addressed, by the head adapted on other articles; `addressed` (m,): the probability
    of it for all pairs; `others`: what the head as shipped and two baselines call, none where labels are too few to learn from.
    """

    sides: Said
    addressed: NDArray[np.float64]
    others: Mapping[str, Sequence[str]]

    @property
    def called(self) -> list[str]:
        """The likeliest stance of each pair whose actor is addressed."""
        return [call.leaning for call in self.sides.calls]


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
        head = replace_sure(shipped, config)
        return StanceFit(head, _as_shipped(pairs, head), np.inf, few)
    folds, truth, prior = folds_of(pairs, config.folds), pairs.truth, linear(shipped)
    trials = [try_strength(pairs, folds, prior, strength) for strength in STRENGTHS]
    best = choose(trials, np.ones(len(truth), bool))
    moved = fit_near(prior, pairs.features, truth, best.strength)
    calibration = calibrate(best.logits, truth, config.coverage, config.sure)
    head = StanceHead(moved.weights, moved.bias, calibration)
    return StanceFit(
        head, _validation(pairs, folds, trials, shipped, config), best.strength, _told(best.strength, len(truth))
    )


def too_few(pairs: Pairs, config: StanceConfig) -> str:
    """Why labels cannot adapt or measure a head; empty where they can."""
    named = list(zip(pairs.classes, pairs.articles, strict=True))
    articles = {name: len({article for own, article in named if own == name}) for name in STANCES}
    if len(named) >= MIN_PAIRS and min(articles.values()) >= config.folds:
        return ""
    counted = ", ".join(f"{name} in {count}" for name, count in articles.items())
    return (
        f"the labels give {len(named)} pairs of paragraph and target, articles with each stance: {counted}; that is fewer than "
        f"{MIN_PAIRS} pairs, or than {config.folds} articles with each stance, so the shipped stance is used as it is, its options "
        "at the coverage it was shipped with"
    )


def replace_sure(shipped: StanceHead, config: StanceConfig) -> StanceHead:
    """The shipped head, unsure where the config says so; its coverage stays what it was measured for."""
    return replace(shipped, calibration=replace(shipped.calibration, sure=config.sure))


def _validation(
    pairs: Pairs, folds: NDArray[np.int64], trials: Sequence[Trial], shipped: StanceHead, config: StanceConfig
) -> Validation:
    """Each fold's strength and calibration are chosen on the other folds, so that no figure has seen what it measures."""
    truth = pairs.truth
    sides = truth < SIDES
    own = cross_calibrated(chosen_elsewhere(trials, folds), truth, folds, config)
    unmoved = said(shipped.calibration, linear(shipped).logits(pairs.features)).at(sides)
    others: dict[str, Sequence[str]] = {"shipped": [call.leaning for call in unmoved.calls]}
    for name, calls in zip(("majority", "tfidf"), baselines(pairs, folds), strict=True):
        others[name] = [call for call, asked in zip(calls, sides.tolist(), strict=True) if asked]
    return Validation(own.at(sides), own.addressed, others)


def _as_shipped(pairs: Pairs, head: StanceHead) -> Validation:
    """Nothing was learnt from the pairs, so the shipped head and its calibration may be measured on all of them."""
    own = said(head.calibration, linear(head).logits(pairs.features))
    return Validation(own.at(pairs.truth < SIDES), own.addressed, {})


def _told(strength: float, count: int) -> str:
    if np.isinf(strength):
        return f"{count} labelled pairs: articles held out bear out no change, so the shipped head stays and is calibrated on them"
    return f"adapted to {count} labelled pairs, held to the shipped head with strength {strength:g}"
