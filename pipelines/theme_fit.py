"""From drafts to themes that assign: discriminants, exemplars, calibrated probabilities, names and broader themes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.discriminant import common_scatter, exact_products, theme_means
from models.encoder import Vectors, unit
from models.naming import theme_phrases, unique_names
from models.themes import BLOCK, Theme, Themes, centered, nearness
from pipelines.discovery import Discovery, Layer
from pipelines.theme_alignment import Candidate
from pipelines.theme_calibration import (
    NEAREST,
    Floor,
    Judged,
    core_scores,
    fit_floor,
    fit_sureness,
    held_out_nearness,
    judged_scores,
)
from pipelines.theme_drafts import discriminants_of, held_out_scores

MIN_JUDGED = 50
# So many paragraphs, taken evenly from the themes, stand for the corpus when a text is asked whether it lies outside.
EXEMPLARS = 4000
# A theme's name is read from at most so many of its members, the most central ones.
NAMED_BY = 300

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Distinct paragraphs in canonical order: texts, unit vectors (n, dim), the ids of their articles, and for each the
    fold its article is in.
    """

    texts: tuple[str, ...]
    vectors: Vectors
    articles: tuple[str, ...]
    folds: NDArray[np.int64]

    def rows(self, chosen: NDArray[np.int64]) -> Corpus:
        """The corpus of these rows only."""
        texts, articles = (tuple(own[i] for i in chosen.tolist()) for own in (self.texts, self.articles))
        return Corpus(texts, self.vectors[chosen], articles, self.folds[chosen])


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the paragraphs: `background` unit rows (m, dim) of texts off the beat, `judged` paragraphs to
    calibrate on, `banned` words that make no name by themselves, and how phrases are encoded.
    """

    background: Vectors
    judged: Judged
    banned: tuple[str, ...]
    encode: Encode


@dataclass(frozen=True, slots=True)
class Reach:
    """What tells whether a paragraph lies in any theme at all: exemplars (m, dim), and how near is near enough."""

    exemplars: Vectors
    floor: Floor


@dataclass(frozen=True, slots=True)
class Subtheme:
    """A theme of the finer layer, and the id of the theme that most of its paragraphs lie in."""

    name: str
    phrases: tuple[str, ...]
    size: int
    theme: str


@dataclass(frozen=True, slots=True)
class ThemeFit:
    """Themes ready to assign, with the finer layer below them.

    `calibrated_on`: "gold" where probabilities mean agreement with people, "filing" where too few paragraphs were judged
    and they mean agreement with the filing that the theme itself would give had it seen the paragraph.
    """

    themes: Themes
    subthemes: tuple[Subtheme, ...]
    floor: Floor
    calibrated_on: Literal["gold", "filing"]


def reach(corpus: Corpus, filing: NDArray[np.int64], cored: NDArray[np.bool_], background: Vectors) -> Reach:
    """How far the themes of this filing (n,) reach; only rows in density cores, `cored` (n,), stand for them.

    Strays lie nearest to themselves and to one another, so of these rows only those that other articles reach do.
    """
    exemplars = _exemplars(filing, cored)
    near, first = _held_out_floor(corpus, exemplars, background)
    own = near[exemplars]
    standing = exemplars[own >= min(first.floor, own.max())]
    return Reach(corpus.vectors[standing], _held_out_floor(corpus, standing, background)[1])


def outside(corpus: Corpus, reached: Reach) -> NDArray[np.bool_]:
    """Which rows (n,) of a corpus lie below the floor."""
    blocks = (corpus.vectors[i : i + BLOCK] for i in range(0, len(corpus.vectors), BLOCK))
    below = [nearness(block, reached.exemplars, NEAREST) < reached.floor.floor for block in blocks]
    return np.concatenate(below)


def filed(corpus: Corpus, found: Discovery, drafts: Sequence[Candidate]) -> NDArray[np.int64]:
    """The draft (n,) that each row of a corpus belongs to."""
    center = corpus.vectors.astype(np.float64).mean(axis=0).astype(np.float32)
    space = centered(corpus.vectors, center)
    return discriminants_of(space, drafts, center, _scatter(space, found.chosen)).nearest(space)


def fit_themes(
    corpus: Corpus, found: Discovery, drafts: Sequence[Candidate], cored: NDArray[np.bool_], known: Known
) -> ThemeFit:
    """Turn drafts over the corpus, each with id and name, into calibrated themes; `cored` (n,): rows that may stand for them."""
    center = corpus.vectors.astype(np.float64).mean(axis=0).astype(np.float32)
    space = centered(corpus.vectors, center)
    scatter = _scatter(space, found.chosen)
    learnt = discriminants_of(space, drafts, center, scatter)
    filing = learnt.nearest(space)
    held = held_out_scores(space, corpus.folds, drafts, center, scatter)
    judged = learnt.scores(centered(known.judged.vectors, center))
    gold_scores, gold = judged_scores(corpus.texts, held, known.judged, judged, [str(own.id) for own in drafts])
    by_gold = len(gold) >= MIN_JUDGED
    sure = fit_sureness(gold_scores, gold) if by_gold else fit_sureness(held, filing)
    reached = reach(corpus, filing, cored, known.background)
    themes = Themes(
        themes=_described(corpus, filing, drafts, found, known),
        center=center,
        discriminants=learnt,
        exemplars=reached.exemplars,
        nearest=NEAREST,
        core=core_scores(held, filing),
        floor=reached.floor.floor,
        margin=reached.floor.margin,
        temperature=sure.temperature,
        doubt=sure.doubt,
    )
    subthemes = _subthemes(corpus, filing, themes, found.finer, known) if found.finer else ()
    return ThemeFit(themes, subthemes, reached.floor, "gold" if by_gold else "filing")


def provisional_names(
    corpus: Corpus, drafts: Sequence[Candidate], known: Known, taken: Collection[str] = ()
) -> list[str]:
    """A name for each draft: its own, or for one that has none phrases that set its members apart, none of those taken."""
    unnamed = [k for k, draft in enumerate(drafts) if draft.name is None]
    filing = np.full(len(corpus.texts), len(drafts), dtype=np.int64)
    for k, draft in enumerate(drafts):
        filing[draft.members] = k
    phrases = _phrases(corpus, filing, len(drafts) + 1, known)
    given = [draft.name for draft in drafts if draft.name is not None]
    made = dict(zip(unnamed, unique_names([phrases[k] for k in unnamed], taken=[*given, *taken]), strict=True))
    return [draft.name or made[k] for k, draft in enumerate(drafts)]


def sized(themes: Themes, sizes: Mapping[str, int]) -> Themes:
    """The themes with these sizes by id: what a table says of a theme is what its labels say."""
    return replace(themes, themes=tuple(replace(theme, size=sizes.get(theme.id, 0)) for theme in themes.themes))


def _scatter(space: Vectors, layer: Layer) -> NDArray[np.float64]:
    return common_scatter(space, layer.filing, theme_means(space, layer.filing, layer.grain.themes))


def _held_out_floor(
    corpus: Corpus, exemplars: NDArray[np.int64], background: Vectors
) -> tuple[NDArray[np.float64], Floor]:
    """How near (n,) each row lies to the exemplars of other articles, and the floor that this and the background teach."""
    near = held_out_nearness(corpus.vectors, corpus.folds, exemplars)
    return near, fit_floor(near, nearness(background, corpus.vectors[exemplars], NEAREST))


def _exemplars(filing: NDArray[np.int64], cored: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rows in density cores, the first of each theme in turn, up to EXEMPLARS; in canonical order that is at random."""
    candidates = np.flatnonzero(cored if cored.any() else np.ones_like(cored))
    turn = np.empty(len(candidates), dtype=np.int64)
    for theme in np.unique(filing[candidates]):
        own = filing[candidates] == theme
        turn[own] = np.arange(own.sum())
    return np.sort(candidates[np.argsort(turn, kind="stable")[:EXEMPLARS]])


def _described(
    corpus: Corpus, filing: NDArray[np.int64], drafts: Sequence[Candidate], found: Discovery, known: Known
) -> tuple[Theme, ...]:
    phrases = _phrases(corpus, filing, len(drafts), known)
    names = [str(draft.name) for draft in drafts]
    parents = _parents(corpus, filing, names, found.coarser, known) if found.coarser else [None] * len(drafts)
    return tuple(
        Theme(str(draft.id), names[k], phrases[k], int((filing == k).sum()), draft.seed, parents[k])
        for k, draft in enumerate(drafts)
    )


def _phrases(corpus: Corpus, filing: NDArray[np.int64], count: int, known: Known) -> list[tuple[str, ...]]:
    """What each theme's most central members say."""
    centroids = unit(theme_means(corpus.vectors, filing, count))
    groups = [_central(corpus, np.flatnonzero(filing == k), centroids[k]) for k in range(count)]
    return theme_phrases(groups, known.banned, known.encode, centroids)


def _central(corpus: Corpus, members: NDArray[np.int64], centroid: Vectors) -> list[str]:
    cosines = exact_products(corpus.vectors[members], centroid[None])[:, 0]
    return [corpus.texts[i] for i in members[np.argsort(-cosines, kind="stable")[:NAMED_BY]].tolist()]


def _parents(
    corpus: Corpus, filing: NDArray[np.int64], names: Sequence[str], layer: Layer, known: Known
) -> list[str | None]:
    """For each theme the name of the broader theme that holds most of it; None where it would be the only one there."""
    holding = [_most(layer.filing[filing == k]) for k in range(len(names))]
    broad = sorted({own for own in holding if own is not None and holding.count(own) > 1})
    place = {own: k for k, own in enumerate(broad)}
    whole = np.array([place.get(holding[k], len(broad)) for k in filing.tolist()], dtype=np.int64)
    phrases = _phrases(corpus, whole, len(broad) + 1, known)[: len(broad)]
    called = unique_names(phrases, taken=names)
    return [called[place[own]] if own in place else None for own in holding]


def _subthemes(
    corpus: Corpus, filing: NDArray[np.int64], themes: Themes, layer: Layer, known: Known
) -> tuple[Subtheme, ...]:
    """The finer layer, each theme of it under the theme that holds most of it."""
    phrases = _phrases(corpus, layer.filing, layer.grain.themes, known)
    names = unique_names(phrases, taken=[theme.name for theme in themes.themes])
    sizes = np.bincount(layer.filing, minlength=layer.grain.themes)
    holding = [_most(filing[layer.filing == k]) for k in range(layer.grain.themes)]
    return tuple(
        Subtheme(names[k], phrases[k], int(sizes[k]), themes.themes[own].id)
        for k, own in enumerate(holding)
        if own is not None
    )


def _most(filing: NDArray[np.int64]) -> int | None:
    return int(np.bincount(filing).argmax()) if len(filing) else None
