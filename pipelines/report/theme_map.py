"""What the theme map shows: paragraphs with their labels, where each lies, and each theme's colour."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.news import Article
from models.themes import Assignment, Theme
from pipelines.report.colours import theme_colours
from pipelines.report.layout import Places


@dataclass(frozen=True, slots=True)
class Spot:
    """A theme on the map: its colour, and how many paragraphs it has there."""

    theme: Theme
    colour: str
    count: int


@dataclass(frozen=True)
class ThemeMap:
    """n distinct paragraphs, each with its article, label and place (n, 2) in [0, 1], and the themes they may have.

    `whole`: how many distinct paragraphs the corpus holds, n or more.
    """

    texts: tuple[str, ...]
    articles: tuple[Article, ...]
    labels: tuple[Assignment, ...]
    places: Places
    themes: tuple[Theme, ...]
    whole: int

    @property
    def part(self) -> str:
        """What of the corpus is drawn, in words."""
        if self.whole == len(self.texts):
            return f"{self.whole:,} distinct paragraphs"
        return f"{len(self.texts):,} of {self.whole:,} distinct paragraphs, a sample of every outlet and month"

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """The themes, those with most paragraphs first."""
        counts = Counter(label.theme for label in self.labels)
        ordered = sorted(self.themes, key=lambda theme: (-counts[theme.id], theme.id))
        colours = theme_colours(len(ordered))
        return tuple(Spot(theme, colour, counts[theme.id]) for theme, colour in zip(ordered, colours, strict=True))

    def members(self, theme_id: str) -> Places:
        """Places (m, 2) of a theme's paragraphs, or of those outside."""
        own: Places = self.places[np.array([label.theme == theme_id for label in self.labels], dtype=bool)]
        return own
