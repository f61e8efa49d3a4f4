"""Read the actors file: who is looked for in the news, under which names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from models.actors import ActorBook, alias_key
from models.errors import ParleyError
from models.news import Actor

KINDS = ("state", "government", "armed group", "organisation", "group")
_TEXTS = ("id", "name", "kind")
_LISTS = ("aliases", "except_in", "groups")
_REQUIRED = (*_TEXTS, "aliases")
_EXPECTED = (
    "a YAML list of entries with id, name, kind (" + ", ".join(KINDS) + "), aliases, and if needed except_in and groups"
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
    return ActorBook(tuple(_actor(entry) for entry in entries))


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


def _actor(entry: dict[str, Any]) -> Actor:
    return Actor(**{key: tuple(value) if key in _LISTS else value for key, value in entry.items()})


def _faults(entries: list[Any]) -> Iterator[str]:
    sound: list[tuple[str, dict[str, Any]]] = []
    for number, entry in enumerate(entries, start=1):
        where = _where(number, entry)
        own = list(_shape_faults(entry))
        yield from (f"{where}: {fault}" for fault in own)
        if not own:
            sound.append((where, entry))
    yield from _repeated_ids(entries)
    yield from _shared_phrases(sound)
    yield from _group_faults(sound, entries)


def _where(number: int, entry: Any) -> str:
    named = isinstance(entry, dict) and isinstance(entry.get("id"), str)
    return f"entry {number} ({entry['id']})" if named else f"entry {number}"


def _shape_faults(entry: Any) -> Iterator[str]:
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


def _list_faults(key: str, value: Any) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{key} is {value!r}, not a list"
        return
    if key == "aliases" and not value:
        yield "aliases is empty"
    yield from (f"{key} holds {item!r}, not a text (quote it)" for item in value if not _is_text(item))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(alias_key(value))


def _repeated_ids(entries: list[Any]) -> Iterator[str]:
    first: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        actor_id = entry.get("id") if isinstance(entry, dict) else None
        if isinstance(actor_id, str) and first.setdefault(actor_id, number) != number:
            yield f"entry {number} ({actor_id}): id is taken by entry {first[actor_id]}"


def _shared_phrases(sound: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """A name or alias must lead to one actor, and cannot be shielded everywhere."""
    owners: dict[str, str] = {}
    for where, entry in sound:
        for phrase in dict.fromkeys((entry["name"], *entry["aliases"])):
            owner = owners.setdefault(alias_key(phrase), where)
            if owner != where:
                yield f"{where}: alias {phrase!r} is claimed by {owner} too"
    for where, entry in sound:
        for phrase in entry.get("except_in", ()):
            if alias_key(phrase) in owners:
                yield f"{where}: except_in {phrase!r} is an alias of {owners[alias_key(phrase)]}"


def _group_faults(sound: list[tuple[str, dict[str, Any]]], entries: list[Any]) -> Iterator[str]:
    groups = {e["id"] for e in entries if isinstance(e, dict) and e.get("kind") == "group" and _is_text(e.get("id"))}
    for where, entry in sound:
        yield from (f"{where}: unknown group {g!r}" for g in entry.get("groups", ()) if g not in groups)
        if entry["kind"] == "group" and entry.get("groups"):
            yield f"{where}: a group cannot belong to groups ({', '.join(entry['groups'])})"
