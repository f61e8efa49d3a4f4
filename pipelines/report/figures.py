"""Pictures of a run: granularity, confusion matrix, reliability, risk and coverage, learning curve."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib
import numpy as np
from numpy.typing import NDArray

matplotlib.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from sklearn.metrics import confusion_matrix

from models.metrics import reliability, risk_coverage
from models.news import STANCES
from pipelines.discovery import Discovery
from pipelines.stance_curve import Curve


def grain_plot(found: Discovery, path: Path) -> None:
    """Why this granularity: stability with its interval, and separation, over the number of themes."""
    themes = [grain.themes for grain in found.grains]
    stability = np.array([grain.stability for grain in found.grains])
    figure, axes = plt.subplots(figsize=(8, 4.4))
    axes.plot(themes, stability, marker="o", color="#1f5fa8", label="stability (ARI of two halves of the draws)")
    low, high = ([getattr(grain, end) for grain in found.grains] for end in ("low", "high"))
    axes.fill_between(themes, low, high, color="#1f5fa8", alpha=0.15, linewidth=0)
    axes.plot(
        themes,
        [grain.separation for grain in found.grains],
        marker="s",
        color="#c26a00",
        label="separation (silhouette)",
    )
    for name, layer in (("coarser", found.coarser), ("chosen", found.chosen), ("finer", found.finer)):
        if layer:
            at = layer.grain.themes
            axes.axvline(at, color="grey", linestyle="-" if name == "chosen" else ":", linewidth=1)
            axes.annotate(
                f"{name}: {at}", (at, 1.02), rotation=90, fontsize=8, va="bottom", ha="center", annotation_clip=False
            )
    axes.set(xscale="log", xlabel="themes", ylim=(min(0.0, float(min(low))), 1.0))
    axes.set_xticks(themes, [str(k) for k in themes], fontsize=7)
    axes.minorticks_off()
    axes.legend(fontsize=8)
    _save(figure, path)


def confusion(gold: Sequence[str], called: Sequence[str], path: Path) -> None:
    """Gold stance against called stance, as counts."""
    counts = confusion_matrix(gold, called, labels=list(STANCES))
    figure, axes = plt.subplots(figsize=(5, 4.4))
    axes.imshow(counts / np.maximum(1, counts.sum(axis=1, keepdims=True)), cmap="Blues", vmin=0, vmax=1)
    for row, column in np.ndindex(counts.shape):
        axes.text(column, row, counts[row, column], ha="center", va="center")
    axes.set(xlabel="called", ylabel="labelled", title="Stance on articles not trained on")
    axes.set_xticks(range(len(STANCES)), STANCES)
    axes.set_yticks(range(len(STANCES)), STANCES)
    _save(figure, path)


def reliability_plot(probabilities: NDArray[np.float64], gold: Sequence[str], path: Path) -> None:
    """Stated probability against the share that was right, for held-out calls; the diagonal is honesty."""
    rows = reliability(probabilities.max(axis=1), _right(probabilities, gold))
    figure, axes = plt.subplots(figsize=(5, 4.6))
    axes.plot([0, 1], [0, 1], color="grey", linestyle="--", linewidth=1)
    axes.plot([row[0] for row in rows], [row[1] for row in rows], marker="o")
    for mean, accuracy, count in rows:
        axes.annotate(str(count), (mean, accuracy), textcoords="offset points", xytext=(4, -12), fontsize=8)
    axes.set(
        xlim=(0.3, 1),
        ylim=(0, 1.02),
        xlabel="stated probability",
        ylabel="share right",
        title="Stance reliability (held out)",
    )
    _save(figure, path)


def curve_plot(curve: Curve, path: Path) -> None:
    """What the labels brought: macro-F1 on articles held out over the number of labelled pairs learnt from."""
    figure, axes = plt.subplots(figsize=(5.4, 4.2))
    axes.plot([point.pairs for point in curve.points], [point.macro_f1 for point in curve.points], marker="o")
    for point in curve.points:
        axes.annotate(
            f"{point.macro_f1:.3f}",
            (point.pairs, point.macro_f1),
            textcoords="offset points",
            xytext=(4, -12),
            fontsize=8,
        )
    axes.set(
        xlabel="labelled pairs learnt from (0: as shipped)",
        ylabel="macro-F1, articles held out",
        title="Stance: what the labels brought",
    )
    _save(figure, path)


def risk_plot(probabilities: NDArray[np.float64], gold: Sequence[str], sure: float, path: Path) -> None:
    """Share of wrong calls among the surest, over how many are kept; the mark is where calls become `unsure`."""
    rows = risk_coverage(probabilities.max(axis=1), _right(probabilities, gold))
    figure, axes = plt.subplots(figsize=(5.4, 4.2))
    axes.plot([row.coverage for row in rows], [row.risk for row in rows])
    kept = float((probabilities.max(axis=1) >= sure).mean())
    axes.axvline(kept, color="grey", linestyle=":", linewidth=1)
    axes.annotate(f"sure from {sure:g}: {kept:.0%} kept", (kept, 0.0), rotation=90, fontsize=8, ha="right", va="bottom")
    axes.set(
        xlim=(0, 1.01),
        ylim=(0, None),
        xlabel="share of calls kept, the surest first",
        ylabel="share wrong among them",
        title="Stance: risk and coverage (held out)",
    )
    _save(figure, path)


def _right(probabilities: NDArray[np.float64], gold: Sequence[str]) -> NDArray[np.bool_]:
    called = probabilities.argmax(axis=1)
    return np.array([STANCES[k] == stance for k, stance in zip(called, gold, strict=True)])


def _save(figure: Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
