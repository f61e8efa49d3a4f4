"""How many themes: the granularity that sets themes apart best among paragraphs that would be filed so again.

Few themes are found again by nature, and many lie closer to one another, however real. So both count: the silhouette says
how far themes lie apart, and the root of the adjusted Rand index, which counts pairs, what share of paragraphs keep theirs.
"""

from __future__ import annotations

import math
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

    @property
    def score(self) -> float:
        """Separation times the share of paragraphs that would be filed so again."""
        return round(self.separation * math.sqrt(max(0.0, self.stability)), 6)


def rungs(rows: int, config: ThemeConfig) -> list[int]:
    """The numbers of themes to try for so many rows."""
    most = max(2, rows // FEWEST_EACH)
    return [themes for themes in LADDER if themes <= min(most, 2 * config.max_themes)]


def grain(themes: int, agreements: Sequence[float], separation: float) -> Grain:
    low, high = np.percentile(agreements, INTERVAL)
    mean = float(np.mean(agreements))
    return Grain(themes, round(mean, 4), round(float(low), 4), round(float(high), 4), round(separation, 4))


def choose(grains: Sequence[Grain], config: ThemeConfig) -> Grain:
    """The finest allowed granularity whose score comes within NEAR of the best.

    Raises ParleyError when none has an allowed number of themes.
    """
    allowed = [own for own in grains if config.min_themes <= own.themes <= config.max_themes]
    if not allowed:
        raise ParleyError(
            f"no granularity gives {config.min_themes} to {config.max_themes} themes (tried {sorted({g.themes for g in grains})})",
            expected="at least one number of themes between `themes.min_themes` and `themes.max_themes`",
            way_out="widen these two in the config, or give more articles",
        )
    return max(_near_best(allowed), key=lambda own: own.themes)


def coarser(grains: Sequence[Grain], chosen: Grain) -> Grain | None:
    """The layer above: the best of those with at most half as many themes."""
    above = [own for own in grains if 2 <= own.themes <= chosen.themes // 2]
    return max(_near_best(above), key=lambda own: own.themes, default=None)


def finer(grains: Sequence[Grain], chosen: Grain) -> Grain | None:
    """The layer below: the best of those with at least twice as many themes."""
    below = [own for own in grains if own.themes >= 2 * chosen.themes]
    return max(_near_best(below), key=lambda own: own.themes, default=None)


def _near_best(grains: Sequence[Grain]) -> list[Grain]:
    best = max((own.score for own in grains), default=0.0)
    return [own for own in grains if own.score >= min(best, NEAR * best)]
