"""The baselines: pairs to train on and pairs to ask about in, probabilities (n, 3) in the order of STANCES out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from benchmarks.stances.data import Pair, Round, Shares
from benchmarks.stances.places import Places, marked
from models.encoder import Encoder, Passage, Vectors
from models.news import STANCES
from models.stance import features
from pipelines.config import TrainConfig
from pipelines.encoders import open_encoder

# Vectors: chosen on the development part of NewsMTSC, of 1 to 100. Words: as in training.
VECTORS, WORDS, ITERATIONS = 3.0, 10.0, 2_000

Asked = Callable[[Round, int], Shares]


@dataclass(frozen=True, slots=True)
class Way:
    """`ask` answers a round, with a seed for ways that draw; `made_of` tells what its answers to a round hang on.

    `learns`: what it is trained on, for the table; None where the benchmark says what its weights have seen. `module`: where
    its code is.
    """

    name: str
    learns: str | None
    ask: Asked
    made_of: Callable[[Round], str]
    module: str = "ways"
    draws: bool = False


def majority(asked: Round, seed: int) -> Shares:
    """The shares of the stances in training, for every pair."""
    counts = Counter(pair.label for pair in asked.train)
    shares = np.array([counts[stance] for stance in STANCES]) / max(1, len(asked.train))
    return np.tile(shares, (len(asked.test), 1))


def tfidf(asked: Round, seed: int) -> Shares:
    """Logistic regression over one and two words of the text, the target's places marked."""
    words = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), regression(WORDS))
    words.fit(_marked(asked.train), [pair.label for pair in asked.train])
    return in_order(words.predict_proba(_marked(asked.test)), words.classes_)


def frozen(asked: Round, seed: int) -> Shares:
    """Logistic regression over the bundled encoder's vector of the text and its states of the target."""
    return refitted(open_encoder(TrainConfig().encoder.model), asked)


def refitted(encoder: Encoder, asked: Round) -> Shares:
    """Logistic regression over an encoder's features, which stays as it is."""
    head = regression(VECTORS).fit(rows_of(encoder, asked.train), [pair.label for pair in asked.train])
    return in_order(head.predict_proba(rows_of(encoder, asked.test)), head.classes_)


def rows_of(encoder: Encoder, pairs: Sequence[Pair]) -> Vectors:
    """Feature rows (n, 2*dim); a text is encoded once, whatever number of targets it has."""
    by_text: dict[str, dict[Places, None]] = {}
    for pair in pairs:
        by_text.setdefault(pair.text, {})[pair.spans] = None
    passages = [Passage(text, tuple(spans)) for text, spans in by_text.items()]
    found: dict[tuple[str, Places], Vectors] = {}
    for passage, encoded in zip(passages, encoder.encode(passages), strict=True):
        found |= {(passage.text, spans): row for spans, row in zip(passage.targets, features(encoded), strict=True)}
    return np.stack([found[pair.text, pair.spans] for pair in pairs])


def regression(strength: float) -> LogisticRegression:
    """Balanced, since macro-F1 is what most of these benchmarks score."""
    return LogisticRegression(C=strength, max_iter=ITERATIONS, class_weight="balanced")


def in_order(shares: Shares, classes: Sequence[str]) -> Shares:
    """Columns in the order of STANCES; nought for one that was not learnt."""
    place = {name: k for k, name in enumerate(classes)}
    return np.stack([shares[:, place[s]] if s in place else np.zeros(len(shares)) for s in STANCES], axis=1)


def sources(module: str) -> str:
    """Version and digest of the code of a way: what its answers hang on, whatever it is asked."""
    here = Path(__file__).parent
    files = sorted({*here.glob(f"{module}*.py"), here / "places.py", here / "ways.py"})
    return f"scikit-learn {version('scikit-learn')} {hashlib.sha256(b''.join(map(Path.read_bytes, files))).hexdigest()[:12]}"


def _marked(pairs: Sequence[Pair]) -> list[str]:
    return [marked(pair.text, pair.spans, pair.how) for pair in pairs]


def _nothing(asked: Round) -> str:
    return ""


def _encoder(asked: Round) -> str:
    return open_encoder(TrainConfig().encoder.model).revision


MAJORITY = Way("majority", "shares alone", majority, _nothing)
TFIDF = Way("TF-IDF + logistic regression", "train part", tfidf, _nothing)
FROZEN = Way("frozen MiniLM + logistic regression", "train part", frozen, _encoder)
