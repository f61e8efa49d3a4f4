"""Names of persons: in the words of a speaker, and in full where an article gives a surname alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import speech_words as words_for
from .actors import ActorBook

_NAME_WORD = re.compile(r"[A-ZÀ-Þ][\w’'.\-]*")
_WORD = re.compile(r"[^\s,()]+")
_ENDING = re.compile(r"[’']s?$|[.:;”\"]+$")
_RUN = re.compile(
    rf"[A-ZÀ-Þ][\w’'.-]*(?: (?:(?:{'|'.join(sorted(words_for.NAME_PARTICLES))}) )?[A-ZÀ-Þ][\w’'-]*){{1,6}}"
)
# Words that start with a capital only where they start a sentence.
_SMALL = frozenset(
    (
        *(word.lower() for word in words_for.DETERMINERS),
        *words_for.OPENINGS,
        *words_for.PREPOSITIONS,
        *words_for.PRONOUNS,
        *("while", "asked", "asking", "having", "hence", "there", "often", "yes", "published"),
        *("these", "those", "so", "who", "which", "what"),
    )
)
_NO_NAME = _SMALL | words_for.STOPS | words_for.ROLES | frozenset(words_for.VERBS)


def person_in(phrase: str, book: ActorBook) -> str | None:
    """The last proper name in `phrase` that is neither a title nor an actor: “US envoy Tom West” → “Tom West”."""
    actors = [(m.start, m.end) for m in book.mentions(phrase)]
    names: list[list[str]] = [[]]
    belongs = False  # “of the Orme Institute” names no person
    for word in _WORD.finditer(phrase):
        bare = _ENDING.sub("", word.group())
        is_title = bare.split("-")[0] in words_for.TITLES or bare.lower() in _SMALL
        entitled = _NAME_WORD.fullmatch(bare) and not is_title
        named = any(start <= word.start() < end for start, end in actors) and not _follows_title(phrase, word.start())
        belongs = bare in {"of", "for", "from", "at"} or (belongs and not named and (bool(entitled) or bare == "the"))
        if entitled and not named and not belongs:
            names[-1].append(bare if len(bare) > 1 else word.group())
        elif names[-1] and bare in words_for.NAME_PARTICLES:
            names[-1].append(bare)
        elif names[-1]:
            # “a European diplomat”, “Convoys from Karachi”: such a word before a small one is no name.
            no_name = bare in words_for.ROLES or (len(names[-1]) == 1 and bare.islower())
            names[-1:] = [[]] if no_name else [names[-1], []]
    found = [name for name in map(_ended, names) if name and not (len(name) == 1 and _is_crowd(name[0].lower()))]
    return " ".join(found[-1]) if found else None


def _ended(name: list[str]) -> list[str]:
    """Without a particle at the end, whose name the text has broken off."""
    return name[:-1] if name and name[-1] in words_for.NAME_PARTICLES else name


def _is_crowd(word: str) -> bool:
    return word in words_for.ROLES or words_for.CROWD_ENDING.search(word) is not None


def _follows_title(phrase: str, at: int) -> bool:
    """“President Trump” may be an alias of a state, yet as a speaker he is a person."""
    before = re.findall(r"[^\s.]+", phrase[:at])
    return "President" in before or before[-1:] == ["Mr"]


@dataclass(frozen=True, slots=True)
class FullNames:
    """The runs of capitalised words in an article, in order: (paragraph, offset, words)."""

    runs: tuple[tuple[int, int, str], ...]
    book: ActorBook
    _persons: dict[str, str | None] = field(default_factory=dict)

    def full(self, name: str, paragraph: int, offset: int) -> str:
        """`name` as the article gives it in full: nearest before that place, else first after; itself if nowhere."""
        if " " in name or not name[:1].isupper() or self.book.canonical(name):
            return name
        found = [(where, full) for *where, run in self.runs if name in run and (full := self._name(run, name))]
        before = [full for where, full in found if where <= [paragraph, offset]]
        return before[-1] if before else found[0][1] if found else name

    def _name(self, run: str, part: str) -> str | None:
        if run not in self._persons:
            self._persons[run] = self._person(run)
        person = self._persons[run]
        parts = person.split() if person else []
        return person if len(parts) > 1 and part in (parts[0], parts[-1]) else None

    def _person(self, run: str) -> str | None:
        words = run.split()
        while words and (words[0].lower() in _NO_NAME or words[0].endswith(("ing", "’s", "'s"))):
            words.pop(0)
        return person_in(" ".join(words), self.book)


def full_names(paragraphs: Sequence[str], book: ActorBook) -> FullNames:
    """The names in the paragraphs of one article."""
    return FullNames(
        tuple((number, m.start(), m.group()) for number, text in enumerate(paragraphs) for m in _RUN.finditer(text)),
        book,
    )
