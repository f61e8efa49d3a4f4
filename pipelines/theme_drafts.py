"""Which themes there are: seed themes anchored by the paragraphs that fit them, emergent ones from clusters that fit none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.discriminant import Discriminants, discriminants
from models.encoder import Vectors, unit
from models.themes import centered
from pipelines.discovery import Layer
from pipelines.seed_themes import SeedTheme, match, slug
from pipelines.theme_alignment import Candidate

SeedState = Literal["found", "weak", "absent"]

# Standard deviations above the other paragraphs from which a paragraph anchors its best seed theme.
ANCHOR_FIT = 0.7
MIN_ANCHORS = 3
# Mean cosine of a seed's anchors to its phrases, below which the seed is not what they are about: standardised fit alone
# finds anchors in any corpus. Measured: 0.41 and more on this beat, 0.22 and less on general news (docs/themes.md).
MIN_ANCHOR_COSINE = 0.33
MIN_EMERGENT = 5


@dataclass(frozen=True, slots=True)
class SeedOutcome:
    """What became of a seed theme: found among the clusters, weak (anchored by paragraphs only), or absent."""

    name: str
    state: SeedState
    anchors: int
    cosine: float


@dataclass(frozen=True, slots=True)
class SeedFit:
    """Seed themes against a corpus: how well each paragraph fits each, (n, seeds); their unit vectors; from which fit a
    cluster takes a seed's name.
    """

    seeds: tuple[SeedTheme, ...]
    fit: NDArray[np.float64]
    rows: Vectors
    threshold: float


def draft_themes(vectors: Vectors, found: Layer, seeds: SeedFit) -> tuple[list[Candidate], tuple[SeedOutcome, ...]]:
    """Seed themes that the paragraphs (n, dim) speak of, and the clusters that fit none of them."""
    matched = match(seeds.fit, found.filing, found.grain.themes, seeds.threshold)
    best, anchored = seeds.fit.argmax(axis=1), seeds.fit.max(axis=1) >= ANCHOR_FIT
    drafts, outcomes, claimed = [], [], np.zeros(len(vectors), dtype=bool)
    for j, seed in enumerate(seeds.seeds):
        members = anchored & (best == j)
        outcome = _outcome(seed.name, vectors[members], seeds.rows[j], j in matched)
        outcomes.append(outcome)
        if outcome.state != "absent":
            drafts.append(Candidate(slug(seed.name), seed.name, True, members, seeds.rows[j]))
            claimed |= members
    return drafts + _emergent(found, drafts, matched, claimed), tuple(outcomes)


def _outcome(name: str, anchors: Vectors, seed_row: Vectors, clustered: bool) -> SeedOutcome:
    cosine = round(float((anchors @ seed_row).mean()), 4) if len(anchors) else 0.0
    if len(anchors) < MIN_ANCHORS or cosine < MIN_ANCHOR_COSINE:
        return SeedOutcome(name, "absent", len(anchors), cosine)
    return SeedOutcome(name, "found" if clustered else "weak", len(anchors), cosine)


def _emergent(
    found: Layer, drafts: Sequence[Candidate], matched: Sequence[int | None], claimed: NDArray[np.bool_]
) -> list[Candidate]:
    """Clusters that fit no kept seed theme, by the members that no seed theme claims; small remainders found nothing."""
    free = [(found.filing == k) & ~claimed for k, seed in enumerate(matched) if seed is None or not drafts]
    kept = [Candidate(None, None, False, members) for members in free if members.sum() >= MIN_EMERGENT]
    whole = [Candidate(None, None, False, found.filing == k) for k in np.unique(found.filing)]
    return kept if drafts or kept else whole


def discriminants_of(
    space: Vectors, drafts: Sequence[Candidate], center: Vectors, scatter: NDArray[np.float64]
) -> Discriminants:
    """Discriminants of the drafts in the centered space (n, dim), one for each facet of a draft that has several."""
    parts = [(k, part) for k, draft in enumerate(drafts) for part in _parts(draft)]
    means = np.stack([_mean(space, part, center) for _, part in parts])
    return discriminants(means, scatter, np.array([k for k, _ in parts], dtype=np.int64))


def held_out_scores(
    space: Vectors, folds: NDArray[np.int64], drafts: Sequence[Candidate], center: Vectors, scatter: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Scores (n, k) of each paragraph by discriminants made without its own article's fold, on one scale for all folds."""
    scale = discriminants_of(space, drafts, center, scatter).scale
    scores: NDArray[np.float64] = np.empty((len(space), len(drafts)))
    for fold in np.unique(folds):
        inside = folds == fold
        learnt = discriminants_of(space, [_without(draft, inside) for draft in drafts], center, scatter)
        scores[inside] = learnt.scores(space[inside]) * (learnt.scale / scale)
    return scores


def _parts(draft: Candidate) -> list[Candidate]:
    """What a draft's discriminants are made of: its facets, each without the phrases, or all of it."""
    return [replace(draft, members=facet, row=None, facets=()) for facet in draft.facets] or [draft]


def _without(draft: Candidate, rows: NDArray[np.bool_]) -> Candidate:
    """The draft without these rows; a part that would have none left keeps them."""
    facets = tuple(facet & ~rows if (facet & ~rows).any() else facet for facet in draft.facets)
    rest = draft.members & ~rows
    return replace(draft, members=rest if rest.any() else draft.members, facets=facets)


def _mean(space: Vectors, draft: Candidate, center: Vectors) -> NDArray[np.float64]:
    """The mean of a draft's members; with phrases, in the direction between theirs and the members', and as long.

    Phrases weigh as much as the paragraphs together. A draft of phrases alone lies as far out as one paragraph.
    """
    rows = space[draft.members].astype(np.float64)
    own: NDArray[np.float64] = rows.mean(axis=0) if len(rows) else np.zeros(space.shape[1])
    if draft.row is None:
        return own
    phrases: NDArray[np.float64] = centered(draft.row[None], center)[0].astype(np.float64)
    if not len(rows):
        return phrases
    mean: NDArray[np.float64] = unit(unit(own) + phrases).astype(np.float64) * np.linalg.norm(own)
    return mean
