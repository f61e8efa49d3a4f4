"""Aliases: all the ways to write a name, and one pattern that finds the names of many in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .alternatives import one_of
from .news import Actor, Mention

APOSTROPHES = "'’‘ʼ"
# One character stands for each way to write a space, a hyphen or an apostrophe, so that a pattern needs no set of them:
# hundreds of sets with characters beyond Latin take longer to compile than a short article to label.
_LEVEL = str.maketrans(
    dict.fromkeys(APOSTROPHES, "'")
    | dict.fromkeys("‐‑–", "-")
    | {chr(code): " " for code in range(0x3001) if chr(code).isspace()}
)
_JOINTS = re.compile(r"[ \-]+")
_INITIALISM = re.compile(r"[A-Z]{2,4}")
_SHIELDED = ""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases, compiled into one pattern. Any of the ways to write a joint or an apostrophe is as good as another."""

    pattern: re.Pattern[str]

    @classmethod
    def of(cls, phrases: Iterable[str], *, plural: bool = True, ahead: str = "") -> Phrases:
        """Whole words, the longest phrase where several start alike; with `plural`, plurals too; `ahead` a last condition."""
        # Python's alternation takes the first branch that fits, so the longest must stand first.
        longest_first = sorted(filter(_words, phrases), key=lambda phrase: (-len(phrase), phrase))
        branches = one_of((_words(phrase)[0][0], _phrase_pattern(phrase, plural)) for phrase in longest_first)
        return cls(re.compile(rf"(?<!\w){branches}(?!\w){ahead}"))

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of each phrase in `text`, in text order, never overlapping."""
        return (found.span() for found in self.pattern.finditer(text.translate(_LEVEL)))


@dataclass(frozen=True, slots=True)
class Names:
    """The names of some actors, compiled; `owners` tells which actor a matched phrase stands for."""

    phrases: Phrases
    owners: Mapping[str, str]

    @classmethod
    def of(cls, actors: Iterable[Actor]) -> Names:
        """The names and aliases of these actors, and the phrases that shield a stretch of text from them."""
        actors = tuple(actors)
        shields = {phrase: _SHIELDED for actor in actors for phrase in actor.except_in}
        names = {phrase: actor.id for actor in actors for phrase in (actor.name, *actor.aliases)}
        exact = {alias_key(phrase): owner for phrase, owner in (*shields.items(), *names.items())}
        return cls(Phrases.of({*shields, *names}), {key + "s": owner for key, owner in exact.items()} | exact)

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Every place of a name in `text`, in text order, never overlapping each other or a shielding phrase."""
        spans = ((self._owner(text[start:end]), start, end) for start, end in self.phrases.places(text))
        return tuple(Mention(actor, start, end, text[start:end]) for actor, start, end in spans if actor != _SHIELDED)

    def _owner(self, written: str) -> str:
        key = alias_key(written)
        return self.owners[key] if key in self.owners else self.owners[key.lower()]


def alias_key(phrase: str) -> str:
    """What all the ways to write one alias share: no dots, one space for each joint, the straight apostrophe.

    Two aliases with one key cannot be told apart in a text.
    """
    return " ".join(_words(phrase.replace(".", "")))


def _words(phrase: str) -> list[str]:
    return [word for word in _JOINTS.split(phrase.translate(_LEVEL)) if word]


def _phrase_pattern(phrase: str, plural: bool) -> str:
    """The pattern of one phrase; it starts with a plain character so that the engine can skip it at a glance."""
    if _INITIALISM.fullmatch(phrase):
        return rf"(?:{phrase}s?|{''.join(letter + '[.]' for letter in phrase[:-1])}{phrase[-1]}[.]?)"
    body = _JOINTS.pattern.join(map(re.escape, _words(phrase)))
    end = "s?" if plural and not phrase.endswith("s") else ""
    return f"(?ai:{body}{end})" if phrase == phrase.lower() else body + end
