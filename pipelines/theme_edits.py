"""A person's edits of themes, as a small file tells them: renamed, merged, split, pinned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from models.errors import ParleyError
from models.news import OUTSIDE
from pipelines.seed_themes import SeedTheme, slug

_EXPECTED = "a YAML list of entries, each `rename`, `merge`, `split` or `pin`, as seeds/theme_edits.yaml shows them"
# The word that makes an entry what it is, and the one that must stand beside it.
KEYS = {"rename": "to", "merge": "to", "split": "into", "pin": None}


@dataclass(frozen=True, slots=True)
class Rename:
    """Another name for a theme, under its id."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Keep:
    """A theme that stays whatever the clusters do: a pinned one, or several merged under the first id and a name."""

    ids: tuple[str, ...]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """A theme divided into parts, each known by its phrases; a part's id is the slug of its name."""

    id: str
    parts: tuple[SeedTheme, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids whose paragraphs are taken together and divided: the theme's own, and those of its parts."""
        return tuple(dict.fromkeys((self.id, *(slug(part.name) for part in self.parts))))


Edit = Rename | Keep | Split


def read_theme_edits(path: Path) -> tuple[Edit, ...]:
    """Read a file of edits, which may be empty; raises ParleyError that names every fault at once."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ParleyError(
            f"cannot read theme edits {path}: {error}", expected=_EXPECTED, way_out="correct the path or the file"
        ) from error
    rows = [] if rows is None else rows
    faults = [f"the file holds {type(rows).__name__}, not a list"] if not isinstance(rows, list) else _faults(rows)
    if faults:
        told = "\n".join(f"    {fault}" for fault in faults)
        raise ParleyError(f"theme edits {path} have faults:\n{told}", expected=_EXPECTED, way_out="mend these entries")
    return tuple(_edit(row) for row in rows)


def told(edit: Edit) -> str:
    """An edit in words, as the outcome of a run names it."""
    if isinstance(edit, Rename):
        return f"rename {edit.id} to {edit.name!r}"
    if isinstance(edit, Split):
        return f"split {edit.id} into {', '.join(repr(part.name) for part in edit.parts)}"
    return f"pin {edit.ids[0]}" if edit.name is None else f"merge {', '.join(edit.ids)} to {edit.name!r}"


def names_given(edit: Edit) -> tuple[str, ...]:
    """The names that an edit gives, so that no other theme is called so."""
    if isinstance(edit, Split):
        return tuple(part.name for part in edit.parts)
    return () if edit.name is None else (edit.name,)


def _edit(row: dict[str, Any]) -> Edit:
    if "rename" in row:
        return Rename(row["rename"], row["to"].strip())
    if "split" in row:
        parts = (SeedTheme(part["name"].strip(), tuple(part["phrases"])) for part in row["into"])
        return Split(row["split"], tuple(parts))
    return Keep(tuple(row["merge"]), row["to"].strip()) if "merge" in row else Keep((row["pin"],))


def _faults(rows: Sequence[Any]) -> list[str]:
    faults = [f"entry {number}: {fault}" for number, row in enumerate(rows, 1) for fault in _row_faults(row)]
    return faults or [*_contradictions([_edit(row) for row in rows])]


def _row_faults(row: Any) -> Iterator[str]:
    verbs = [key for key in KEYS if isinstance(row, dict) and key in row]
    if len(verbs) != 1:
        yield f"{row!r} is not one of {', '.join(KEYS)}"
        return
    verb, beside = verbs[0], KEYS[verbs[0]]
    yield from (f"unknown key {key!r}" for key in row if key not in (verb, beside))
    if beside == "to" and not _is_name(row.get("to")):
        yield f"to is {row.get('to')!r}, not a name"
    if verb == "split":
        yield from _part_faults(row.get("into"))
    ids = row[verb] if verb == "merge" else [row[verb]]
    if not isinstance(ids, list) or (verb == "merge" and len(ids) < 2):
        yield f"merge is {ids!r}, not a list of two ids or more"
        return
    yield from (f"{verb} is {own!r}, not a theme's id{_hint(own)}" for own in ids if not _is_id(own))


def _part_faults(parts: Any) -> Iterator[str]:
    if not isinstance(parts, list) or len(parts) < 2:
        yield f"into is {parts!r}, not a list of two parts or more"
        return
    for part in parts:
        phrases = part.get("phrases") if isinstance(part, dict) else None
        sound = isinstance(phrases, list) and phrases and all(isinstance(p, str) and p.strip() for p in phrases)
        if not sound or set(part) != {"name", "phrases"} or not _is_name(part["name"]):
            yield f"part {part!r} is not a name and a list of phrases"


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and slug(value) not in ("", OUTSIDE)


def _is_id(value: Any) -> bool:
    return _is_name(value) and slug(value) == value


def _hint(value: Any) -> str:
    return f" (do you mean {slug(value)!r}?)" if _is_name(value) else ""


def _contradictions(edits: Sequence[Edit]) -> Iterator[str]:
    """A theme may stand in one entry, a pinned one in a rename beside it; a name may be given once."""
    places: dict[str, list[int]] = {}
    names: dict[str, list[int]] = {}
    for number, edit in enumerate(edits, 1):
        for own in (edit.id,) if isinstance(edit, Rename) else edit.ids:
            places.setdefault(own, []).append(number)
        for name in names_given(edit):
            names.setdefault(slug(name), []).append(number)
    for own, numbers in places.items():
        kinds = sorted(told(edits[number - 1]).split()[0] for number in numbers)
        if len(numbers) > 1 and kinds != ["pin", "rename"]:
            yield f"theme {own!r} stands in entries {', '.join(map(str, numbers))}, which contradict or repeat each other"
    for name, numbers in names.items():
        if len(numbers) > 1:
            yield f"the name of {name!r} is given in entries {', '.join(map(str, numbers))}"
