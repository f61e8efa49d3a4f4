"""The theme map as a picture: the same places and colours as the page, every name where it hides no other."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from models.news import OUTSIDE
from pipelines.report.colours import OUTSIDE_GREY
from pipelines.report.layout import Places
from pipelines.report.theme_map import Spot, ThemeMap

SIZE, DPI = (13.0, 11.0), 110
WIDEST = 24
# Cells to a side of the grid in which a theme's densest place is looked for.
GRID = 24
# Where a name may go, in pixels from its theme's densest place: rings, each farther out.
RINGS, TURNS, ACROSS, DOWN = 9, 12, 34.0, 22.0
FRAME, GAP = 5.0, 3.0


def draw_map(drawn: ThemeMap, path: Path) -> None:
    """Write the map as a PNG."""
    figure = Figure(figsize=SIZE, dpi=DPI, layout="constrained")
    canvas, axes = FigureCanvasAgg(figure), figure.subplots()
    size = float(np.clip(9_000 / max(1, len(drawn.texts)), 0.8, 16))
    for theme, colour in ((OUTSIDE, OUTSIDE_GREY), *((spot.theme.id, spot.colour) for spot in drawn.spots)):
        x, y = drawn.members(theme).T
        axes.scatter(x, y, s=size, color=colour, linewidths=0)
    title = f"Paragraphs by theme (outside: grey): {drawn.part}"
    axes.set(title=title, xticks=[], yticks=[], aspect="equal", xlim=(-0.04, 1.04))
    axes.invert_yaxis()  # as on the page, where y runs downward
    canvas.draw()
    names = [(spot, densest(drawn.members(spot.theme.id))) for spot in drawn.spots if spot.count]
    _write_names(axes, names, canvas.get_renderer())
    figure.savefig(path)


def densest(places: Places) -> tuple[float, float]:
    """Where a name stands best: the middle of those places (m, 2) in [0, 1], m > 0, in the fullest part of a grid."""
    cells = (places * GRID).astype(np.int64) + 1
    table = np.zeros((GRID + 3, GRID + 3), dtype=np.int64)
    np.add.at(table, (cells[:, 0], cells[:, 1]), 1)
    around = np.sum([np.roll(table, move, axis=(0, 1)) for move in itertools.product((-1, 0, 1), repeat=2)], axis=0)
    fullest = np.array(np.unravel_index(int(np.argmax(around)), table.shape))
    x, y = np.median(places[np.abs(cells - fullest).max(axis=1) <= 1], axis=0).tolist()
    return x, y


def _write_names(axes: Axes, named: Sequence[tuple[Spot, tuple[float, float]]], renderer: RendererAgg) -> None:
    taken: list[Bbox] = []
    for spot, place in named:
        text = _name(axes, spot, place)
        text.update_positions(renderer)
        bounds = Text.get_window_extent(text, renderer).padded(FRAME)  # an annotation's own extent counts its line too
        free = next((move for move in _moves() if _is_free(bounds.translated(*move), taken, axes.bbox)), None)
        if free is None:
            text.remove()
        else:
            text.set_position(free)
            taken.append(bounds.translated(*free))


def _name(axes: Axes, spot: Spot, place: tuple[float, float]) -> Annotation:
    return axes.annotate(
        "\n".join(textwrap.wrap(spot.theme.name, WIDEST)) + f" ({spot.count:,})",
        place,
        xytext=(0, 0),
        textcoords="offset pixels",
        ha="center",
        va="center",
        fontsize=8.5,
        bbox={"boxstyle": "round,pad=0.2", "fc": "white", "ec": spot.colour, "alpha": 0.9},
        arrowprops={"arrowstyle": "-", "color": spot.colour, "linewidth": 1.2},
        parse_math=False,  # dollars of an article are no formula
    )


def _moves() -> Iterator[tuple[float, float]]:
    yield 0.0, 0.0
    for ring, turn in itertools.product(range(1, RINGS), range(TURNS)):
        angle = 2 * np.pi * turn / TURNS
        yield float(np.cos(angle) * ring * ACROSS), float(np.sin(angle) * ring * DOWN)


def _is_free(bounds: Bbox, taken: Sequence[Bbox], within: Bbox) -> bool:
    inside = within.x0 <= bounds.x0 and bounds.x1 <= within.x1 and within.y0 <= bounds.y0 and bounds.y1 <= within.y1
    return inside and not any(bounds.padded(GAP).overlaps(other) for other in taken)
