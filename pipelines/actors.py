"""Read the actors file: who is looked for in the news, under which names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from models.actors import GROUP, POLICY, ActorBook
from models.aliases import alias_key
from models.errors import ParleyError

KINDS = ("state", "government", "armed group", "organisation", "person", GROUP, POLICY)
_REQUIRED = ("id", "name", "kind", "aliases")
_TEXTS = ("id", "name", "kind", "description")
_LISTS = ("aliases", "except_in", "groups", "later")
_EXPECTED = (
    f"a YAML list of entries with id, name, kind ({', '.join(KINDS)}), aliases, and if needed except_in, groups, "
    "description and later (phrases in lower case, such as “the deal”, that are nobody's alias)"
)


def read_actors(path: Path) -> ActorBook:
    """The actors of a YAML file. ParleyError names every fault of the file at once, each with its entry."""
    entries = _load(path)
    faults = list(_faults(entries))
    if faults:
        listed = "\n".join(f"    {fault}" for fault in faults)
        raise ParleyError(
            f"{path} has {len(faults)} fault{'s' * (len(faults) > 1)}:\n{listed}",
            expected=_EXPECTED,
            way_out="mend the entries named above; the actors file that comes with parley is an example",
        )
    return ActorBook.from_rows(entries)


def _load(path: Path) -> list[Any]:
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ParleyError(
            f"cannot read the actors file {path}: {error}", expected=_EXPECTED, way_out="correct the path or the file"
        ) from error
    if not isinstance(entries, list) or not entries:
        raise ParleyError(
            f"{path} holds {'nothing' if entries is None else f'{type(entries).__name__} {entries!r:.60}'}, not a list",
            expected=_EXPECTED,
            way_out="begin each entry with “- id: …”",
        )
    return entries


def _faults(entries: list[Any]) -> Iterator[str]:
    named = [(_where(number, entry), entry) for number, entry in enumerate(entries, start=1)]
    for where, entry in named:
        yield from (f"{where}: {fault}" for fault in _shape_faults(entry))
    yield from _repeated_ids(entries)
    mappings = [(where, entry) for where, entry in named if isinstance(entry, dict)]
    yield from _shared_phrases(mappings)
    yield from _later_faults(mappings)
    yield from _group_faults(mappings)


def _where(number: int, entry: object) -> str:
    actor_id = entry.get("id") if isinstance(entry, dict) else None
    return f"entry {number} ({actor_id})" if isinstance(actor_id, str) else f"entry {number}"


def _shape_faults(entry: object) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield f"is {entry!r}, not a mapping of keys to values"
        return
    yield from (f"unknown key {key!r}" for key in entry if key not in (*_TEXTS, *_LISTS))
    yield from (f"no {key}" for key in _REQUIRED if key not in entry)
    for key in (key for key in _TEXTS if key in entry):
        if not _is_text(entry[key]):
            yield f"{key} is {entry[key]!r}, not a text"
    for key in (key for key in _LISTS if key in entry):
        yield from _list_faults(key, entry[key])
    if _is_text(entry.get("kind")) and entry["kind"] not in KINDS:
        yield f"unknown kind {entry['kind']!r}"


def _list_faults(key: str, value: object) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{key} is {value!r}, not a list"
        return
    if key == "aliases" and not value:
        yield "aliases is empty"
    yield from (f"{key} holds {item!r}, not a text (quote it)" for item in value if not _is_text(item))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(alias_key(value))


def _repeated_ids(entries: list[Any]) -> Iterator[str]:
    first: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        actor_id = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(actor_id, str) and first.setdefault(actor_id, number) != number:
            yield f"entry {number} ({actor_id}): id is taken by entry {first[actor_id]}"


def _texts(entry: dict[str, Any], *keys: str) -> list[str]:
    """The texts under these keys, whatever else is wrong with the entry."""
    values = (entry.get(key, ()) for key in keys)
    listed = (value if isinstance(value, list) else [value] for value in values)
    return [text for texts in listed for text in texts if _is_text(text)]


def _shared_phrases(mappings: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """A name or alias must lead to one actor, and cannot be shielded everywhere."""
    owners = _owners(mappings)
    for where, entry in mappings:
        for phrase in dict.fromkeys(_texts(entry, "name", "aliases")):
            if owners[alias_key(phrase)] != where:
                yield f"{where}: alias {phrase!r} is claimed by {owners[alias_key(phrase)]} too"
    for policies in (False, True):  # each are looked for on their own: “Afghan policy” may hide a state and be a policy
        alike = [(where, entry) for where, entry in mappings if (entry.get("kind") == POLICY) == policies]
        owners = _owners(alike)
        for where, entry in alike:
            shields = [phrase for phrase in _texts(entry, "except_in") if alias_key(phrase) in owners]
            yield from (f"{where}: except_in {own!r} is an alias of {owners[alias_key(own)]}" for own in shields)


def _later_faults(mappings: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """A phrase that needs the full name before it is found in any case, and cannot be a full name as well."""
    owners = _owners(mappings)
    for where, entry in mappings:
        for phrase in _texts(entry, "later"):
            if phrase != phrase.lower():
                yield f"{where}: later {phrase!r} is not in lower case (write {phrase.lower()!r})"
            if alias_key(phrase) in owners:
                yield f"{where}: later {phrase!r} is an alias of {owners[alias_key(phrase)]}"


def _owners(mappings: list[tuple[str, dict[str, Any]]]) -> dict[str, str]:
    """The entry that claims each name and alias first."""
    owners: dict[str, str] = {}
    for where, entry in mappings:
        for phrase in _texts(entry, "name", "aliases"):
            owners.setdefault(alias_key(phrase), where)
    return owners


def _group_faults(mappings: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    known = {group for _, entry in mappings if entry.get("kind") == GROUP for group in _texts(entry, "id")}
    for where, entry in mappings:
        groups = _texts(entry, "groups")
        yield from (f"{where}: unknown group {group!r}" for group in groups if group not in known)
        if entry.get("kind") == GROUP and groups:
            yield f"{where}: a group cannot belong to groups ({', '.join(groups)})"
