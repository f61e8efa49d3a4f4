"""From discovered clusters to themes that assign: seed themes anchored, emergent ones beside them, all calibrated."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.encoder import Vectors
from models.naming import theme_phrases, unique_names
from models.news import OUTSIDE
from models.themes import Theme, Themes, centered
from pipelines.discovery import Discovery
from pipelines.seed_themes import SeedTheme, slug
from pipelines.theme_calibration import Judged, core_cosines, fit_outside, fit_temperature, judged_cosines
from pipelines.theme_drafts import Draft, SeedOutcome, draft_themes, held_out_cosines, prototypes_of

MIN_JUDGED = 50


@dataclass(frozen=True, slots=True)
class Corpus:
    """Distinct paragraphs in canonical order: texts, unit vectors (n, dim), and for each the fold its article is in."""

    texts: tuple[str, ...]
    vectors: Vectors
    folds: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ThemeFit:
    """Themes ready to assign, and what became of each seed theme.

    `calibrated_on`: "gold" where probabilities mean agreement with people, "filing" where too few paragraphs were judged
    and they mean agreement with the filing that the theme itself would give had it seen the paragraph.
    """

    themes: Themes
    seeds: tuple[SeedOutcome, ...]
    calibrated_on: Literal["gold", "filing"]


def fit_themes(
    corpus: Corpus,
    found: Discovery,
    seeds: Sequence[SeedTheme],
    fit: NDArray[np.float64],
    seed_rows: Vectors,
    background: Vectors,
    judged: Judged,
    banned: Sequence[str],
    seed_match: float,
) -> ThemeFit:
    """Turn clusters into named, calibrated themes.

    `fit` (n, seeds) says how well each paragraph fits each seed theme; `seed_rows` are the seeds' unit vectors;
    `background` unit rows of texts that belong to no theme; `judged` paragraphs to calibrate on; `banned` phrases that
    make no name by themselves.
    """
    drafts, outcomes = draft_themes(corpus.vectors, found, fit, seeds, seed_rows, seed_match)
    center = corpus.vectors.astype(np.float64).mean(axis=0).astype(np.float32)
    space = centered(corpus.vectors, center)
    prototypes, anchors = prototypes_of(space, drafts, center), prototypes_of(corpus.vectors, drafts, None)
    filing = np.argmax(space @ prototypes.T, axis=1)
    held = held_out_cosines(space, corpus.folds, drafts, center)
    near = held_out_cosines(corpus.vectors, corpus.folds, drafts, None).max(axis=1)
    floor, margin = fit_outside(near, (background @ anchors.T).max(axis=1))
    named = _named(corpus.texts, filing, drafts, banned)
    gold_cosines, gold = judged_cosines(
        corpus.texts, held, judged, centered(judged.vectors, center) @ prototypes.T, [theme.name for theme in named]
    )
    by_gold = len(gold) >= MIN_JUDGED
    themes = Themes(
        themes=named,
        center=center,
        prototypes=prototypes,
        anchors=anchors,
        core=core_cosines(held, filing),
        floor=floor,
        margin=margin,
        temperature=fit_temperature(gold_cosines, gold) if by_gold else fit_temperature(held, filing),
    )
    return ThemeFit(_counted(themes, corpus.vectors), outcomes, "gold" if by_gold else "filing")


def _counted(themes: Themes, vectors: Vectors) -> Themes:
    """The themes with their sizes as they assign: what a table says of a theme is what its labels say."""
    sizes = Counter(row.theme for row in themes.assign(vectors))
    return replace(themes, themes=tuple(replace(theme, size=sizes[theme.id]) for theme in themes.themes))


def _named(
    texts: Sequence[str], filing: NDArray[np.int64], drafts: Sequence[Draft], banned: Sequence[str]
) -> tuple[Theme, ...]:
    groups = [[texts[i] for i in np.flatnonzero(filing == k).tolist()] for k in range(len(drafts))]
    phrases = theme_phrases(groups, banned)
    given = [draft.seed for draft in drafts if draft.seed is not None]
    own = iter(unique_names([p for p, draft in zip(phrases, drafts, strict=True) if draft.seed is None], taken=given))
    names = [draft.seed or next(own) for draft in drafts]
    return tuple(
        Theme(own_id, name, p, 0, draft.seed is not None)
        for own_id, name, p, draft in zip(_ids(names), names, phrases, drafts, strict=True)
    )


def _ids(names: Sequence[str]) -> list[str]:
    """One id per name; "border fence" and "border, fence" are two names, so the second gets a number."""
    ids: list[str] = []
    for name in names:
        numbered = (f"{slug(name)}-{number}" for number in itertools.count(2))
        ids.append(next(own for own in itertools.chain([slug(name)], numbered) if own not in (*ids, "", OUTSIDE)))
    return ids
