"""Themes as arrays and numbers in a bundle, of any format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from .discriminant import Discriminants
from .themes import Theme, Themes

THEME_ARRAYS = ("center", "exemplars", "core")
THEME_NUMBERS = ("floor", "margin", "temperature", "doubt", "nearest")


def theme_arrays(themes: Themes) -> dict[str, Any]:
    """The arrays of themes, by name."""
    learnt = themes.discriminants
    own = {name: getattr(themes, name) for name in THEME_ARRAYS}
    return own | {"theme_weights": learnt.weights, "theme_bias": learnt.bias, "theme_owners": learnt.owners}


def theme_numbers(themes: Themes) -> dict[str, Any]:
    """The numbers of themes, and the list of them, by name."""
    own = {name: getattr(themes, name) for name in THEME_NUMBERS}
    return own | {"list": [asdict(theme) for theme in themes.themes]}


def read_themes(numbers: Mapping[str, Any], arrays: Mapping[str, Any], *, first: bool) -> Themes:
    """What `theme_arrays` and `theme_numbers` told of; `first`: as format 1 held it. KeyError names what is missing."""
    rows = tuple(Theme(**{**row, "phrases": tuple(row["phrases"])}) for row in numbers["list"])
    return _read_first(rows, numbers, arrays) if first else _read(rows, numbers, arrays)


def _read(rows: tuple[Theme, ...], numbers: Mapping[str, Any], arrays: Mapping[str, Any]) -> Themes:
    return Themes(
        rows,
        discriminants=Discriminants(arrays["theme_weights"], arrays["theme_bias"], arrays["theme_owners"]),
        **{name: arrays[name] for name in THEME_ARRAYS},
        **{name: numbers[name] for name in THEME_NUMBERS},
    )


def _read_first(rows: tuple[Theme, ...], numbers: Mapping[str, Any], arrays: Mapping[str, Any]) -> Themes:
    """One prototype and one anchor a theme: a cosine is a linear score, the nearest anchor one nearest exemplar."""
    return Themes(
        rows,
        center=arrays["center"],
        discriminants=Discriminants(arrays["prototypes"].astype(np.float64), np.zeros(len(rows)), np.arange(len(rows))),
        exemplars=arrays["anchors"],
        nearest=1,
        core=arrays["core"],
        **{name: numbers[name] for name in ("floor", "margin", "temperature")},
    )
