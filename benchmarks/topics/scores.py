"""Scores of filings, the same for every method; each a pure function. A filing is (n,), with NONE for "no theme"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, roc_auc_score

from benchmarks.topics.methods import NONE, Filing

TOP = 10
# Words of three letters and more in at least five texts; scikit-learn's stop words, which favour nobody here.
WORD = r"(?u)\b[^\W\d_]{3,}\b"
LEAST_TEXTS = 5


@dataclass(frozen=True, slots=True)
class Words:
    """How often each text (n rows) holds each word (v columns)."""

    counts: csr_array
    vocabulary: tuple[str, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Words:
        counter = CountVectorizer(
            stop_words="english", token_pattern=WORD, min_df=min(LEAST_TEXTS, len(texts)), dtype=np.int64
        )
        counts = csr_array(counter.fit_transform(texts))
        return cls(counts, tuple(counter.get_feature_names_out()))


def coverage(filing: Filing) -> float:
    """Share of rows that have a theme, in [0, 1]."""
    return float((filing != NONE).mean())


def themes_in(filing: Filing) -> int:
    """How many themes hold a row."""
    return len(np.unique(filing[filing != NONE]))


def shared_information(labels: Sequence[str | None], filing: Filing, covered: bool = False) -> float | None:
    """AMI with people's labels over the rows that have one, "no theme" being a class; or over covered rows alone.

    Vinh, Epps & Bailey, JMLR 2010. None where nobody labelled.
    """
    gold, own = _judged(labels, filing, covered)
    return float(adjusted_mutual_info_score(gold, own)) if gold else None


def same_pairs(labels: Sequence[str | None], filing: Filing) -> float | None:
    """ARI with people's labels over the rows that have one, "no theme" being a class. Hubert & Arabie, 1985."""
    gold, own = _judged(labels, filing, covered=False)
    return float(adjusted_rand_score(gold, own)) if gold else None


def stability(resamples: NDArray[np.int64], filings: NDArray[np.int64]) -> float | None:
    """Mean ARI of each two filings (r, m) on the rows that both drew; `resamples` (r, m) tells which rows these are."""
    agreements = []
    for one, other in combinations(range(len(resamples)), 2):
        _, mine, theirs = np.intersect1d(resamples[one], resamples[other], return_indices=True)
        agreements.append(agreement(filings[one][mine], filings[other][theirs]))
    return float(np.mean(agreements)) if agreements else None


def agreement(one: Filing, other: Filing) -> float:
    """ARI of two filings of the same rows, whatever numbers their themes bear."""
    return float(adjusted_rand_score(one, other))


def changed(one: Filing, other: Filing) -> float:
    """Share of rows that two filings by the same model file otherwise, in [0, 1]."""
    return float((one != other).mean())


def top_words(words: Words, filing: Filing) -> list[tuple[int, ...]]:
    """For each theme the columns of its ten best words by class-based TF-IDF (Grootendorst 2022, arXiv:2203.05794)."""
    kinds = np.unique(filing[filing != NONE])
    member = csr_array((filing[None, :] == kinds[:, None]).astype(np.int64))
    counts = (member @ words.counts).toarray()
    everywhere = np.asarray(words.counts.sum(axis=0)).ravel()
    rarity = np.log1p(counts.sum() / max(1, len(kinds)) / everywhere)
    weights = np.round(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1) * rarity, 12)
    # The vocabulary is in alphabetical order, and so are words of one weight.
    best = np.argsort(-weights, axis=1, kind="stable")[:, :TOP]
    return [tuple(int(j) for j in row if weights[k, j] > 0) for k, row in enumerate(best)]


def npmi(words: Words, tops: Sequence[tuple[int, ...]]) -> float:
    """Mean over themes of the mean normalised pointwise mutual information of their words by text, in [-1, 1].

    Bouma, GSCL 2009; texts of the corpus are what words occur together in. A pair never seen together counts -1.
    """
    columns = sorted({j for top in tops for j in top})
    place = {j: i for i, j in enumerate(columns)}
    held = (words.counts[:, columns] > 0).astype(np.int64)
    together = (held.T @ held).toarray() / held.shape[0]
    alone = together.diagonal()
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = np.log(together / np.outer(alone, alone)) / -np.log(together)
    scores = np.where(together == 0.0, -1.0, np.where(together == 1.0, 1.0, scores))
    pairs = [[scores[place[a], place[b]] for a, b in combinations(top, 2)] for top in tops if len(top) > 1]
    return float(np.mean([np.mean(own) for own in pairs])) if pairs else 0.0


def told_apart(inside: NDArray[np.float64], off_topic: NDArray[np.float64]) -> float:
    """AUROC of the probability of "outside": 1 where every off-topic row has a higher one than every row of the corpus."""
    truth = np.concatenate([np.zeros(len(inside)), np.ones(len(off_topic))])
    return float(roc_auc_score(truth, np.concatenate([inside, off_topic])))


def _judged(labels: Sequence[str | None], filing: Filing, covered: bool) -> tuple[list[str], list[int]]:
    pairs = [
        (label, kind)
        for label, kind in zip(labels, filing.tolist(), strict=True)
        if label is not None and not (covered and kind == NONE)
    ]
    return [label for label, _ in pairs], [kind for _, kind in pairs]
