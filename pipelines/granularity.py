"""How many themes: the finest granularity that independent looks at the corpus agree on, and that sets themes apart.

Few themes are found again by nature, and so are many where a corpus has themes within themes. So among granularities that
are as stable as the stablest, those count whose themes lie as far apart as any; among these the finest tells most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.errors import ParleyError
from pipelines.config import ThemeConfig

LADDER = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 24, 28, 34, 40, 50, 60)
# A theme of fewer paragraphs on average is no theme: finer rungs are not tried.
FEWEST_EACH = 5
# Scores nearer to each other than this change places with the seed.
NEAR = 0.95
INTERVAL = (5.0, 95.0)


@dataclass(frozen=True, slots=True)
class Grain:
    """One granularity tried. `stability`: mean adjusted Rand index of two independent consensuses, in [-1, 1].

    `low` and `high` bound nine tenths of the resamples; `separation` is the mean silhouette of paragraphs, in [-1, 1].
    """

    themes: int
    stability: float
    low: float
    high: float
    separation: float


def rungs(rows: int, config: ThemeConfig) -> list[int]:
    """The numbers of themes to try for so many rows."""
    most = max(2, rows // FEWEST_EACH)
    return [themes for themes in LADDER if themes <= min(most, 2 * config.max_themes)]


def grain(themes: int, agreements: Sequence[float], separation: float) -> Grain:
    low, high = np.percentile(agreements, INTERVAL)
    mean = float(np.mean(agreements))
    return Grain(themes, round(mean, 4), round(float(low), 4), round(float(high), 4), round(separation, 4))


def choose(grains: Sequence[Grain], config: ThemeConfig) -> Grain:
    """Among the allowed granularities near the most stable one, the finest of those near the best separated one.

    Raises ParleyError when none has an allowed number of themes.
    """
    allowed = [own for own in grains if config.min_themes <= own.themes <= config.max_themes]
    if not allowed:
        raise ParleyError(
            f"no granularity gives {config.min_themes} to {config.max_themes} themes (tried {sorted({g.themes for g in grains})})",
            expected="at least one number of themes between `themes.min_themes` and `themes.max_themes`",
            way_out="widen these two in the config, or give more articles",
        )
    return max(_separated(_stable(allowed)), key=lambda own: own.themes)


def coarser(grains: Sequence[Grain], chosen: Grain) -> Grain | None:
    """The layer above: the finest of the steadiest that have at most half as many themes."""
    above = [own for own in grains if 2 <= own.themes <= chosen.themes // 2]
    return max(_stable(above), key=lambda own: own.themes, default=None)


def finer(grains: Sequence[Grain], chosen: Grain) -> Grain | None:
    """The layer below: the finest of the steadiest that have at least twice as many themes."""
    below = [own for own in grains if own.themes >= 2 * chosen.themes]
    return max(_stable(below), key=lambda own: own.themes, default=None)


def _stable(grains: Sequence[Grain]) -> list[Grain]:
    best = max((own.stability for own in grains), default=0.0)
    return [own for own in grains if own.stability >= min(best, NEAR * best)]


def _separated(grains: Sequence[Grain]) -> list[Grain]:
    best = max((own.separation for own in grains), default=0.0)
    return [own for own in grains if own.separation >= min(best, NEAR * best)]
