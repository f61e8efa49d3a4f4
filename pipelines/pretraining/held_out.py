"""What networks say of what they have not seen: the figures of a pretraining, and what its probabilities are calibrated on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.metrics import class_f1, macro_f1
from models.news import STANCES
from models.stance import SIDES, Calibration, StanceHead
from pipelines.adapter import open_adapted
from pipelines.config import StanceConfig
from pipelines.pretraining.copies import fresh
from pipelines.pretraining.examples import Example
from pipelines.pretraining.export import head_of, pairs_of, write_layers
from pipelines.pretraining.network import StanceNetwork
from pipelines.shipped import write_head
from pipelines.stance_calibration import PLAIN, calibrate
from pipelines.stance_pairs import Pairs

WITHOUT, ARTICLE, OUTLET = "without", "article", "outlet"


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Predictions for examples that a network has not seen: pairs, logits (n, 4), the head that gave them, and its folder.

    `fresh` (n,): pairs whose text repeats nothing learnt; `articles`: all that the network was kept from, those without a
    pair too.
    """

    name: str
    pairs: Pairs
    logits: NDArray[np.float64]
    head: StanceHead
    folder: Path
    fresh: NDArray[np.bool_]
    articles: frozenset[str]


def scored(
    name: str, network: StanceNetwork, test: Sequence[Example], learnt: Sequence[Example], folder: Path
) -> HeldOut:
    """Logits as the shipped engine gives them: int8, not the network's own. `learnt`: all that the network has seen."""
    folder.mkdir(exist_ok=True)
    pairs = pairs_of(test, open_adapted(write_layers(network, folder)))
    head = head_of(network, "stance")
    logits = np.stack([head.logits(row) for row in pairs.features])
    texts = [own.text for own in test for _ in own.judged]
    own = fresh(texts, (example.text for example in learnt))
    return HeldOut(name, pairs, logits, head, folder, own, frozenset(example.article for example in test))


def figures(held: Sequence[HeldOut]) -> dict[str, float]:
    """Macro-F1 over the sides: without the beat's labels, with articles held out, with outlets held out; pooled and each.

    Beside them F1 of each side with articles held out, and what is left on texts that repeat nothing learnt (`fresh`). Calls
    are as labelling would make them, calibrated on other articles.
    """
    groups = {kind: [own for own in held if own.name.startswith(kind)] for kind in (WITHOUT, ARTICLE, OUTLET)}
    pooled = {f"{kind}_macro_f1": _f1(rows, held) for kind, rows in groups.items() if rows}
    each = {f"{own.name.replace('-', '_')}_macro_f1": _f1([own], held) for own in held if own.name != WITHOUT}
    sides = class_f1(*_called(groups[ARTICLE], held), STANCES)
    new = {
        f"{kind}_fresh_macro_f1": _f1([_of_fresh(own) for own in rows], held) for kind, rows in groups.items() if rows
    }
    return pooled | each | {f"{ARTICLE}_{side}_f1": round(value, 4) for side, value in sides.items()} | new


def _of_fresh(own: HeldOut) -> HeldOut:
    pairs = own.pairs.at(np.flatnonzero(own.fresh))
    return replace(own, pairs=pairs, logits=own.logits[own.fresh], fresh=own.fresh[own.fresh])


def calibration_of(held: Sequence[HeldOut], apart_from: frozenset[str] = frozenset()) -> Calibration:
    """Calibrated on what second stages say of articles they had not seen, but for the articles of `apart_from`.

    Left plain where that leaves nothing, as for weights that no label of the beat may have touched.
    """
    rows = [(own, _outside(own, apart_from)) for own in held if own.name.startswith(ARTICLE)]
    logits = np.concatenate([own.logits[kept] for own, kept in rows])
    truth = np.concatenate([own.pairs.truth[kept] for own, kept in rows])
    config = StanceConfig()
    return calibrate(logits, truth, config.coverage, config.sure) if len(truth) else PLAIN


def write_folds(held: Sequence[HeldOut]) -> None:
    """Make each folder weights like the shipped ones, calibrated on other articles, with the articles that they have not seen."""
    for own in held:
        calibration = calibration_of(held, own.articles)
        write_head(StanceHead(own.head.weights, own.head.bias, calibration), {"held_out": own.name}, own.folder)
        (own.folder / "held_out.json").write_text(json.dumps(sorted(own.articles)), encoding="utf-8")


def _outside(own: HeldOut, articles: frozenset[str]) -> NDArray[np.bool_]:
    return np.array([article not in articles for article in own.pairs.articles], dtype=bool)


def _f1(rows: Sequence[HeldOut], held: Sequence[HeldOut]) -> float:
    return round(macro_f1(*_called(rows, held), STANCES), 4)


def _called(rows: Sequence[HeldOut], held: Sequence[HeldOut]) -> tuple[list[str], list[str]]:
    """True and likeliest sides of the pairs that take one."""
    gold: list[str] = []
    said: list[str] = []
    for own in rows:
        shares = calibration_of(held, own.articles).sides(own.logits[own.pairs.truth < SIDES])
        gold += own.pairs.sides.classes
        said += [STANCES[k] for k in shares.argmax(axis=1)]
    return gold, said
