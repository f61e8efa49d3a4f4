"""Aliases: all the ways to write a name, and one pattern that finds the names of many in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .news import Actor, Mention

APOSTROPHES = "'’‘ʼ"
_JOINTS = r"[\s\xa0\-‐‑–]"
_INITIALISM = re.compile(r"[A-Z]{2,4}")
_SHIELDED = ""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of some actors, compiled; `owners` tells which actor a matched phrase stands for."""

    pattern: re.Pattern[str]
    owners: Mapping[str, str]

    @classmethod
    def of(cls, actors: Iterable[Actor]) -> Names:
        """The names and aliases of these actors, and the phrases that shield a stretch of text from them."""
        actors = tuple(actors)
        shields = {phrase: _SHIELDED for actor in actors for phrase in actor.except_in}
        names = {phrase: actor.id for actor in actors for phrase in (actor.name, *actor.aliases)}
        exact = {alias_key(phrase): owner for phrase, owner in (*shields.items(), *names.items())}
        return cls(any_of({*shields, *names}), {key + "s": owner for key, owner in exact.items()} | exact)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Every place of a name in `text`, in text order, never overlapping each other or a shielding phrase."""
        spans = ((self._owner(m.group()), m) for m in self.pattern.finditer(text))
        return tuple(Mention(actor, m.start(), m.end(), m.group()) for actor, m in spans if actor != _SHIELDED)

    def _owner(self, written: str) -> str:
        key = alias_key(written)
        return self.owners[key] if key in self.owners else self.owners[key.lower()]


def alias_key(phrase: str) -> str:
    """What all the ways to write one alias share: no dots, one space for each joint, the straight apostrophe.

    Two aliases with one key cannot be told apart in a text.
    """
    straight = re.sub(f"[{APOSTROPHES}]", "'", phrase.replace(".", ""))
    return " ".join(re.split(rf"{_JOINTS}+", straight)).strip()


def any_of(phrases: Iterable[str], *, plural: bool = True) -> re.Pattern[str]:
    """The pattern that finds these phrases as whole words, the longest where several start alike; with `plural`, plurals too."""
    # Python's alternation takes the first branch that fits, so the longest must stand first.
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    branches = "|".join(_phrase_pattern(phrase, plural) for phrase in longest_first)
    return re.compile(rf"(?<!\w)(?:{branches or '(?!)'})(?!\w)")


def _phrase_pattern(phrase: str, plural: bool) -> str:
    """The pattern of one phrase; it starts with a plain character so that the engine can skip it at a glance."""
    if _INITIALISM.fullmatch(phrase):
        return rf"(?:{phrase}s?|{''.join(letter + '[.]' for letter in phrase[:-1])}{phrase[-1]}[.]?)"
    words = (re.escape(word) for word in re.split(rf"{_JOINTS}+", phrase.strip()))
    body = re.sub(f"[{APOSTROPHES}]", f"[{APOSTROPHES}]", rf"{_JOINTS}+".join(words))
    end = "s?" if plural and not phrase.endswith("s") else ""
    return f"(?ai:{body}{end})" if phrase == phrase.lower() else body + end
