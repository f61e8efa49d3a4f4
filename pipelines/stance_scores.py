"""How good the stance of a run is, on articles not trained on: the same metric names in every run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.metrics import calibration_error, class_f1, macro_f1
from models.news import STANCES
from models.stance import SIDES
from pipelines.corpus import Addressed
from pipelines.evaluate import Metrics
from pipelines.stance_fit import StanceFit, Validation
from pipelines.stance_pairs import Pairs

MIN_TARGET_PAIRS = 20


def stance_metrics(pairs: Pairs, fit: StanceFit, addressed: Addressed) -> Metrics:
    """Stance on articles not trained on, beside the shipped head and both baselines; what was not measured is left out."""
    sides, held_out = pairs.sides, fit.validation
    counts = {
        "stance.pairs": float(len(sides.classes)),
        "stance.pairs_not_addressed": float(len(pairs.classes) - len(sides.classes)),
    }
    if not sides.classes:
        return counts
    gold, calls = sides.classes, held_out.called
    own = macro_f1(gold, calls, STANCES)
    others = {name: macro_f1(gold, own_calls, STANCES) for name, own_calls in held_out.others.items()}
    right = np.array([a == b for a, b in zip(gold, calls, strict=True)])
    return {
        **counts,
        "stance.macro_f1": own,
        **{f"stance.f1_{stance}": score for stance, score in class_f1(gold, calls, STANCES).items()},
        "stance.accuracy": float(right.mean()),
        **{f"stance.baseline_{name}_f1": score for name, score in others.items()},
        **{f"stance.gap_to_{name}": own - score for name, score in others.items()},
        "stance.calibration_error": calibration_error(held_out.sides.probabilities.max(axis=1), right),
        **_certainty(gold, right, held_out),
        **_addressed(pairs, held_out, addressed),
        **_by_target(sides, calls, right),
    }


def _certainty(gold: Sequence[str], right: NDArray[np.bool_], held_out: Validation) -> Metrics:
    """What is left unsure, how good the rest is, and how often the true stance is among the options."""
    calls = held_out.sides.calls
    sure = np.array([call.stance == call.leaning for call in calls])
    kept = [call.leaning for call, own in zip(calls, sure, strict=True) if own]
    return {
        "stance.unsure_share": float(1.0 - sure.mean()),
        "stance.sure_macro_f1": macro_f1([name for name, own in zip(gold, sure, strict=True) if own], kept, STANCES),
        "stance.sure_accuracy": float(right[sure].mean()) if sure.any() else 0.0,
        "stance.options_coverage": float(
            np.mean([name in call.options for name, call in zip(gold, calls, strict=True)])
        ),
        "stance.options_size": float(np.mean([len(call.options) for call in calls])),
    }


def _addressed(pairs: Pairs, held_out: Validation, named: Addressed) -> Metrics:
    """Whether an actor is addressed: by names alone (recall), and by the decision on top of them (F1 of `not addressed`)."""
    truth, said = pairs.truth >= SIDES, held_out.addressed < 0.5
    recall = {"stance.addressed_recall": named.found / max(1, named.found + named.missed)}
    if not truth.any():
        return recall
    return recall | {"stance.not_addressed_f1": 2.0 * float((truth & said).sum()) / float(truth.sum() + said.sum())}


def _by_target(pairs: Pairs, calls: Sequence[str], right: NDArray[np.bool_]) -> Metrics:
    """Macro-F1 and accuracy for each target with enough pairs to mean something."""
    metrics: Metrics = {}
    for target, count in sorted(Counter(pairs.targets).items()):
        if count >= MIN_TARGET_PAIRS:
            own = [i for i, name in enumerate(pairs.targets) if name == target]
            gold = [pairs.classes[i] for i in own]
            metrics[f"stance.target_{target}_f1"] = macro_f1(gold, [calls[i] for i in own], sorted(set(gold)))
            metrics[f"stance.target_{target}_accuracy"] = float(right[own].mean())
    return metrics
