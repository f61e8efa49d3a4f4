"""What networks say of what they have not seen: the figures of a pretraining, and what its probabilities are calibrated on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.metrics import macro_f1
from models.news import STANCES
from models.stance import SIDES, Calibration, StanceHead
from pipelines.adapter import open_adapted
from pipelines.config import StanceConfig
from pipelines.pretraining.examples import Example
from pipelines.pretraining.export import head_of, pairs_of, write_layers
from pipelines.pretraining.network import StanceNetwork
from pipelines.shipped import write_head
from pipelines.stance_calibration import calibrate
from pipelines.stance_pairs import Pairs

WITHOUT, ARTICLE, OUTLET = "without", "article", "outlet"


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Predictions for examples that a network has not seen: pairs, logits (n, 4), the head that gave them, and its folder."""

    name: str
    pairs: Pairs
    logits: NDArray[np.float64]
    head: StanceHead
    folder: Path


def scored(name: str, network: StanceNetwork, test: Sequence[Example], folder: Path) -> HeldOut:
    """Logits as the shipped engine gives them: int8, not the network's own."""
    folder.mkdir(exist_ok=True)
    pairs = pairs_of(test, open_adapted(write_layers(network, folder)))
    head = head_of(network, "stance")
    return HeldOut(name, pairs, np.stack([head.logits(row) for row in pairs.features]), head, folder)


def figures(held: Sequence[HeldOut]) -> dict[str, float]:
    """Macro-F1 over the sides: without the beat's labels, with articles held out, with outlets held out; pooled and each."""
    groups = {kind: [own for own in held if own.name.startswith(kind)] for kind in (WITHOUT, ARTICLE, OUTLET)}
    pooled = {f"{kind}_macro_f1": _f1(rows) for kind, rows in groups.items() if rows}
    return pooled | {f"{own.name.replace('-', '_')}_macro_f1": _f1([own]) for own in held if own.name != WITHOUT}


def calibration_of(held: Sequence[HeldOut]) -> Calibration:
    """Calibrated on the predictions for articles that the second stage had not seen."""
    rows = [own for own in held if own.name.startswith(ARTICLE)]
    logits, truth = np.concatenate([own.logits for own in rows]), np.concatenate([own.pairs.truth for own in rows])
    config = StanceConfig()
    return calibrate(logits, truth, config.coverage, config.sure)


def write_folds(held: Sequence[HeldOut]) -> None:
    """Make each folder weights like the shipped ones, calibrated on other folds, with the articles that they have not seen."""
    for own in held:
        calibration = calibration_of([other for other in held if other.name != own.name])
        write_head(StanceHead(own.head.weights, own.head.bias, calibration), {"held_out": own.name}, own.folder)
        articles = json.dumps(sorted(set(own.pairs.articles)))
        (own.folder / "held_out.json").write_text(articles, encoding="utf-8")


def _f1(rows: Sequence[HeldOut]) -> float:
    gold = [name for own in rows for name in own.pairs.sides.classes]
    said = [STANCES[k] for own in rows for k in own.logits[own.pairs.truth < SIDES][:, :SIDES].argmax(axis=1)]
    return round(macro_f1(gold, said, STANCES), 4)
