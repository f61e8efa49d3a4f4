"""parley's themes, put to the same questions as the peers' topics."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.topics.methods import NONE, Filing, Fit, Fitted, Predict, Rows
from benchmarks.topics.vectors import MODEL
from models.actors import ActorBook
from models.bundle import Bundle, EncoderRef
from models.bundle_files import read_filing, save
from models.encoder import Encoder, Vectors
from models.readings import Encoders
from models.stance import Calibration, StanceHead
from models.themes import Themes
from pipelines.config import TrainConfig
from pipelines.encoders import open_encoder
from pipelines.inputs import read_background
from pipelines.sampling import FOLDS
from pipelines.shipped import LAYERS_FILE
from pipelines.theme_calibration import Judged
from pipelines.theme_fit import Corpus, Known
from pipelines.theme_learning import Wanted, learn_themes

SHIPPED = Path(TrainConfig().stance.weights) / LAYERS_FILE
NO_STANCE = StanceHead(np.zeros((3, 0)), np.zeros(3), Calibration(1.0, np.zeros(3)))


def parley() -> Fit:
    """The defaults, with neither seed themes nor a paragraph whose theme people named."""
    import hdbscan  # noqa: F401  that the first fit be not timed with what discovery imports
    import umap  # noqa: F401

    known()

    def fit(texts: list[str], rows: Rows, seed: int, true: int | None) -> Fitted:
        themes = discover_themes(texts, rows, seed)

        def reload(folder: Path) -> Predict:
            save(_bundle(themes), (), folder)
            return _assigned(read_filing(folder, lambda ref, _: _encoder()).themes)

        return Fitted(filing(themes, rows), _assigned(themes), reload)

    return fit


def discover_themes(texts: list[str], rows: Rows, seed: int) -> Themes:
    """The themes of distinct texts with unit rows (n, dim), as training would find them without seeds.

    Each text counts as an article of its own, since not every corpus tells which texts belong to one.
    """
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    order = sorted(range(len(texts)), key=keys.__getitem__)
    articles = tuple(keys[i] for i in order)
    folds = np.array([int(key, 16) % FOLDS for key in articles], dtype=np.int64)
    corpus = Corpus(tuple(texts[i] for i in order), rows[order], articles, folds)
    return learn_themes(corpus, Wanted(), known(), _encoder(), TrainConfig().themes, seed).fit.themes


@cache
def known() -> Known:
    """What training knows besides the articles: texts off the beat, and how to encode the phrases that name themes."""
    background: Vectors = _encoder().vectors(read_background(Path(TrainConfig().background)))
    return Known(background, Judged((), background[:0], ()), (), _encoder().vectors)


@cache
def _encoder() -> Encoder:
    return open_encoder(MODEL)


def filing(themes: Themes, rows: Rows) -> Filing:
    """The place of each row's theme (n,) among `themes`, or NONE outside."""
    place = {theme.id: k for k, theme in enumerate(themes.themes)}
    return np.array([place.get(row.theme, NONE) for row in themes.assign(rows)], dtype=np.int64)


def outside(themes: Themes, rows: Rows) -> NDArray[np.float64]:
    """The probability (n,) that a row lies outside all themes."""
    return themes.probabilities(rows)[:, -1]


def sources() -> str:
    """Digest of the modules of ours that are loaded: what these figures hang on."""
    files = {Path(str(m.__file__)) for n, m in sys.modules.items() if n.split(".")[0] in ("models", "pipelines")}
    told = hashlib.sha256(Path(__file__).read_bytes())
    for file in sorted(files):
        told.update(file.read_bytes())
    return told.hexdigest()[:16]


def _assigned(themes: Themes) -> Predict:
    return lambda texts, rows: filing(themes, rows)


def _bundle(themes: Themes) -> Bundle:
    """A bundle with nothing in it but the themes, since what is saved and loaded is a bundle."""
    ref, encoders = EncoderRef(MODEL, "", ""), Encoders(_encoder(), _encoder())
    return Bundle(ref, ref, encoders, SHIPPED, ActorBook(()), themes, NO_STANCE, "", {})
