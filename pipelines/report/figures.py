"""Pictures of a run: theme map, confusion matrix, reliability plot."""

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

from models.encoder import Vectors
from models.metrics import reliability
from models.news import OUTSIDE, STANCES
from models.themes import Themes, centered
from pipelines.discovery import Discovery

OUTSIDE_GREY = "#c8c8c8"


def theme_map(vectors: Vectors, themes: Themes, seed: int, path: Path) -> None:
    """Each paragraph as a point, coloured and named by theme. The layout is for the eye alone: nothing is decided by it."""
    from umap import UMAP

    space = centered(vectors, themes.center)
    points = UMAP(n_components=2, metric="cosine", random_state=seed, n_jobs=1).fit_transform(space)
    called = [row.theme for row in themes.assign(vectors)]
    figure, axes = plt.subplots(figsize=(11, 8))
    colours = plt.get_cmap("tab20")
    _scatter(axes, points, called, OUTSIDE, OUTSIDE_GREY)
    for k, theme in enumerate(themes.themes):
        own = _scatter(axes, points, called, theme.id, colours(k % 20))
        if own.any():
            x, y = np.median(points[own], axis=0)
            box = {"boxstyle": "round,pad=0.2", "fc": "white", "ec": colours(k % 20), "alpha": 0.85}
            axes.annotate(f"{theme.name} ({int(own.sum())})", (x, y), ha="center", fontsize=9, bbox=box)
    axes.set(title="Paragraphs by theme", xticks=[], yticks=[])
    _save(figure, path)


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


def _scatter(
    axes: plt.Axes, points: NDArray[np.float32], called: Sequence[str], theme: str, colour: object
) -> NDArray[np.bool_]:
    own = np.array([name == theme for name in called], dtype=bool)
    axes.scatter(points[own, 0], points[own, 1], s=14, color=colour, alpha=0.8, linewidths=0)
    return own


def _save(figure: Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
