"""The words that name a speaker, read as a person's name, an office of an actor, or a role."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import speech_words as words_for
from .actors import ActorBook
from .papers import is_paper, owner_of
from .persons import person_in
from .speech import Span

_WORD = re.compile(r"\S+")
_SKIPPED = re.compile(
    r"[\s\"“”‘’,;:()\[\]—–•-]*(?:(?:and|but|while|also|then|so|because|that|as|however)\b\s*)*", re.IGNORECASE
)
_DANGLING = re.compile(r"\b(?:of|for|to|with|in|by)$")
_PORTFOLIO = re.compile(r"\b(?:Assistant|Advis[eo]r|Representative|Envoy|Committee|Coordinator)\b(?!.*day\b)")
_ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’']s?$")
_MOST_WORDS = 8  # of a speaker who is neither a person nor a known office or role
_ONE = frozenset({"a", "an", "one", "another"})
_THE = frozenset({"the", "this", "that", "these", "those"})
_EDGE = frozenset({*words_for.PREPOSITIONS, *words_for.PRONOUNS, "the", "a", "an"})
_VERBS = frozenset(words_for.VERBS) | words_for.STOPS
_WHEN = words_for.WEEKDAYS | words_for.MONTHS | frozenset(words_for.OPENINGS)
_SIGNS = " \t\n.,:;!?()[]_-–—•“”‘’'\""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, and the span of the words that say so.

    `holder` is None for “he” and “the minister”, whose name stands elsewhere; `role` is then what is written, if more
    than a pronoun. `is_new`: “an official” is nobody met before. `is_thing`: “it” and “the statement” are no person.
    `is_office`: an actor speaks. `is_passing`: a state, or “officials”, speaks but is not whom a later “he” means.
    `is_of_actor`: “its spokesperson” speaks for whatever actor “it” is. `is_paper`: a statement, a report or a message.
    """

    holder: str | None
    role: str | None
    start: int
    end: int
    is_new: bool = False
    is_thing: bool = False
    is_office: bool = False
    is_passing: bool = False
    is_of_actor: bool = False
    is_paper: bool = False


def speaker_from(plain: str, start: int, end: int, book: ActorBook) -> Speaker | None:
    """The speaker named from `start` on, up to the first word that cannot belong to the name of one."""
    name = _name_at(plain, start, end)
    return _named(plain, name.start, name.end, book) if name.end > name.start else None


def anybody_from(plain: str, start: int, end: int, book: ActorBook) -> Speaker | None:
    """The same where a verb tells that somebody speaks: then “the bank” and “my father” are speakers too."""
    name = _name_at(plain, start, end)
    phrase = plain[name.start : name.end].rstrip(" ,.:;")
    words = phrase.split()
    if not words or len(words) > _MOST_WORDS or _is_no_name(words[0]):
        return None
    known = _named(plain, name.start, name.end, book)
    role = _trimmed(_ARTICLE.sub("", phrase))
    if known or not role or _DANGLING.search(phrase):
        return known
    return Speaker(None, role, name.start, name.start + len(phrase), is_new=True, is_thing=True, is_passing=True)


def _is_no_name(word: str) -> bool:
    bare = _bare(word)
    return bare in words_for.OPENINGS or bare in _VERBS or bare.endswith(("ing", "ed"))


def _name_at(plain: str, start: int, end: int) -> Span:
    skipped = _SKIPPED.match(plain, start, end)
    start = stop = skipped.end() if skipped else start
    for word in _WORD.finditer(plain, start, end):
        if stop > start and _ends_a_name(word, plain[start:end], start):
            break
        stop = word.end()
    return Span(start, stop)


def speaker_up_to(plain: str, start: int, end: int, book: ActorBook) -> Speaker | None:
    """The speaker whose words end at `end`, where no comma parts him from an opening such as “in his address”."""
    words = list(_WORD.finditer(plain, start, end))
    while words and _bare(words[-1].group()) in words_for.STOPS:
        words.pop()
    first = len(words)
    while first > 0 and _may_name(words[first - 1].group()):
        first -= 1
    while first < len(words) and _bare(words[first].group()) in _WHEN:
        first += 1
    return _named(plain, words[first].start(), words[-1].end(), book) if first < len(words) else None


def _may_name(word: str) -> bool:
    known = words_for.ROLES | words_for.PRONOUNS | words_for.NAME_PARTICLES | {"the", "a", "an", "of", "senior"}
    return word[0].isupper() or _bare(word) in known


def _ends_a_name(word: re.Match[str], phrase: str, start: int) -> bool:
    bare, lower = _bare(word.group()), word.group()[0].islower()
    before = phrase[: word.start() - start].split()[-1].lower()
    if bare == "on" and _PORTFOLIO.search(phrase[: word.start() - start]):
        return not re.match(r" [A-Z]", phrase[word.end() - start :])
    if bare in {"the", "a", "an"}:
        return before not in {"of", "for", "to", "and"}
    if lower and bare in words_for.VERBS and before not in {"the", "a", "an"}:
        return True
    if lower and bare.endswith("ly") and bare not in words_for.NOUNS_IN_LY:
        return True
    is_verb = lower and bare.endswith(("ing", "ed")) and bare not in words_for.ADJECTIVES
    return (is_verb and before not in {"the", "a", "an"}) or (
        bare in words_for.STOPS and (lower or bare in words_for.WEEKDAYS)
    )


def _trimmed(role: str) -> str:
    """The role without small words, verbs and signs at either end: “the official said to” is no name of anybody."""
    words = role.split()
    while words and _is_edge(words[0]):
        words.pop(0)
    while words and _is_edge(words[-1]):
        words.pop()
    return " ".join(words).strip(_SIGNS)


def _is_edge(word: str) -> bool:
    bare = word.strip(_SIGNS)
    return not bare or bare.lower() in _EDGE or bare in _VERBS


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word.strip('.,:;()“”"')).lower()


def _named(plain: str, start: int, end: int, book: ActorBook) -> Speaker | None:
    """What the words of a speaker say: a pronoun, a person, an office of an actor, or a role."""
    phrase = plain[start:end].rstrip(" ,.:;")
    words = [_bare(word) for word in phrase.split()]
    end = start + len(phrase)
    if not words:
        return None
    if words[0] in {"its", "their"}:
        return Speaker(None, None, start, end, is_thing=True, is_of_actor=True)
    if words[0] in words_for.PRONOUNS or words[-1] in words_for.PRONOUNS:
        return Speaker(None, None, start, end, is_thing=not words_for.THINGS.isdisjoint(words))
    if is_paper(phrase):
        return Speaker(owner_of(phrase, book), phrase, start, end, words[0] not in _THE, is_thing=True, is_paper=True)
    person = None if words[0] in _ONE else person_in(phrase, book)
    if person:
        return Speaker(person, None, start, end)
    actor = book.canonical(phrase) if words_for.PRIVATE.isdisjoint(words) else None
    if actor:
        return Speaker(actor, None, start, end, is_office=True, is_passing=words_for.ROLES.isdisjoint(words))
    return _role(phrase, words, start, end)


def _role(phrase: str, words: list[str], start: int, end: int) -> Speaker | None:
    role = _trimmed(_ARTICLE.sub("", phrase))
    one = words[0] in _ONE
    crowd = words[0] != "the" and (
        not words_for.CROWDS.isdisjoint(words) or words_for.CROWD_ENDING.search(words[0]) is not None
    )
    if not role or _DANGLING.search(phrase):
        return None
    if not (one or crowd or not (words_for.ROLES | words_for.PRIVATE).isdisjoint(words)):
        return None
    body = not words_for.INSTITUTIONS.isdisjoint(words) and words_for.CROWDS.isdisjoint(f"{word}s" for word in words)
    is_new = one or crowd or body or re.match(r"\w+[’']s\b", phrase) is not None
    return Speaker(None, role, start, end, is_new, not words_for.THINGS.isdisjoint(words), is_passing=crowd)
