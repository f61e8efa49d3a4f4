"""Making theme probabilities mean what they say: floor, margin, temperature and core, fitted on paragraphs held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from models.encoder import Vectors
from models.errors import ParleyError
from models.themes import softmax

CORE_QUANTILE = 0.5
# How much of a batch of new articles is taken to lie outside all themes when probabilities are calibrated.
OUTSIDE_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Judged:
    """Paragraphs whose theme people named: texts, unit vectors (m, dim), theme names."""

    texts: tuple[str, ...]
    vectors: Vectors
    names: tuple[str, ...]


def fit_temperature(cosines: NDArray[np.float64], filing: NDArray[np.int64]) -> float:
    """The temperature of the least log-loss of the filing (n,) given held-out cosines (n, k)."""
    own = np.arange(len(filing))

    def loss(log_temperature: float) -> float:
        return -float(np.log(np.maximum(softmax(cosines / np.exp(log_temperature))[own, filing], 1e-12)).mean())

    return round(float(np.exp(minimize_scalar(loss, bounds=(np.log(1e-3), 0.0), method="bounded").x)), 6)


def fit_outside(near: NDArray[np.float64], far: NDArray[np.float64]) -> tuple[float, float]:
    """Floor and margin of a logistic between held-out members' cosines (n,) and those of background texts (m,).

    The background weighs OUTSIDE_SHARE of the whole, whatever its size.
    """
    cosines = np.concatenate([near, far])[:, None]
    inside = np.concatenate([np.ones(len(near)), np.zeros(len(far))])
    weights = np.where(inside == 1, (1 - OUTSIDE_SHARE) / len(near), OUTSIDE_SHARE / len(far)) * len(inside)
    curve = LogisticRegression(C=1e4).fit(cosines, inside, sample_weight=weights)
    slope, start = float(curve.coef_[0, 0]), float(curve.intercept_[0])
    if slope <= 0.0:
        raise ParleyError(
            "the background texts lie as near to the themes as the articles themselves",
            expected="texts about anything but the beat, so that they teach what lies outside",
            way_out="correct `background` in the config; seeds/background.txt is an example",
        )
    return round(-start / slope, 6), round(1.0 / slope, 6)


def judged_cosines(
    texts: Sequence[str], held: NDArray[np.float64], judged: Judged, cosines: NDArray[np.floating], names: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Cosines (m, k) and theme index (m,) of the paragraphs judged to be of one of these themes.

    Paragraphs that stand in the corpus helped to make the prototypes, so theirs are the held-out cosines.
    """
    place = {text: i for i, text in enumerate(texts)}
    rows = [i for i, name in enumerate(judged.names) if name in names]
    found = [held[place[judged.texts[i]]] if judged.texts[i] in place else cosines[i].astype(np.float64) for i in rows]
    index = np.array([names.index(judged.names[i]) for i in rows], dtype=np.int64)
    return np.array(found).reshape(len(rows), len(names)), index


def core_cosines(held: NDArray[np.float64], filing: NDArray[np.int64]) -> NDArray[np.float64]:
    """The cosine (k,) from which a paragraph is a core member: the median of the theme's held-out members."""
    own = held[np.arange(len(filing)), filing]
    return np.array(
        [
            np.quantile(own[filing == k], CORE_QUANTILE).round(6) if (filing == k).any() else 1.0
            for k in range(held.shape[1])
        ]
    )
