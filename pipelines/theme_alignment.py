"""Which new theme is which old one: a retrained theme keeps the id and the name that the champion gave it.

The champion files the new corpus as it would label it. An old and a new theme are alike as their paragraphs overlap
(F1 of the members), and are matched one to one so that likeness is greatest in all (Hungarian method, Kuhn 1955). The
threshold of one half is that of MONIC (Spiliopoulou et al., KDD 2006). Overlap alone is deceived by strangers: a theme
that the champion never saw is filed under the nearest old one, and would take its id. Such paragraphs lie at its rim,
so a match also needs its share of the old theme's core members.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from models.encoder import Vectors
from models.news import OUTSIDE
from models.themes import Theme
from pipelines.seed_themes import slug

Counts = NDArray[np.int64]
Members = NDArray[np.bool_]

LIKE = 0.5
# Half of a theme are core members where it was learnt. Measured on resamples (docs/themes.md): of what a theme shares with
# its later self 0.33 or more, mostly half; of what it shares with a class it never saw 0.03 to 0.30.
CORE_SHARE = 0.3
DIGITS = 9


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A theme of the new run before it is fitted: the paragraphs (n,) that make it, and a unit vector (dim,) of its phrases.

    A seed theme comes with its id and name. `members` may be empty only where there is a `row`. `facets` are the clusters
    (n,) that a person's edit took together, two or more: one mean of clusters that are unlike lies near none of them.
    """

    id: str | None
    name: str | None
    seed: bool
    members: Members
    row: Vectors | None = None
    facets: tuple[Members, ...] = ()


@dataclass(frozen=True, slots=True)
class Champion:
    """How the champion reads the n paragraphs of the new corpus.

    `filing`: a theme id or `outside` for each; `core` (n,): whether it is a core member there; `retired`: ids that
    earlier champions gave and this one does not.
    """

    themes: tuple[Theme, ...]
    filing: tuple[str, ...]
    core: Members
    run_id: str
    version: str
    retired: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(theme.id for theme in self.themes)

    def filed(self, ids: Collection[str]) -> Members:
        """The paragraphs (n,) that the champion files under any of these themes."""
        return np.array([own in ids for own in self.filing], dtype=bool)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Paragraphs that o old and n new themes share (o, n), those of them at the old theme's core, and the sizes (o,), (n,)."""

    shared: Counts
    core: Counts
    old: Counts
    new: Counts

    @property
    def likeness(self) -> NDArray[np.float64]:
        """F1 of the members, (o, n) in [0, 1]; zero where what is shared is strange to the old theme."""
        total = np.maximum(1, self.old[:, None] + self.new[None])
        return np.where(self.akin, np.round(2 * self.shared / total, DIGITS), 0.0)

    @property
    def akin(self) -> NDArray[np.bool_]:
        """Whether enough of what is shared are core members.

        One of two is granted beforehand (Laplace), so that a small theme is not judged by chance.
        """
        alike: NDArray[np.bool_] = (self.shared > 0) & ((self.core + 1) / (self.shared + 2) >= CORE_SHARE)
        return alike


def overlap(old: Champion, groups: Sequence[Members]) -> Overlap:
    """How the champion's themes and the new groups (n,) of paragraphs overlap."""
    place = {own: i for i, own in enumerate(old.ids)}
    index = np.array([place.get(own, -1) for own in old.filing], dtype=np.int64)
    inside = index >= 0

    def counts(within: Members) -> Counts:
        columns = [np.bincount(index[group & within], minlength=len(place)) for group in groups]
        return np.stack(columns, axis=1) if groups else np.zeros((len(place), 0), np.int64)

    sizes = np.array([int(group.sum()) for group in groups], dtype=np.int64)
    return Overlap(counts(inside), counts(inside & old.core), np.bincount(index[inside], minlength=len(place)), sizes)


def align(
    candidates: Sequence[Candidate], old: Champion | None, texts: Sequence[str], seeds: Collection[str]
) -> tuple[Candidate, ...]:
    """The candidates, in their order; one that is an old theme again bears its id and name.

    `texts` are the corpus's distinct paragraphs; `seeds` the ids of all seed themes asked for, absent ones too: these are
    theirs alone, and a seed theme takes no other.
    """
    if old is None:
        return tuple(candidates)
    # Sorted by what is their own, so that equal matches are decided the same whatever order the themes come in.
    olds = sorted((i for i, own in enumerate(old.ids) if own not in seeds), key=lambda i: old.ids[i])
    news = sorted((j for j, c in enumerate(candidates) if not c.seed), key=lambda j: _first(candidates[j], texts))
    likeness = overlap(old, [candidates[j].members for j in news]).likeness[olds]
    gain = np.where(likeness >= LIKE, likeness, 0.0)
    pairs = zip(*linear_sum_assignment(gain, maximize=True), strict=True)
    heirs = {news[n]: old.themes[olds[o]] for o, n in pairs if gain[o, n] > 0}
    return tuple(replace(c, id=heirs[j].id, name=heirs[j].name) if j in heirs else c for j, c in enumerate(candidates))


def name_new(
    candidates: Sequence[Candidate], names: Sequence[str], old: Champion | None, seeds: Collection[str]
) -> tuple[Candidate, ...]:
    """The candidates with `names` (one each) given to those without, and ids that no theme bears or ever bore.

    "border fence" and "border, fence" are two names, so the second gets a number.
    """
    taken = {"", OUTSIDE, *seeds, *(c.id for c in candidates if c.id), *(() if old is None else old.ids + old.retired)}
    named = []
    for candidate, name in zip(candidates, names, strict=True):
        if candidate.id is None:
            numbered = (f"{slug(name)}-{number}" for number in itertools.count(2))
            own = next(fresh for fresh in itertools.chain([slug(name)], numbered) if fresh not in taken)
            taken.add(own)
            candidate = replace(candidate, id=own, name=name)
        named.append(candidate)
    return tuple(named)


def retired_ids(old: Champion | None, themes: Sequence[Theme], dissolved: Collection[str]) -> tuple[str, ...]:
    """The ids that are never given again: those of the champion, of the ones before and of themes dissolved by an edit."""
    known = {*dissolved, *(() if old is None else old.ids + old.retired)}
    return tuple(sorted(known - {theme.id for theme in themes}))


def _first(candidate: Candidate, texts: Sequence[str]) -> str:
    return min((texts[i] for i in np.flatnonzero(candidate.members).tolist()), default="")
