"""From a corpus to its themes: a representative sample, discovery, seed themes, what was known before, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.encoder import Encoder
from models.news import OUTSIDE
from models.novelty import Closeness, closeness, new_theme_members
from models.themes import centered
from pipelines.champion import OpenChampion
from pipelines.config import ThemeConfig
from pipelines.discovery import Discovery, discover
from pipelines.near_copies import first_of_copies
from pipelines.seed_themes import SeedTheme, seed_fit, seed_vectors, slug
from pipelines.theme_alignment import Candidate, Champion, align, name_new, retired_ids
from pipelines.theme_drafts import SeedFit, SeedOutcome, draft_themes
from pipelines.theme_editing import Edited, EditOutcome, apply_edits
from pipelines.theme_edits import Edit, names_given
from pipelines.theme_fit import Corpus, Known, ThemeFit, filed, fit_themes, outside, provisional_names, reach
from pipelines.theme_moves import Alignment, compare, not_aligned

# Themes are learnt from at most so many distinct paragraphs, and the rest assigned (`sampling.py` draws them).
FIT_ROWS = 20_000
# A cluster with a greater share of its paragraphs outside is no theme.
MOST_BEYOND = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the themes beforehand: those an editor expects, a person's edits, and those of the champion.

    `before` is the champion, or why there is none.
    """

    seeds: tuple[SeedTheme, ...] = ()
    edits: tuple[Edit, ...] = ()
    before: OpenChampion | str = "nothing to align to"


@dataclass(frozen=True, slots=True)
class LearntThemes:
    """Themes and how they came about; `sample` is what they were learnt from.

    `close` says how close paragraphs outside all themes must lie to be a theme of their own; `late` counts the themes
    that were found so, `became` tells which theme took another's place by a person's edit, `retired` lists the ids that
    no theme may be given again.
    """

    sample: Corpus
    found: Discovery
    seeds: tuple[SeedOutcome, ...]
    fit: ThemeFit
    close: Closeness
    late: int
    alignment: Alignment
    edits: tuple[EditOutcome, ...]
    became: dict[str, str]
    retired: tuple[str, ...]


def learn_themes(
    corpus: Corpus, wanted: Wanted, known: Known, encoder: Encoder, config: ThemeConfig, seed: int
) -> LearntThemes:
    """Find, name and calibrate the themes of a corpus, whose paragraphs are distinct and in canonical order."""
    sample = corpus.rows(first_of_copies(corpus.vectors[:FIT_ROWS]))
    found = discover(centered(sample.vectors, sample.vectors.mean(axis=0)), config, seed)
    drafts, outcomes = _drafts(sample, found, wanted.seeds, known, config)
    beyond = outside(sample, reach(sample, filed(sample, found, drafts), found.cored, known.background))
    drafts = _inhabited(drafts, beyond)
    filing = filed(sample, found, drafts)
    close = closeness(sample.vectors, filing.astype(str).tolist(), known.background)
    late = _late(sample, filing, beyond, close)
    old = _champion(wanted.before, sample, encoder)
    edited = _settled([*drafts, *late], old, sample, wanted, known)
    cored = np.any([found.cored, *(draft.members for draft in late)], axis=0)
    became = {own: places[0] for own, places in edited.dissolved.items() if len(places) == 1}
    known = replace(known, judged=known.judged.moved(became))
    fit = fit_themes(sample, found, edited.candidates, cored, known)
    return LearntThemes(
        sample=sample,
        found=found,
        seeds=outcomes,
        fit=fit,
        close=close,
        late=len(late),
        alignment=_alignment(wanted.before, old, fit, sample, edited),
        edits=edited.outcomes,
        became=became,
        retired=retired_ids(old, fit.themes.themes, edited.dissolved),
    )


def _drafts(
    sample: Corpus, found: Discovery, seeds: Sequence[SeedTheme], known: Known, config: ThemeConfig
) -> tuple[list[Candidate], tuple[SeedOutcome, ...]]:
    if not seeds:
        filing = found.chosen.filing
        return [Candidate(None, None, False, filing == k) for k in np.unique(filing)], ()
    rows = seed_vectors(known.encode([phrase for own in seeds for phrase in own.phrases]), seeds)
    fit = SeedFit(tuple(seeds), seed_fit(sample.texts, sample.vectors, seeds, rows), rows, config.seed_match)
    return draft_themes(sample.vectors, found.chosen, fit)


def _inhabited(drafts: Sequence[Candidate], beyond: NDArray[np.bool_]) -> list[Candidate]:
    """The drafts without clusters of which most rows lie `beyond` (n,) all themes: strays that have only one another."""
    return [draft for draft in drafts if draft.seed or beyond[draft.members].mean() <= MOST_BEYOND]


def _late(sample: Corpus, filing: NDArray[np.int64], beyond: NDArray[np.bool_], close: Closeness) -> list[Candidate]:
    """Themes too small for any granularity: dense groups among paragraphs that lie outside, or are strangers, in theirs."""
    themes = np.where(beyond, OUTSIDE, filing.astype(str)).tolist()
    groups = new_theme_members(sample.vectors, sample.articles, themes, close)
    return [Candidate(None, None, False, members) for members in groups]


def _champion(before: OpenChampion | str, sample: Corpus, encoder: Encoder) -> Champion | None:
    return None if isinstance(before, str) else before.read(sample.texts, sample.vectors, encoder)


def _settled(drafts: Sequence[Candidate], old: Champion | None, sample: Corpus, wanted: Wanted, known: Known) -> Edited:
    """The drafts with the ids and names that they keep, and as a person has edited them."""
    reserved = [slug(own.name) for own in wanted.seeds]
    aligned = align(drafts, old, sample.texts, reserved)
    theirs = [own.name for own in old.themes] if old else []
    taken = [*theirs, *(name for edit in wanted.edits for name in names_given(edit))]
    named = name_new(aligned, provisional_names(sample, aligned, known, taken), old, reserved)
    return apply_edits(named, wanted.edits, old, sample.vectors, known.encode)


def _alignment(
    before: OpenChampion | str, old: Champion | None, fit: ThemeFit, sample: Corpus, edited: Edited
) -> Alignment:
    if old is None:
        return not_aligned(str(before))
    filing = [row.theme for row in fit.themes.assign(sample.vectors)]
    return compare(old, fit.themes.themes, filing, sample.texts, edited.dissolved)
