"""Themes: how far either tier's vectors tell people's labels apart, and what parley discovers in them.

Of each corpus at most LABELLED texts: logistic regression on the labels (macro-F1, five folds), k-means without them (AMI),
and for two corpora the themes that training finds without seeds (AMI).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_mutual_info_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from benchmarks.topics.corpora import at_hand, read_corpus
from models.encoder import Encoder, Vectors
from models.metrics import macro_f1
from models.themes import centered
from pipelines.config import TrainConfig
from pipelines.inputs import read_background
from pipelines.sampling import FOLDS
from pipelines.theme_calibration import Judged
from pipelines.theme_fit import Corpus, Known
from pipelines.theme_learning import Wanted, learn_themes

LABELLED, FEWEST, SEEDS, STRENGTH = 1_500, 5, 3, 10.0
DISCOVERED = ("sample", "bbc_news")


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts, each with the theme that people gave it; a theme has FEWEST texts or more."""

    texts: tuple[str, ...]
    themes: tuple[str, ...]


def table(tiers: Mapping[str, Encoder]) -> Iterator[str]:
    """One line for each corpus at hand and tier."""
    yield f"{'themes':<20}{'texts':>6}{'labels':>7}  {'tier':<8}{'F1':>7}{'k-means':>9}{'parley':>8}"
    for name in at_hand():
        own = _labelled(name)
        for tier, encoder in tiers.items() if own.texts else ():
            rows = encoder.vectors(own.texts)
            figures = f"{_regression(own, rows):>7.3f}{_means(own, rows):>9.3f}"
            found = f"{_agreement(own, _discovered(own, rows, encoder)):>8.3f}" if name in DISCOVERED else f"{'–':>8}"
            yield f"{name:<20}{len(own.texts):>6}{len(set(own.themes)):>7}  {tier:<8}{figures}{found}"


def _labelled(name: str) -> Labelled:
    """A draw of the labelled texts by digest, always the same one; themes of few texts left out."""
    judged = read_corpus(name)
    rows = [(text, label) for text, label in zip(judged.texts, judged.labels, strict=True) if label is not None]
    rows = sorted(rows, key=lambda row: _digest(row[0]))[:LABELLED]
    counts = Counter(label for _, label in rows)
    kept = [(text, label) for text, label in rows if counts[label] >= FEWEST]
    return Labelled(tuple(text for text, _ in kept), tuple(label for _, label in kept))


def _regression(own: Labelled, rows: Vectors) -> float:
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    called = cross_val_predict(LogisticRegression(C=STRENGTH, max_iter=500), rows, np.array(own.themes), cv=folds)
    return macro_f1(own.themes, called.tolist(), sorted(set(own.themes)))


def _means(own: Labelled, rows: Vectors) -> float:
    space, count = centered(rows, rows.mean(axis=0)), len(set(own.themes))
    filings = [KMeans(count, n_init=2, random_state=seed).fit_predict(space).astype(str) for seed in range(SEEDS)]
    return float(np.mean([_agreement(own, filing.tolist()) for filing in filings]))


def _agreement(own: Labelled, filing: Sequence[str]) -> float:
    return float(adjusted_mutual_info_score(own.themes, filing))


def _discovered(own: Labelled, rows: Vectors, encoder: Encoder) -> list[str]:
    """The themes that training finds without seeds; each text counts as an article."""
    articles = tuple(_digest(text) for text in own.texts)
    folds = np.array([int(article, 16) % FOLDS for article in articles], dtype=np.int64)
    config = TrainConfig()
    background = encoder.vectors(read_background(Path(config.background)))
    known = Known(background, Judged((), background[:0], ()), (), encoder.vectors)
    corpus = Corpus(own.texts, rows, articles, folds)
    themes = learn_themes(corpus, Wanted(), known, encoder, config.themes, config.seed).fit.themes
    return [row.theme for row in themes.assign(rows)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
