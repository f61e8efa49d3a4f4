"""A person's edits made good on a new run's themes, whatever its clusters are.

The champion's filing decides: a cluster most of whose paragraphs the champion files under an edited theme belongs to that
theme. Where no cluster does, the theme is made of the champion's own members, and where there are none of its phrases. So
what a person made stays until the person unmakes it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.encoder import Vectors, unit
from pipelines.seed_themes import slug
from pipelines.theme_alignment import Candidate, Champion, Members
from pipelines.theme_edits import Edit, Keep, Rename, Split, names_given, told
from pipelines.theme_parts import Encode, parted


@dataclass(frozen=True, slots=True)
class EditOutcome:
    """What became of an edit: the edit in words, whether it was applied, and to what, or why not."""

    edit: str
    applied: bool
    told: str


@dataclass(frozen=True, slots=True)
class Edited:
    """The themes after the edits, what became of each edit, and for ids that are gone by it the ids in their place."""

    candidates: tuple[Candidate, ...]
    outcomes: tuple[EditOutcome, ...]
    dissolved: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What edits are applied to: the candidates, the champion, the paragraphs' vectors (n, dim), and an encoder."""

    candidates: tuple[Candidate, ...]
    old: Champion | None
    vectors: Vectors
    encode: Encode

    def name_of(self, own: str) -> str | None:
        """What a theme is called now, else what the champion calls it; None where neither has it."""
        before = () if self.old is None else self.old.themes
        names = {theme.id: theme.name for theme in before} | {c.id: c.name for c in self.candidates if c.id is not None}
        return names.get(own)

    def filed(self, ids: Collection[str], core: bool = False) -> Members:
        if self.old is None:
            return np.zeros(len(self.vectors), dtype=bool)
        return self.old.filed(ids) & (self.old.core if core else True)


@dataclass(frozen=True, slots=True)
class _Task:
    """A merge, pin or split, and the candidates that belong to it."""

    edit: Keep | Split
    clusters: tuple[Candidate, ...]


def apply_edits(
    candidates: Sequence[Candidate], edits: Sequence[Edit], old: Champion | None, vectors: Vectors, encode: Encode
) -> Edited:
    """Apply edits to candidates that bear ids and names; `vectors` (n, dim) are the paragraphs', `encode` gives unit rows.

    An edit that cannot be applied changes nothing, and its outcome says why. A candidate may come out without members: it
    then has a `row`.
    """
    scene = _Scene(tuple(candidates), old, vectors, encode)
    tasks = [_task(edit, scene, edits) for edit in edits if not isinstance(edit, Rename)]
    faults = {task.edit: _fault(task, scene) for task in tasks}
    sound = [task for task in tasks if not faults[task.edit]]
    loose = np.any([_champions(t, scene) for t in sound if not t.clusters] or [np.zeros(len(vectors), bool)], axis=0)
    claimed = {c for task in sound for c in task.clusters}
    themes = [own for c in candidates if c not in claimed for own in _without(c, loose)]
    outcomes: dict[Edit, EditOutcome] = {e: EditOutcome(told(e), False, fault) for e, fault in faults.items()}
    for task in sound:
        made = _made(task, scene, loose)
        themes += made
        outcomes[task.edit] = EditOutcome(told(task.edit), True, _tale(task, made, scene))
    for edit in (edit for edit in edits if isinstance(edit, Rename)):
        themes, outcomes[edit] = _renamed(themes, edit)
    return Edited(tuple(themes), tuple(outcomes[edit] for edit in edits), _dissolved(sound))


def _dissolved(tasks: Sequence[_Task]) -> dict[str, tuple[str, ...]]:
    places: dict[str, tuple[str, ...]] = {}
    for edit in (task.edit for task in tasks):
        stay = edit.ids[:1] if isinstance(edit, Keep) else tuple(slug(part.name) for part in edit.parts)
        places |= {own: stay for own in edit.ids if own not in stay}
    return places


def _task(edit: Keep | Split, scene: _Scene, edits: Sequence[Edit]) -> _Task:
    """The candidates that bear one of the edit's ids, and clusters (if no edit names them) mostly filed under these."""
    named = {own for other in edits if not isinstance(other, Rename) for own in other.ids}
    filed = scene.filed(edit.ids)

    def belongs(c: Candidate) -> bool:
        mostly = 2 * int((c.members & filed).sum()) > int(c.members.sum())
        return c.id in edit.ids or (mostly and not c.seed and c.id not in named)

    return _Task(edit, tuple(c for c in scene.candidates if belongs(c)))


def _fault(task: _Task, scene: _Scene) -> str:
    """Why an edit cannot be applied; empty where it can."""
    edit = task.edit
    if not any(scene.name_of(own) for own in edit.ids):
        return f"not applied: no such theme: {', '.join(edit.ids if isinstance(edit, Keep) else (edit.id,))}"
    given = {slug(name) for name in names_given(edit)}
    others = [c for c in scene.candidates if c not in task.clusters]
    seeds = [c for c in task.clusters if c.seed and isinstance(edit, Split) and c.id != edit.id]
    bearers = sorted(c.name for c in (*others, *seeds) if c.name is not None and slug(c.name) in given)
    return f"not applied: another theme bears the name {', '.join(map(repr, bearers))}" if bearers else ""


def _champions(task: _Task, scene: _Scene) -> Members:
    """The champion's own members of an edited theme, core members where there are any, without those that seeds hold."""
    core = scene.filed(task.edit.ids, core=True)
    own = core if core.any() else scene.filed(task.edit.ids)
    for seed in (c for c in scene.candidates if c.seed):
        own = own & ~seed.members
    return own


def _without(candidate: Candidate, loose: Members) -> list[Candidate]:
    """The candidate without paragraphs that went to an edited theme; none where nothing is left. Seed themes keep theirs."""
    if candidate.seed or not (candidate.members & loose).any():
        return [candidate]
    left = replace(candidate, members=candidate.members & ~loose)
    return [left] if left.members.any() else []


def _made(task: _Task, scene: _Scene, loose: Members) -> list[Candidate]:
    clusters = [own for c in task.clusters for own in _without(c, loose)]
    members = np.any([c.members for c in clusters], axis=0) if clusters else _champions(task, scene)
    if isinstance(task.edit, Split):
        return parted(task.edit, members, scene.vectors, scene.encode)
    own = task.edit.ids[0]
    rows = [c.row for c in clusters if c.row is not None]
    row = unit(np.sum(rows, axis=0)) if rows else None
    if not members.any() and row is None:
        row = _phrases_row(task.edit.ids, scene)
    seed = any(c.seed and c.id == own for c in clusters)
    facets = tuple(c.members for c in clusters) if len(clusters) > 1 else ()
    return [Candidate(own, task.edit.name or scene.name_of(own), seed, members, row, facets)]


def _phrases_row(ids: Sequence[str], scene: _Scene) -> Vectors:
    """The vector of the names and phrases of the champion's themes of these ids."""
    themes = () if scene.old is None else [theme for theme in scene.old.themes if theme.id in ids]
    return unit(scene.encode([text for theme in themes for text in (theme.name, *theme.phrases)]).sum(axis=0))


def _renamed(themes: Sequence[Candidate], edit: Rename) -> tuple[list[Candidate], EditOutcome]:
    bearers = [c.name for c in themes if c.id != edit.id and c.name is not None and slug(c.name) == slug(edit.name)]
    if not any(c.id == edit.id for c in themes):
        return list(themes), EditOutcome(told(edit), False, f"not applied: no such theme: {edit.id}")
    if bearers:
        return list(themes), EditOutcome(told(edit), False, f"not applied: another theme bears the name {bearers[0]!r}")
    renamed = [replace(c, name=edit.name) if c.id == edit.id else c for c in themes]
    return renamed, EditOutcome(told(edit), True, "applied")


def _tale(task: _Task, made: Sequence[Candidate], scene: _Scene) -> str:
    """What an edit was applied to, and which of its ids nothing ever bore."""
    count = sum(int(c.members.sum()) for c in made)
    plural = "s" if len(task.clusters) > 1 else ""
    source = f"{len(task.clusters)} cluster{plural}" if task.clusters else "no cluster, the champion's own"
    retired = () if scene.old is None else scene.old.retired
    named = task.edit.ids if isinstance(task.edit, Keep) else (task.edit.id,)
    strange = [own for own in named if scene.name_of(own) is None and own not in retired]
    return f"{source}: {count} paragraphs" + (f"; no such theme: {', '.join(strange)}" if strange else "")
