"""From discovered clusters to themes that assign: seed themes anchored, emergent ones beside them, all calibrated."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression

from models.encoder import Vectors, unit
from models.naming import theme_phrases, unique_names
from models.news import OUTSIDE
from models.themes import Theme, Themes, centered, softmax
from pipelines.discovery import Discovery
from pipelines.seed_themes import SeedTheme, match, slug

SeedState = Literal["found", "weak", "absent"]

# Standard deviations above the other paragraphs from which a paragraph anchors its best seed theme.
ANCHOR_FIT = 0.7
MIN_ANCHORS = 3
# Mean cosine of a seed's anchors to its phrases, below which the seed is not what they are about: standardised fit alone
# finds anchors in any corpus. Measured: 0.41 and more on this beat, 0.23 and less on business news (docs/themes.md).
MIN_ANCHOR_COSINE = 0.33
MIN_EMERGENT = 5
MIN_JUDGED = 50
CORE_QUANTILE = 0.5
# How much of a batch of new articles is taken to lie outside all themes when probabilities are calibrated.
OUTSIDE_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Corpus:
    """Distinct paragraphs in canonical order: texts, unit vectors (n, dim), and for each the fold its article is in."""

    texts: tuple[str, ...]
    vectors: Vectors
    folds: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Judged:
    """Paragraphs whose theme people named: texts, unit vectors (m, dim), theme names."""

    texts: tuple[str, ...]
    vectors: Vectors
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeedOutcome:
    """What became of a seed theme: found among the clusters, weak (anchored by paragraphs only), or absent."""

    name: str
    state: SeedState
    anchors: int
    cosine: float


@dataclass(frozen=True, slots=True)
class ThemeFit:
    """Themes ready to assign, and what became of each seed theme.

    `calibrated_on`: "gold" where probabilities mean agreement with people, "filing" where too few paragraphs were judged
    and they mean agreement with the filing that the theme itself would give had it seen the paragraph.
    """

    themes: Themes
    seeds: tuple[SeedOutcome, ...]
    calibrated_on: Literal["gold", "filing"]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A theme before it has a name of its own: the paragraphs (n,) that make its prototype, and its seed's vector."""

    seed: str | None
    members: NDArray[np.bool_]
    row: Vectors | None = None


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
    drafts, outcomes = _drafts(corpus, found, fit, seeds, seed_rows, seed_match)
    center = corpus.vectors.astype(np.float64).mean(axis=0).astype(np.float32)
    space = centered(corpus.vectors, center)
    prototypes, anchors = _prototypes(space, drafts, center), _prototypes(corpus.vectors, drafts, None)
    filing = np.argmax(space @ prototypes.T, axis=1)
    held = _held_out(space, corpus.folds, drafts, center)
    near = _held_out(corpus.vectors, corpus.folds, drafts, None).max(axis=1)
    floor, margin = fit_outside(near, (background @ anchors.T).max(axis=1))
    named = _named(corpus.texts, filing, drafts, banned)
    gold_cosines, gold = _judged(
        corpus, held, judged, centered(judged.vectors, center) @ prototypes.T, [theme.name for theme in named]
    )
    by_gold = len(gold) >= MIN_JUDGED
    themes = Themes(
        themes=named,
        center=center,
        prototypes=prototypes,
        anchors=anchors,
        core=_core(held, filing),
        floor=floor,
        margin=margin,
        temperature=fit_temperature(gold_cosines, gold) if by_gold else fit_temperature(held, filing),
    )
    return ThemeFit(themes, outcomes, "gold" if by_gold else "filing")


def fit_temperature(cosines: NDArray[np.float64], filing: NDArray[np.int64]) -> float:
    """The temperature of the least log-loss of the filing (n,) given held-out cosines (n, k)."""
    own = np.arange(len(filing))

    def loss(log_temperature: float) -> float:
        return -float(np.log(np.maximum(softmax(cosines / np.exp(log_temperature))[own, filing], 1e-12)).mean())

    return round(float(np.exp(minimize_scalar(loss, bounds=(np.log(1e-3), 0.0), method="bounded").x)), 6)


def fit_outside(near: NDArray[np.float64], far: NDArray[np.float64]) -> tuple[float, float]:
    """Floor and margin of a logistic between held-out members' cosines (n,) and those of background texts (m,).

    The background weighs OUTSIDE_SHARE of the whole, whatever its size.
    """
    cosines = np.concatenate([near, far])[:, None]
    inside = np.concatenate([np.ones(len(near)), np.zeros(len(far))])
    weights = np.where(inside == 1, (1 - OUTSIDE_SHARE) / len(near), OUTSIDE_SHARE / len(far)) * len(inside)
    curve = LogisticRegression(C=1e4).fit(cosines, inside, sample_weight=weights)
    slope, start = float(curve.coef_[0, 0]), float(curve.intercept_[0])
    return round(-start / slope, 6), round(1.0 / slope, 6)


def _judged(
    corpus: Corpus, held: NDArray[np.float64], judged: Judged, cosines: NDArray[np.floating], names: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Cosines (m, k) and theme index (m,) of the paragraphs judged to be of one of these themes.

    Paragraphs that stand in the corpus helped to make the prototypes, so theirs are the held-out cosines.
    """
    place = {text: i for i, text in enumerate(corpus.texts)}
    rows = [i for i, name in enumerate(judged.names) if name in names]
    found = [held[place[judged.texts[i]]] if judged.texts[i] in place else cosines[i].astype(np.float64) for i in rows]
    index = np.array([names.index(judged.names[i]) for i in rows], dtype=np.int64)
    return np.array(found).reshape(len(rows), len(names)), index


def _core(held: NDArray[np.float64], filing: NDArray[np.int64]) -> NDArray[np.float64]:
    own = held[np.arange(len(filing)), filing]
    return np.array(
        [
            np.quantile(own[filing == k], CORE_QUANTILE).round(6) if (filing == k).any() else 1.0
            for k in range(held.shape[1])
        ]
    )


def _drafts(
    corpus: Corpus,
    found: Discovery,
    fit: NDArray[np.float64],
    seeds: Sequence[SeedTheme],
    seed_rows: Vectors,
    seed_match: float,
) -> tuple[list[_Draft], tuple[SeedOutcome, ...]]:
    matched = match(fit, found.filing, len(found.centroids), seed_match)
    best, anchored = fit.argmax(axis=1), fit.max(axis=1) >= ANCHOR_FIT
    drafts, outcomes, claimed = [], [], np.zeros(len(fit), dtype=bool)
    for j, seed in enumerate(seeds):
        members = anchored & (best == j)
        outcome = _outcome(seed.name, corpus.vectors[members], seed_rows[j], j in matched)
        outcomes.append(outcome)
        if outcome.state != "absent":
            drafts.append(_Draft(seed.name, members, seed_rows[j]))
            claimed |= members
    return drafts + _emergent(found, drafts, matched, claimed), tuple(outcomes)


def _outcome(name: str, anchors: Vectors, seed_row: Vectors, clustered: bool) -> SeedOutcome:
    cosine = round(float((anchors @ seed_row).mean()), 4) if len(anchors) else 0.0
    if len(anchors) < MIN_ANCHORS or cosine < MIN_ANCHOR_COSINE:
        return SeedOutcome(name, "absent", len(anchors), cosine)
    return SeedOutcome(name, "found" if clustered else "weak", len(anchors), cosine)


def _emergent(
    found: Discovery, drafts: Sequence[_Draft], matched: Sequence[int | None], claimed: NDArray[np.bool_]
) -> list[_Draft]:
    """Clusters that fit no kept seed theme, by the members that no seed theme claims; small remainders found nothing."""
    free = [(found.filing == k) & ~claimed for k, seed in enumerate(matched) if seed is None or not drafts]
    kept = [_Draft(None, members) for members in free if members.sum() >= MIN_EMERGENT]
    whole = [_Draft(None, found.filing == k) for k in range(len(found.centroids))]
    return kept if drafts or kept else whole


def _prototypes(space: Vectors, drafts: Sequence[_Draft], center: Vectors | None) -> Vectors:
    """Unit rows (k, dim) in the given space; a seed's phrases weigh as much as its paragraphs together."""
    rows = []
    for draft in drafts:
        own = unit(space[draft.members].astype(np.float64).mean(axis=0))
        if draft.row is not None:
            own = own + (draft.row if center is None else centered(draft.row[None], center)[0])
        rows.append(own)
    return unit(np.stack(rows))


def _held_out(
    space: Vectors, folds: NDArray[np.int64], drafts: Sequence[_Draft], center: Vectors | None
) -> NDArray[np.float64]:
    """Cosines (n, k) of each paragraph to prototypes made without its own article's fold."""
    cosines = np.empty((len(space), len(drafts)))
    for fold in np.unique(folds):
        inside = folds == fold
        rest = [
            _Draft(d.seed, d.members & ~inside if (d.members & ~inside).any() else d.members, d.row) for d in drafts
        ]
        cosines[inside] = space[inside] @ _prototypes(space, rest, center).T
    return cosines


def _named(
    texts: Sequence[str], filing: NDArray[np.int64], drafts: Sequence[_Draft], banned: Sequence[str]
) -> tuple[Theme, ...]:
    groups = [[texts[i] for i in np.flatnonzero(filing == k).tolist()] for k in range(len(drafts))]
    phrases = theme_phrases(groups, banned)
    given = [draft.seed for draft in drafts if draft.seed is not None]
    own = iter(unique_names([p for p, draft in zip(phrases, drafts, strict=True) if draft.seed is None], taken=given))
    names = [draft.seed or next(own) for draft in drafts]
    return tuple(
        Theme(own_id, name, p, len(group), draft.seed is not None)
        for own_id, name, p, group, draft in zip(_ids(names), names, phrases, groups, drafts, strict=True)
    )


def _ids(names: Sequence[str]) -> list[str]:
    """One id per name; "border fence" and "border, fence" are two names, so the second gets a number."""
    ids: list[str] = []
    for name in names:
        numbered = (f"{slug(name)}-{number}" for number in itertools.count(2))
        ids.append(next(own for own in itertools.chain([slug(name)], numbered) if own not in (*ids, "", OUTSIDE)))
    return ids
