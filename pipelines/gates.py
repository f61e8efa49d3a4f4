"""Whether a new version may become champion: explicit gates, each with its figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

# Metric -> how much worse than the champion it may be. Training is deterministic, so nothing has to be forgiven.
NO_WORSE = ("stance.macro_f1", "themes.gold_f1")
ABOVE_ZERO = ("stance.gap_to_majority",)


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition, whether it holds, and the figures that say so."""

    name: str
    passed: bool
    why: str


def judge(
    metrics: Mapping[str, float],
    champion: Mapping[str, float] | None,
    gold: str,
    champion_gold: str | None,
    fault: str | None,
) -> tuple[Gate, ...]:
    """All gates for a new version beside the champion's metrics, if there is one.

    `gold` and `champion_gold` are the digests of the gold sets the metrics were measured on: figures of different gold
    sets are not compared, so such a version waits for `parley promote`.
    """
    gates = [Gate("golden predictions replay", fault is None, fault or "the registered bundle was loaded and replayed")]
    gates += [_above_zero(name, metrics) for name in ABOVE_ZERO]
    if champion is None:
        return (*gates, Gate("champion to beat", True, "there is none yet"))
    if gold != champion_gold:
        return (
            *gates,
            Gate(
                "same gold set as the champion",
                False,
                f"{gold} here, {champion_gold} there: figures cannot be compared",
            ),
        )
    return (*gates, *(_no_worse(name, metrics, champion) for name in NO_WORSE))


def _above_zero(name: str, metrics: Mapping[str, float]) -> Gate:
    if name not in metrics:
        return Gate(f"{name} above 0", True, "not measured: too few labelled pairs, so the shipped stance is used")
    return Gate(f"{name} above 0", metrics[name] > 0, f"{metrics[name]:.4f}")


def _no_worse(name: str, metrics: Mapping[str, float], champion: Mapping[str, float]) -> Gate:
    if name not in metrics and name not in champion:
        return Gate(f"{name} no worse", True, "measured in neither")
    own, best = (round(figures.get(name, math.nan), 4) for figures in (metrics, champion))
    if not (math.isfinite(own) and math.isfinite(best)):
        return Gate(f"{name} no worse", False, f"{own} against the champion's {best}: cannot be compared")
    return Gate(f"{name} no worse", own >= best, f"{own:.4f} against the champion's {best:.4f}")
