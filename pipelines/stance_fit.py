"""Learning stance from labels: cross-validated by article against two baselines, calibrated, then fitted on all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack
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
from models.wording import Wording
from pipelines.config import StanceConfig

MIN_PAIRS = 60
MIN_TEXTS = 2
# A TF-IDF row has length 1, a standardised feature row about the root of its dimensions: 60 lets words count about twice
# as much. Chosen among 0, 30 and 60 on the sample corpus (docs/stance.md).
WORDS = 60.0


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labelled paragraph × target pairs: feature rows (n, 2*dim), and for each its gold stance, target, article and wording.

    `wording` holds the sentences that name the target, its names marked.
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
    check_pairs(pairs, config)
    truth = np.array([STANCES.index(stance) for stance in pairs.stances])
    folds = _folds(pairs, config.folds)
    _check_folds(truth, folds)
    logits = np.empty((len(truth), len(STANCES)))
    majority, tfidf = np.empty_like(truth), np.empty_like(truth)
    for fold in range(config.folds):
        own, rest = folds == fold, folds != fold
        seen, unseen = [_at(pairs.wording, places) for places in (rest, own)]
        logits[own] = _linear(pairs.features[rest], seen, truth[rest], config).logits(pairs.features[own], unseen)
        majority[own] = np.bincount(truth[rest]).argmax()
        tfidf[own] = _tfidf(seen, truth[rest], unseen)
    linear = _linear(pairs.features, pairs.wording, truth, config)
    temperature, shift = fit_calibration(logits, truth)
    head = StanceHead(linear.weights, linear.bias, temperature, shift, linear.wording)
    names = [tuple(STANCES[k] for k in calls) for calls in (majority, tfidf)]
    return StanceFit(head, Validation(_cross_calibrated(logits, truth, folds), names[0], names[1]))


def fit_calibration(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> tuple[float, NDArray[np.float64]]:
    """Temperature and per-class shift (3,) of the least log-loss on held-out logits (n, 3); the last shift is zero.

    Temperature scaling with bias (Guo et al., ICML 2017): it keeps the order within a class and mends class shares.
    """

    def loss(values: NDArray[np.float64]) -> float:
        shares = softmax(logits / np.exp(values[0]) + np.append(values[1:], 0.0))
        return -float(np.log(np.maximum(shares[np.arange(len(truth)), truth], 1e-12)).mean())

    best = minimize(
        loss, x0=np.zeros(len(STANCES)), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-10, "maxiter": 5000}
    ).x
    return round(float(np.exp(best[0])), 6), np.round(np.append(best[1:], 0.0), 6)


def check_pairs(pairs: Pairs, config: StanceConfig) -> None:
    """Raise ParleyError when the labels are too few, or lack a stance, to be learnt and validated."""
    counts = {stance: pairs.stances.count(stance) for stance in STANCES}
    articles = len(set(pairs.articles))
    if len(pairs.stances) < MIN_PAIRS or min(counts.values()) < config.folds or articles < config.folds:
        raise ParleyError(
            f"the labels give {len(pairs.stances)} usable pairs of paragraph and target in {articles} articles ({counts})",
            expected=f"at least {MIN_PAIRS} pairs, {config.folds} of each stance, in {config.folds} articles (`stance.folds`)",
            way_out="label more paragraphs, or train with the labels of the sample corpus (`labels: seeds/labels.jsonl`)",
        )


def _check_folds(truth: NDArray[np.int64], folds: NDArray[np.int64]) -> None:
    """Refuse folds of which one holds all pairs of a stance: the others could not learn it."""
    for stance, name in enumerate(STANCES):
        if len(np.unique(folds[truth == stance])) < 2:
            raise ParleyError(
                f"all pairs labelled {name} fall into one fold of articles",
                expected="each stance in several articles, so that it can be learnt from some and tried on others",
                way_out="label that stance in more articles, or train with the labels of the sample corpus",
            )


def _folds(pairs: Pairs, count: int) -> NDArray[np.int64]:
    """The fold of each pair; all pairs of an article are in one fold."""
    folds = np.empty(len(pairs.stances), dtype=np.int64)
    splitter = StratifiedGroupKFold(count)
    for fold, (_, own) in enumerate(splitter.split(pairs.features, pairs.stances, pairs.articles)):
        folds[own] = fold
    return folds


def _at(texts: Sequence[str], places: NDArray[np.bool_]) -> list[str]:
    return [texts[i] for i in np.flatnonzero(places).tolist()]


@dataclass(frozen=True, slots=True)
class _Linear:
    """Weights (3, 2*dim) and bias (3,) on raw features, the scaling folded in, beside the weights of words."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    wording: Wording

    def logits(self, features: Vectors, wording: Sequence[str]) -> NDArray[np.float64]:
        logits: NDArray[np.float64] = (
            features.astype(np.float64) @ self.weights.T + self.bias + self.wording.logits(wording)
        )
        return logits


def _linear(features: Vectors, wording: Sequence[str], truth: NDArray[np.int64], config: StanceConfig) -> _Linear:
    """One logistic regression over standardised features and, weighing as much as WORDS of them, TF-IDF terms."""
    scaler = StandardScaler().fit(features.astype(np.float64))
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=MIN_TEXTS)
    terms = words.fit_transform(wording)
    joined = hstack([csr_matrix(scaler.transform(features.astype(np.float64))), terms * WORDS]).tocsr()
    model = LogisticRegression(C=config.regularisation, max_iter=2000, class_weight="balanced").fit(joined, truth)
    weights, word_weights = np.split(model.coef_, [features.shape[1]], axis=1)
    weights = weights / scaler.scale_
    own = Wording(tuple(words.get_feature_names_out().tolist()), words.idf_, word_weights * WORDS)
    return _Linear(weights, model.intercept_ - weights @ scaler.mean_, own)


def _cross_calibrated(
    logits: NDArray[np.float64], truth: NDArray[np.int64], folds: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Probabilities (n, 3), each fold calibrated on the other folds, so that the calibration error is honest."""
    probabilities = np.empty_like(logits)
    for fold in np.unique(folds):
        temperature, shift = fit_calibration(logits[folds != fold], truth[folds != fold])
        probabilities[folds == fold] = softmax(logits[folds == fold] / temperature + shift)
    return probabilities


def _tfidf(texts: Sequence[str], truth: NDArray[np.int64], unseen: Sequence[str]) -> NDArray[np.int64]:
    """What words alone can tell: TF-IDF of one and two words, the target's names replaced by a mark."""
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        LogisticRegression(C=10.0, max_iter=1000, class_weight="balanced"),
    )
    called: NDArray[np.int64] = model.fit(texts, truth).predict(unseen)
    return called
