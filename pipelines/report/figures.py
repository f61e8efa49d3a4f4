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
    """Why this granularity: stability, information and their product over the number of themes."""
    grains = sorted(found.grains, key=lambda grain: grain.themes)
    themes = [grain.themes for grain in grains]
    figure, axes = plt.subplots(figsize=(7, 4))
    axes.plot(themes, [grain.stability for grain in grains], marker="o", label="stability (mean pairwise ARI)")
    axes.plot(themes, [grain.information for grain in grains], marker="o", label="shared information (nats)")
    axes.plot(themes, [grain.score for grain in grains], marker="o", linewidth=2.5, label="stable information")
    axes.axvline(found.chosen.themes, color="grey", linestyle="--", linewidth=1)
    axes.set(xscale="log", xlabel="clusters found", title=f"Granularity: {found.chosen.themes} clusters chosen")
    axes.legend()
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
