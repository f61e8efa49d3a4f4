"""Actors: the names newspapers give them, and where a text uses one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from .news import Actor, Mention

APOSTROPHES = "'’‘ʼ"
_JOINTS = r"[\s\xa0\-‐‑–]"
_INITIALISM = re.compile(r"[A-Z]{2,4}")
_SHIELDED = ""
GROUP = "group"


@dataclass(frozen=True)
class ActorBook:
    """All actors that are looked for, compiled to one pattern.

    An actor's name counts as one of its aliases. An alias with a capital letter must be written just so (“US” is
    never “us”), one without may be written in any case. Both may carry a plural or possessive s, the other apostrophe,
    a hyphen for a space, and dots between the letters of an initialism (“U.S.”). A hyphen ends a word: “US-led” and
    “anti-Pakistan” name the actor. Where several aliases fit, the one that starts first and then the longest wins.
    """

    actors: tuple[Actor, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Actor ids in the order of the file."""
        return tuple(actor.id for actor in self.actors)

    def get(self, actor_id: str) -> Actor:
        """The actor of this id; KeyError if there is none."""
        return self._by_id[actor_id]

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Every place where `text` names an actor, in text order, never overlapping.

        Nothing inside an `except_in` phrase is a mention. Such phrases also tell places from governments: the seeds
        list “in Kabul”, “in Islamabad” and the like, so a capital after a preposition of place names no actor, while
        “the government in Kabul” is an alias of its own and, being longer, wins.
        """
        spans = ((self._owners[alias_key(m.group())], m) for m in self._pattern.finditer(text))
        return tuple(Mention(actor, m.start(), m.end(), m.group()) for actor, m in spans if actor != _SHIELDED)

    def targets(self, text: str) -> Mapping[str, tuple[Mention, ...]]:
        """The actors that `text` names, by first mention, each with its mentions.

        To name a member is to name its groups: one mention of “Tehreek-i-Taliban Pakistan” stands under `ttp` and,
        with that group's id, under `militants`.
        """
        found: dict[str, list[Mention]] = {}
        for mention in self.mentions(text):
            for actor in (mention.actor, *self._by_id[mention.actor].groups):
                found.setdefault(actor, []).append(Mention(actor, mention.start, mention.end, mention.text))
        return {actor: tuple(mentions) for actor, mentions in found.items()}

    def canonical(self, name: str) -> str | None:
        """The name of the actor that a description names first: “the Pentagon spokesperson” → “United States”.

        A group is named only where no other actor is.
        """
        actors = [self._by_id[mention.actor] for mention in self.mentions(name)]
        actors.sort(key=lambda actor: actor.kind == GROUP)
        return actors[0].name if actors else None

    def to_rows(self) -> list[dict[str, Any]]:
        """Plain dictionaries for JSON; `from_rows` reads them back."""
        return [asdict(actor) for actor in self.actors]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> ActorBook:
        """The book of rows with the fields of `Actor`, lists or tuples alike; `except_in` and `groups` may lack."""
        return cls(tuple(_actor(row) for row in rows))

    @cached_property
    def _by_id(self) -> dict[str, Actor]:
        return {actor.id: actor for actor in self.actors}

    @cached_property
    def _owners(self) -> _Owners:
        owners = _Owners()
        for actor in self.actors:
            owners.add(actor.except_in, _SHIELDED)
        for actor in self.actors:
            owners.add((actor.name, *actor.aliases), actor.id)
        return owners

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        phrases = {p for actor in self.actors for p in (actor.name, *actor.aliases, *actor.except_in)}
        # Python's alternation takes the first branch that fits, so the longest must stand first.
        longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(_phrase_pattern, longest_first)) or '(?!)'})(?!\w)")


class _Owners:
    """Which actor a matched phrase stands for, under any of the ways to write it."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def add(self, phrases: Iterable[str], owner: str) -> None:
        for phrase in phrases:
            key = alias_key(phrase)
            self._ids[key] = owner
            self._ids.setdefault(key + "s", owner)

    def __getitem__(self, key: str) -> str:
        return self._ids[key] if key in self._ids else self._ids[key.lower()]


def _actor(row: Mapping[str, Any]) -> Actor:
    return Actor(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        aliases=tuple(row["aliases"]),
        except_in=tuple(row.get("except_in", ())),
        groups=tuple(row.get("groups", ())),
    )


def alias_key(phrase: str) -> str:
    """What all the ways to write one alias share: no dots, one space for each joint, the straight apostrophe.

    Two aliases with one key cannot be told apart in a text.
    """
    straight = re.sub(f"[{APOSTROPHES}]", "'", phrase.replace(".", ""))
    return " ".join(re.split(rf"{_JOINTS}+", straight)).strip()


def _phrase_pattern(phrase: str) -> str:
    """The pattern of one phrase; it starts with a plain character so that the engine can skip it at a glance."""
    if _INITIALISM.fullmatch(phrase):
        return rf"(?:{phrase}s?|{''.join(letter + '[.]' for letter in phrase[:-1])}{phrase[-1]}[.]?)"
    words = (re.escape(word) for word in re.split(rf"{_JOINTS}+", phrase.strip()))
    body = re.sub(f"[{APOSTROPHES}]", f"[{APOSTROPHES}]", rf"{_JOINTS}+".join(words))
    plural = "" if phrase.endswith("s") else "s?"
    return f"(?ai:{body}{plural})" if phrase == phrase.lower() else body + plural
