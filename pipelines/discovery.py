"""Discovering themes: several layouts of resamples, and what they agree on at the granularity they agree on best.

A single layout is one draw: its clusters change with the seed and the rows. So each of several resamples is laid out
(UMAP), a tree made over it (Ward) and cut at many numbers of themes; discriminants carry every cut to rows that the draw
never saw. One tree is made of all cuts of all draws; stable is the granularity at which that of one half of the draws is
that of the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.discriminant import learn_discriminants
from models.encoder import Vectors
from models.errors import ParleyError
from models.metrics import silhouette
from pipelines.config import ThemeConfig
from pipelines.consensus import agreements, consensus_tree, half_trees
from pipelines.granularity import Grain, choose, coarser, finer, grain, rungs
from pipelines.layouts import Draw, Filing, cut, draw_layout

MIN_PARAGRAPHS = 30
# Rows on which themes are agreed upon (the others are filed by what is learnt from these), and on which draws are compared.
AGREED_ROWS, COMPARED_ROWS = 3000, 1500


@dataclass(frozen=True, slots=True)
class Layer:
    """Themes of one granularity: each row's (n,), numbered from 0 to grain.themes - 1; a number may stay empty."""

    grain: Grain
    filing: Filing


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found among n rows: the chosen layer, the coarser and the finer one, and all granularities tried.

    `cored` (n,): rows that some draw found in a density core; those that none did are typical of nothing.
    """

    chosen: Layer
    coarser: Layer | None
    finer: Layer | None
    grains: tuple[Grain, ...]
    cored: NDArray[np.bool_]


def discover(space: Vectors, config: ThemeConfig, seed: int) -> Discovery:
    """Find themes among unit rows (n, dim), which must be distinct paragraphs in canonical order.

    Raises ParleyError when there are too few rows, or no granularity gives between the configured numbers of themes.
    """
    check_size(space)
    draws = [draw_layout(space, config, seed + i) for i in range(config.layouts)]
    agreed = space[:AGREED_ROWS]
    ladder = rungs(min(len(agreed), len(draws[0].rows)), config)
    filings = [[draw.filing(space, themes, agreed) for themes in ladder] for draw in draws]
    grains = _grains(agreed[:COMPARED_ROWS], filings, ladder, seed)
    chosen = _asked(grains, config)
    tree = consensus_tree([filing for own in filings for filing in own])

    def layer(own: Grain) -> Layer:
        return Layer(own, _filing(space, cut(tree, own.themes), own.themes))

    above, below = coarser(grains, chosen), finer(grains, chosen)
    return Discovery(
        chosen=layer(chosen),
        coarser=layer(above) if above else None,
        finer=layer(below) if below else None,
        grains=grains,
        cored=_cored(draws, len(space)),
    )


def check_size(vectors: Vectors) -> None:
    """Raise ParleyError when there are too few rows to find themes among."""
    if len(vectors) < MIN_PARAGRAPHS:
        raise ParleyError(
            f"{len(vectors)} distinct paragraphs are too few to cluster",
            expected=f"at least {MIN_PARAGRAPHS}, better 300",
            way_out="give more articles with --articles, or train on the sample corpus with `parley train`",
        )


def _asked(grains: tuple[Grain, ...], config: ThemeConfig) -> Grain:
    """The layer of the best score, or the one above or below it where the config asks for that.

    Raises ParleyError when there is no such layer.
    """
    stable = choose(grains, config)
    asked = {"chosen": stable, "coarser": coarser(grains, stable), "finer": finer(grains, stable)}[config.layer]
    if asked is None:
        raise ParleyError(
            f"there is no {config.layer} layer than the stable one of {stable.themes} themes",
            expected="`themes.layer` chosen, or a corpus with more paragraphs or themes",
            way_out="leave `themes.layer` out of the config",
        )
    return asked


def _grains(compared: Vectors, draws: list[list[Filing]], ladder: list[int], seed: int) -> tuple[Grain, ...]:
    """What halves of the draws agree on for the rows compared (m, dim), and how far that sets themes apart."""
    own = [[filing[: len(compared)] for filing in filings] for filings in draws]
    whole, halves = consensus_tree([filing for filings in own for filing in filings]), half_trees(own, seed)
    return tuple(
        grain(themes, agreements(halves, themes), silhouette(compared, cut(whole, themes), themes)) for themes in ladder
    )


def _filing(space: Vectors, agreed: Filing, themes: int) -> Filing:
    """Every row's theme, as the discriminants of the agreed filing of the first rows give it: those rows' too."""
    return learn_discriminants(space[: len(agreed)], agreed, themes).nearest(space)


def _cored(draws: list[Draw], count: int) -> NDArray[np.bool_]:
    cored = np.zeros(count, dtype=bool)
    for draw in draws:
        cored[draw.rows] |= draw.cored
    return cored
