"""Which themes there are: seed themes anchored by the paragraphs that fit them, emergent ones from clusters that fit none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.encoder import Vectors, unit
from models.themes import centered
from pipelines.discovery import Discovery
from pipelines.seed_themes import SeedTheme, match

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
class Draft:
    """A theme before it has a name of its own: the paragraphs (n,) that make its prototype, and its seed's vector."""

    seed: str | None
    members: NDArray[np.bool_]
    row: Vectors | None = None


def draft_themes(
    vectors: Vectors,
    found: Discovery,
    fit: NDArray[np.float64],
    seeds: Sequence[SeedTheme],
    seed_rows: Vectors,
    seed_match: float,
) -> tuple[list[Draft], tuple[SeedOutcome, ...]]:
    matched = match(fit, found.filing, len(found.centroids), seed_match)
    best, anchored = fit.argmax(axis=1), fit.max(axis=1) >= ANCHOR_FIT
    drafts, outcomes, claimed = [], [], np.zeros(len(fit), dtype=bool)
    for j, seed in enumerate(seeds):
        members = anchored & (best == j)
        outcome = _outcome(seed.name, vectors[members], seed_rows[j], j in matched)
        outcomes.append(outcome)
        if outcome.state != "absent":
            drafts.append(Draft(seed.name, members, seed_rows[j]))
            claimed |= members
    return drafts + _emergent(found, drafts, matched, claimed), tuple(outcomes)


def _outcome(name: str, anchors: Vectors, seed_row: Vectors, clustered: bool) -> SeedOutcome:
    cosine = round(float((anchors @ seed_row).mean()), 4) if len(anchors) else 0.0
    if len(anchors) < MIN_ANCHORS or cosine < MIN_ANCHOR_COSINE:
        return SeedOutcome(name, "absent", len(anchors), cosine)
    return SeedOutcome(name, "found" if clustered else "weak", len(anchors), cosine)


def _emergent(
    found: Discovery, drafts: Sequence[Draft], matched: Sequence[int | None], claimed: NDArray[np.bool_]
) -> list[Draft]:
    """Clusters that fit no kept seed theme, by the members that no seed theme claims; small remainders found nothing."""
    free = [(found.filing == k) & ~claimed for k, seed in enumerate(matched) if seed is None or not drafts]
    kept = [Draft(None, members) for members in free if members.sum() >= MIN_EMERGENT]
    whole = [Draft(None, found.filing == k) for k in range(len(found.centroids))]
    return kept if drafts or kept else whole


def prototypes_of(space: Vectors, drafts: Sequence[Draft], center: Vectors | None) -> Vectors:
    """Unit rows (k, dim) in the given space; a seed's phrases weigh as much as its paragraphs together."""
    rows = []
    for draft in drafts:
        own = unit(space[draft.members].astype(np.float64).mean(axis=0))
        if draft.row is not None:
            own = own + (draft.row if center is None else centered(draft.row[None], center)[0])
        rows.append(own)
    return unit(np.stack(rows))


def held_out_cosines(
    space: Vectors, folds: NDArray[np.int64], drafts: Sequence[Draft], center: Vectors | None
) -> NDArray[np.float64]:
    """Cosines (n, k) of each paragraph to prototypes made without its own article's fold."""
    cosines = np.empty((len(space), len(drafts)))
    for fold in np.unique(folds):
        inside = folds == fold
        rest = [Draft(d.seed, d.members & ~inside if (d.members & ~inside).any() else d.members, d.row) for d in drafts]
        cosines[inside] = space[inside] @ prototypes_of(space, rest, center).T
    return cosines
