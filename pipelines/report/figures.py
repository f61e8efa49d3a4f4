"""Pictures of a run: granularity, confusion matrix, reliability plot."""

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

from models.metrics import reliability
from models.news import STANCES
from pipelines.discovery import Discovery


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
    called = probabilities.argmax(axis=1)
    right = np.array([STANCES[k] == stance for k, stance in zip(called, gold, strict=True)])
    rows = reliability(probabilities.max(axis=1), right)
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


def _save(figure: Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
