"""Learning stance from labels: cross-validated by article against two baselines, calibrated, then fitted on all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from models.encoder import Vectors
from models.errors import ParleyError
from models.news import STANCES
from models.stance import StanceHead
from models.themes import softmax
from pipelines.config import StanceConfig

MIN_PAIRS = 60


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labelled paragraph × target pairs: feature rows (n, 2*dim), and for each its gold stance, target, article and wording.

    `wording` is the paragraph with the target's names marked, for the baseline that reads words only.
    """

    features: Vectors
    stances: tuple[str, ...]
    targets: tuple[str, ...]
    articles: tuple[str, ...]
    wording: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Validation:
    """Predictions for pairs of articles not trained on: calibrated probabilities (n, 3) and what two baselines say."""

    probabilities: NDArray[np.float64]
    majority: tuple[str, ...]
    tfidf: tuple[str, ...]

    @property
    def called(self) -> list[str]:
        return [STANCES[k] for k in self.probabilities.argmax(axis=1)]


@dataclass(frozen=True, slots=True)
class StanceFit:
    """The head fitted on all pairs, and its validation on articles held out."""

    head: StanceHead
    validation: Validation


def fit_stance(pairs: Pairs, config: StanceConfig) -> StanceFit:
    """Cross-validate and fit; raises ParleyError when the labels are too few or lack a stance."""
    _check(pairs, config)
    truth = np.array([STANCES.index(stance) for stance in pairs.stances])
    folds = _folds(pairs, config.folds)
    logits = np.empty((len(truth), len(STANCES)))
    majority, tfidf = np.empty_like(truth), np.empty_like(truth)
    for fold in range(config.folds):
        own, rest = folds == fold, folds != fold
        logits[own] = _logits(_linear(pairs.features[rest], truth[rest], config), pairs.features[own])
        majority[own] = np.bincount(truth[rest]).argmax()
        tfidf[own] = _tfidf([pairs.wording[i] for i in np.flatnonzero(rest)], truth[rest], [pairs.wording[i] for i in np.flatnonzero(own)])
    weights, bias = _linear(pairs.features, truth, config)
    head = StanceHead(weights, bias, *fit_calibration(logits, truth))
    names = [tuple(STANCES[k] for k in calls) for calls in (majority, tfidf)]
    return StanceFit(head, Validation(_cross_calibrated(logits, truth, folds), names[0], names[1]))


def fit_calibration(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> tuple[float, NDArray[np.float64]]:
    """Temperature and per-class shift (3,) of the least log-loss on held-out logits (n, 3); the last shift is zero.

    Temperature scaling with bias (Guo et al., ICML 2017): it keeps the order within a class and mends class shares.
    """

    def loss(values: NDArray[np.float64]) -> float:
        shares = softmax(logits / np.exp(values[0]) + np.append(values[1:], 0.0))
        return -float(np.log(np.maximum(shares[np.arange(len(truth)), truth], 1e-12)).mean())

    best = minimize(loss, x0=np.zeros(len(STANCES)), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-10, "maxiter": 5000}).x
    return round(float(np.exp(best[0])), 6), np.round(np.append(best[1:], 0.0), 6)


def _check(pairs: Pairs, config: StanceConfig) -> None:
    counts = {stance: pairs.stances.count(stance) for stance in STANCES}
    articles = len(set(pairs.articles))
    if len(pairs.stances) < MIN_PAIRS or min(counts.values()) < config.folds or articles < config.folds:
        raise ParleyError(
            f"the labels give {len(pairs.stances)} usable pairs of paragraph and target in {articles} articles ({counts})",
            expected=f"at least {MIN_PAIRS} pairs, {config.folds} of each stance, in {config.folds} articles (`stance.folds`)",
            way_out="label more paragraphs, or train with the labels of the sample corpus (`labels: seeds/labels.jsonl`)",
        )


def _folds(pairs: Pairs, count: int) -> NDArray[np.int64]:
    """The fold of each pair; all pairs of an article are in one fold."""
    folds = np.empty(len(pairs.stances), dtype=np.int64)
    splitter = StratifiedGroupKFold(count)
    for fold, (_, own) in enumerate(splitter.split(pairs.features, pairs.stances, pairs.articles)):
        folds[own] = fold
    return folds


def _linear(features: Vectors, truth: NDArray[np.int64], config: StanceConfig) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (3, 2*dim) and bias (3,) on raw features, the scaling folded in."""
    scaler = StandardScaler().fit(features.astype(np.float64))
    model = LogisticRegression(C=config.regularisation, max_iter=1000, class_weight="balanced")
    model.fit(scaler.transform(features.astype(np.float64)), truth)
    weights = model.coef_ / scaler.scale_
    return weights, model.intercept_ - weights @ scaler.mean_


def _logits(linear: tuple[NDArray[np.float64], NDArray[np.float64]], features: Vectors) -> NDArray[np.float64]:
    weights, bias = linear
    logits: NDArray[np.float64] = features.astype(np.float64) @ weights.T + bias
    return logits


def _cross_calibrated(logits: NDArray[np.float64], truth: NDArray[np.int64], folds: NDArray[np.int64]) -> NDArray[np.float64]:
    """Probabilities (n, 3), each fold calibrated on the other folds, so that the calibration error is honest."""
    probabilities = np.empty_like(logits)
    for fold in np.unique(folds):
        temperature, shift = fit_calibration(logits[folds != fold], truth[folds != fold])
        probabilities[folds == fold] = softmax(logits[folds == fold] / temperature + shift)
    return probabilities


def _tfidf(texts: Sequence[str], truth: NDArray[np.int64], unseen: Sequence[str]) -> NDArray[np.int64]:
    """What words alone can tell: TF-IDF of one and two words, the target's names replaced by a mark."""
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(C=10.0, max_iter=1000, class_weight="balanced"))
    called: NDArray[np.int64] = model.fit(texts, truth).predict(unseen)
    return called
