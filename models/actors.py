"""Actors: the names newspapers give them, and where a text uses one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from .aliases import Names
from .news import Actor, Mention

GROUP = "group"
POLICY = "policy"


@dataclass(frozen=True)
class ActorBook:
    """All actors that are looked for, compiled to one pattern, and all policies, to another: these neither act nor speak.

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

    @property
    def proper_names(self) -> tuple[str, ...]:
        """Names and aliases of all but the policies: words that tell who a text is about, not what."""
        return tuple(name for actor in self._acting for name in (actor.name, *actor.aliases))

    def get(self, actor_id: str) -> Actor:
        """The actor of this id; KeyError if there is none."""
        return self._by_id[actor_id]

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Every place where `text` names somebody who can act and speak, in text order, never overlapping.

        Nothing inside an `except_in` phrase is a mention. Such phrases also tell places from governments: the seeds
        list “in Kabul”, “in Islamabad” and the like, so a capital after a preposition of place names no actor, while
        “the government in Kabul” is an alias of its own and, being longer, wins.
        """
        return self._names.mentions(text)

    def named(self, text: str) -> tuple[Mention, ...]:
        """The `mentions` of `text` and those of policies, in text order; “US withdrawal” names the United States too."""
        return tuple(sorted((*self.mentions(text), *self._policies.mentions(text)), key=lambda m: (m.start, m.end)))

    def targets(self, text: str) -> Mapping[str, tuple[Mention, ...]]:
        """The actors and policies that `text` names, by first mention, each with its mentions; see `by_target`."""
        return self.by_target(self.named(text))

    def by_target(self, mentions: Iterable[Mention]) -> Mapping[str, tuple[Mention, ...]]:
        """Mentions in text order under the actors they address, these by first mention.

        To name a member is to name its groups: one mention of “Tehreek-i-Taliban Pakistan” stands under `ttp` and,
        with that group's id, under `militants`.
        """
        found: dict[str, list[Mention]] = {}
        for mention in mentions:
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
        """The book of rows with the fields of `Actor`, lists or tuples alike; those with a default may lack."""
        return cls(tuple(_actor(row) for row in rows))

    @cached_property
    def _by_id(self) -> dict[str, Actor]:
        return {actor.id: actor for actor in self.actors}

    @property
    def _acting(self) -> tuple[Actor, ...]:
        return tuple(actor for actor in self.actors if actor.kind != POLICY)

    @cached_property
    def _names(self) -> Names:
        return Names.of(self._acting)

    @cached_property
    def _policies(self) -> Names:
        return Names.of(actor for actor in self.actors if actor.kind == POLICY)


def _actor(row: Mapping[str, Any]) -> Actor:
    return Actor(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        aliases=tuple(row["aliases"]),
        except_in=tuple(row.get("except_in", ())),
        groups=tuple(row.get("groups", ())),
        description=row.get("description", ""),
        later=tuple(row.get("later", ())),
    )
