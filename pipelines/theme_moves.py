"""What became of each theme from the champion to the new run: kept, split, merged, new or retired, with the paragraphs."""

from __future__ import annotations

import csv
import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from models.news import OUTSIDE
from models.themes import Theme
from pipelines.outputs import defused
from pipelines.theme_alignment import Champion, Members, Overlap, overlap

Fate = Literal["kept", "split", "merged", "new", "retired"]

Pair = tuple[int, int]  # places of an old theme and of a new one
FATES: tuple[Fate, ...] = get_args(Fate)
EXAMPLES = 3
COLUMNS = ("old_id", "old_name", "old_size", "fate", "new_id", "new_name", "new_size", "shared", "examples")


@dataclass(frozen=True, slots=True)
class Side:
    """A theme before or after, and how many paragraphs of the new corpus it is given."""

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Move:
    """One event: from which theme to which, the number of paragraphs that are in both, and a few of them.

    `old` is None for a new theme, `new` for a retired one; their examples are their own paragraphs.
    """

    fate: Fate
    old: Side | None
    new: Side | None
    shared: int
    examples: tuple[str, ...]

    def cells(self) -> tuple[str, int | str, str, str, int | str, int]:
        """Old name and size, fate, new name and size, shared: a row of a table, blank where there is no theme."""
        old, new = self.old, self.new
        return (
            old.name if old else "",
            old.size if old else "",
            self.fate,
            new.name if new else "",
            new.size if new else "",
            self.shared,
        )


@dataclass(frozen=True, slots=True)
class Alignment:
    """All events of a retraining.

    `kept_share`: of the paragraphs inside a theme both times the share that kept theirs; None where there are none.
    `told`: what the run was aligned to, or why it was not.
    """

    moves: tuple[Move, ...]
    kept_share: float | None
    told: str


def not_aligned(reason: str) -> Alignment:
    """The alignment of a run without a champion that can be read."""
    return Alignment((), None, f"not aligned: {' '.join(reason.split())}")


def compare(
    old: Champion,
    themes: Sequence[Theme],
    filing: Sequence[str],
    texts: Sequence[str],
    dissolved: Mapping[str, Sequence[str]],
) -> Alignment:
    """What became of the champion's themes, given the new ones and the theme id (n,) that each paragraph now gets.

    `dissolved` tells which ids a person's edits put in the place of others: those are merged or split whatever they share.

    - kept: a new theme bears the old id.
    - split: a theme under a new id, of whose paragraphs at least half come from the old one.
    - merged: the old id is gone, and at least half of its paragraphs are in one theme; where that theme is all that
      came of it under a new id, it is told as merged.
    - new and retired: none of these.
    """
    now = np.array(filing)
    groups = [now == theme.id for theme in themes]
    counts = overlap(old, groups)
    fates = _fates(old.ids, [theme.id for theme in themes], counts) | _by_hand(old.ids, themes, dissolved)
    moves = sorted(_moves(old, themes, groups, counts, texts, fates), key=_order)
    return Alignment(tuple(moves), _kept_share(old, now), f"aligned to version {old.version} (run {old.run_id})")


def write_moves(alignment: Alignment, path: Path) -> None:
    """Write the events as CSV; a run that is not aligned says so in the one row."""
    rows = [_row(move) for move in alignment.moves] or [{"fate": alignment.told}]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows({key: defused(value) for key, value in row.items()} for row in rows)


def _moves(
    old: Champion,
    themes: Sequence[Theme],
    groups: Sequence[Members],
    counts: Overlap,
    texts: Sequence[str],
    fates: Mapping[Pair, Fate],
) -> Iterator[Move]:
    befores = [Side(t.id, t.name, int(size)) for t, size in zip(old.themes, counts.old, strict=True)]
    afters = [Side(t.id, t.name, int(size)) for t, size in zip(themes, counts.new, strict=True)]
    for (o, n), fate in fates.items():
        examples = _examples(old, old.filed({befores[o].id}) & groups[n], texts)
        yield Move(fate, befores[o], afters[n], int(counts.shared[o, n]), examples)
    for n in sorted(set(range(len(afters))) - {n for _, n in fates}):
        yield Move("new", None, afters[n], 0, _examples(old, groups[n], texts))
    for o in sorted(set(range(len(befores))) - {o for o, _ in fates}):
        yield Move("retired", befores[o], None, 0, _examples(old, old.filed({befores[o].id}), texts))


def _fates(befores: Sequence[str], afters: Sequence[str], counts: Overlap) -> dict[Pair, Fate]:
    """The fate of every pair of an old and a new theme that have to do with each other."""
    gone = np.array([own not in afters for own in befores], dtype=bool)[:, None]
    fresh = np.array([own not in befores for own in afters], dtype=bool)[None]
    taken = counts.akin & gone & (2 * counts.shared >= counts.old[:, None])
    parted = counts.akin & fresh & (2 * counts.shared >= counts.new[None])
    parted &= ~(taken & (parted.sum(axis=1, keepdims=True) == 1))
    kept = np.array([[before == after for after in afters] for before in befores], dtype=bool).reshape(taken.shape)
    masks: list[tuple[Fate, Members]] = [("kept", kept), ("split", parted), ("merged", taken & ~parted)]
    return {(int(o), int(n)): fate for fate, mask in masks for o, n in np.argwhere(mask)}


def _by_hand(
    befores: Sequence[str], themes: Sequence[Theme], dissolved: Mapping[str, Sequence[str]]
) -> dict[Pair, Fate]:
    """The fate of themes that a person's edits dissolved in others."""
    return {
        (o, n): "merged" if len(dissolved[own]) == 1 else "split"
        for o, own in enumerate(befores)
        for n, theme in enumerate(themes)
        if theme.id in dissolved.get(own, ())
    }


def _kept_share(old: Champion, now: np.ndarray[tuple[int], np.dtype[np.str_]]) -> float | None:
    then = np.array(old.filing)
    inside = (then != OUTSIDE) & (now != OUTSIDE)
    return float((then == now)[inside].mean()) if inside.any() else None


def _examples(old: Champion, members: Members, texts: Sequence[str]) -> tuple[str, ...]:
    """A few of the members, core members of the old theme first."""
    ranked = ((not old.core[i], texts[i]) for i in np.flatnonzero(members).tolist())
    return tuple(text for _, text in heapq.nsmallest(EXAMPLES, ranked))


def _order(move: Move) -> tuple[int, int, int, str, str]:
    old, new = move.old or Side("", "", 0), move.new or Side("", "", 0)
    return FATES.index(move.fate), -old.size, -new.size, old.id, new.id


def _row(move: Move) -> dict[str, str | int]:
    cells = move.cells()
    old_id, new_id = (side.id if side else "" for side in (move.old, move.new))
    values = (old_id, *cells[:3], new_id, *cells[3:], " ¶ ".join(move.examples))
    return dict(zip(COLUMNS, values, strict=True))
