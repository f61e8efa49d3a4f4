"""Dense groups among paragraphs outside all themes: as close together as a theme's members, they may be a new one.

A paragraph with enough neighbours is the centre of a group, the one with most of them first (star clustering: Aslam,
Pelekhov & Rus 2004, doi.org/10.7155/jgaa.00084); unlike linking neighbour to neighbour, no chain can join two subjects.
What counts as near was measured (`benchmarks/novelty.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .encoder import Vectors
from .news import OUTSIDE

# Fewer paragraphs come together by chance; a single article, or two that tell one story, is news and no theme yet.
MIN_PARAGRAPHS = 6
MIN_ARTICLES = 3
# The more paragraphs, the more come together by chance: at CHANCE below, two neighbours each in a pool of 2,000.
MIN_SHARE = 0.01
# Neighbours are a square of booleans, so that a pool of this many rows takes 4 MB of them.
POOL = 2_000
# A cosine from which two paragraphs say the same: an agency's text in two papers.
COPY = 0.95
# The share of pairs of unrelated texts that are closer by chance than a group's centre and its members may be.
CHANCE = 0.001
# How far from unrelated (0) to near a centre (1) a member's mean cosine to the others must lie.
BELONGS = 0.7
# Of several products of the same rows, BLAS may round the last digits otherwise.
DIGITS = 6
BLOCK = 256


@dataclass(frozen=True, slots=True)
class Closeness:
    """Cosines, of one encoder and corpus: `near` from which two paragraphs are neighbours, `belongs` that a member's
    cosines to its group reach on average."""

    near: float
    belongs: float


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that lie close together, the most typical first; `cohesion` is the mean cosine of two of them."""

    members: tuple[int, ...]
    cohesion: float


def closeness(vectors: Vectors, themes: Sequence[str], unrelated: Vectors) -> Closeness:
    """How close members of a theme are: unit rows (n, dim), the theme id of each, and rows (m, dim) of unrelated texts.

    Neighbours are as near as two members of the typical theme, and nearer than all but a few pairs of unrelated texts.
    """
    names = np.array(themes)
    own = [cohesion(vectors[names == name]) for name in sorted({*themes} - {OUTSIDE}) if (names == name).sum() > 1]
    apart = unrelated[_distinct(unrelated)].astype(np.float64)
    cosines = (apart @ apart.T)[np.triu_indices(len(apart), 1)]
    chance, usual = (float(np.quantile(cosines, 1 - CHANCE)), float(cosines.mean())) if len(cosines) else (0.0, 0.0)
    near = max(float(np.median(own)) if own else 0.0, chance)
    return Closeness(round(near, DIGITS), round(usual + BELONGS * (near - usual), DIGITS))


def dense_groups(vectors: Vectors, articles: Sequence[str], close: Closeness) -> tuple[Group, ...]:
    """Groups among unit rows (n, dim) of distinct paragraphs in canonical order, the largest first.

    Each holds MIN_PARAGRAPHS rows and MIN_SHARE of all or more, near-copies counted once, from MIN_ARTICLES of
    `articles` (n) or more. Takes n × n bytes: give no more than POOL rows.
    """
    kept = _distinct(vectors)
    rows, own = vectors[kept].astype(np.float64), np.array(articles)[kept]
    found = sorted(_stars(rows, own, close), key=len, reverse=True)
    return tuple(
        Group(tuple(kept[i] for i in _typical_first(rows, members)), round(cohesion(rows[members]), DIGITS))
        for members in found
    )


def new_theme_members(
    vectors: Vectors, articles: Sequence[str], themes: Sequence[str], close: Closeness
) -> tuple[NDArray[np.bool_], ...]:
    """Members (n,) of each dense group among the rows of a corpus that are outside or strangers in their theme.

    A corpus knows its own paragraphs too well for a group of them to come out as outside: it is filed with some theme
    instead, and lies no nearer to its members than themes lie to one another. The first POOL such rows are looked at.
    """
    pool = np.flatnonzero(_strangers(vectors, np.array(themes)))[:POOL]
    groups = dense_groups(vectors[pool], [articles[i] for i in pool.tolist()], close)
    return tuple(np.isin(np.arange(len(vectors)), pool[list(group.members)]) for group in groups)


def cohesion(rows: NDArray[np.floating]) -> float:
    """Mean cosine of two different ones of two or more unit rows (n, dim), without looking at every pair."""
    n, total = len(rows), rows.astype(np.float64).sum(axis=0)
    return float((total @ total - n) / (n * (n - 1)))


def _strangers(vectors: Vectors, themes: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Which rows (n,) are outside, or whose cosines to their theme average less than those of two themes do."""
    members = {name: np.flatnonzero(themes == name) for name in sorted({*themes.tolist()} - {OUTSIDE})}
    totals = np.array([vectors[own].astype(np.float64).sum(axis=0) for own in members.values()])
    sizes = np.array([len(own) for own in members.values()], dtype=np.float64)
    cosines = (np.square(totals.sum(axis=0)).sum() - np.square(totals).sum()) if members else 0.0
    between = cosines / max(sizes.sum() ** 2 - np.square(sizes).sum(), 1.0)
    strange: NDArray[np.bool_] = themes == OUTSIDE
    for own in members.values():
        strange[own] = _means(vectors[own], np.ones(len(own), dtype=bool)) < round(float(between), DIGITS)
    return strange


def _distinct(vectors: Vectors) -> list[int]:
    """The rows that are no near-copy of an earlier one."""
    copies, kept = _at_least(COPY, vectors), np.zeros(len(vectors), dtype=bool)
    for i in range(len(vectors)):
        kept[i] = not (copies[i] & kept).any()
    return [int(i) for i in np.flatnonzero(kept)]


def _at_least(cosine: float, rows: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Which pairs (n, n) of unit rows are that near, some rows at a time."""
    exact = rows.astype(np.float64)
    blocks = (exact[start : start + BLOCK] for start in range(0, len(exact), BLOCK))
    return np.concatenate([np.empty((0, len(rows)), bool), *(np.round(b @ exact.T, DIGITS) >= cosine for b in blocks)])


def _stars(rows: NDArray[np.float64], articles: NDArray[np.str_], close: Closeness) -> Iterator[NDArray[np.intp]]:
    """Members of one group after another, each around the row with the most neighbours that no group has yet."""
    near, free = _at_least(close.near, rows), np.ones(len(rows), dtype=bool)
    least = max(MIN_PARAGRAPHS, MIN_SHARE * len(rows))
    neighbours = near.sum(axis=1)
    while neighbours.max(initial=0) >= least:
        centre = int(neighbours.argmax())
        members = _members(rows, near[centre] & free, free, close.belongs)
        neighbours[centre] = 0
        if len(members) >= least and len(set(articles[members].tolist())) >= MIN_ARTICLES:
            yield members
            free[members] = False
            neighbours = np.where(free, neighbours - near[:, members].sum(axis=1), 0)


def _members(
    rows: NDArray[np.float64], star: NDArray[np.bool_], free: NDArray[np.bool_], belongs: float
) -> NDArray[np.intp]:
    """The free rows whose cosines to the star's others average `belongs` or more; none where they do not to each other."""
    members = np.flatnonzero(free & (_means(rows, star) >= belongs))
    tight = len(members) > 1 and round(cohesion(rows[members]), DIGITS) >= belongs
    return members if tight else members[:0]


def _means(rows: NDArray[np.floating], group: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Mean cosine (n,) of unit rows (n, dim) to the rows of the group (n,), a row's own left out."""
    total = rows[group].astype(np.float64).sum(axis=0)
    means: NDArray[np.float64] = (rows @ total - group) / np.maximum(group.sum() - group, 1)
    return np.round(means, DIGITS)


def _typical_first(rows: NDArray[np.float64], members: NDArray[np.intp]) -> list[int]:
    fit = np.round(rows[members] @ rows[members].sum(axis=0), DIGITS)
    return [int(i) for i in members[np.argsort(-fit, kind="stable")]]
