"""Where a sentence names its speaker: before a cue, after it, or as the subject of a sentence without one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from . import speech_words as words_for
from .actors import ActorBook
from .papers import body_in, introduced, issuer_at
from .speaker_phrases import Speaker, anybody_from, speaker_from, speaker_up_to

_LONGEST_GAP = 30  # characters between a thing that speaks and its cue
_LONGEST = 220  # characters; a speaker is named near the cue
_PIECE = re.compile(r"(?:[^,;:”“\"()—–]|,(?=\d))+")
_OPENING = re.compile(rf"\s*(?:{'|'.join(words_for.OPENINGS)}|\w+ing|\w+ly)\b", re.IGNORECASE)
_ASIDE = re.compile(r"\s*(?:who|whose|which|where|now|then|son|daughter|aged|\d+|[a-z]+ed)\b")
_SUBORDINATE = re.compile(
    r"\s*(?:after|as|when|because|although|though|since|before|if|until|unless|while|which|who)\b"
)
_CLAUSE = re.compile(r"\b(?:and|but|that|as|because|while|when|since|after|before|although|though|if)\s+")
_WITHIN = re.compile(r" (?:after|when|because|although|though|since|while|before|until) (?!\w+ing\b)")
_INDEFINITE = re.compile(r"\s*an?\b")
_PAUSE = re.compile(r"[,;:]\s|[,;:.”\"“]?$|[”“\"]")
_MAY_FOLLOW = re.compile(
    r"\s*(?:$|[,;:.?!”\"“—–]|(?:who|which|in|at|on|from|during|after|before|while|when|as|with|of|for|last|this|late|early"
    r"|told|via|through)\b|\w+day\b)"
)
_INTRODUCED = re.compile(r", (?:who|an?|the)\b")
_OPENED = re.compile(
    r"\s*(?:Earlier|Later|Meanwhile|Separately|However|(?:In|At|On|From|During|After|Before) [^,;:“”\"—–]{1,60}), "
)


def speaker_before_cue(plain: str, start: int, cue: int, book: ActorBook) -> Speaker | None:
    """The speaker of “X said”: the clause nearest to the cue that can name one, without the asides between."""
    pieces = [m for m in _PIECE.finditer(plain, max(start, cue - _LONGEST), cue) if re.search(r"[^\W_]", m.group())]
    if len(pieces) == 1 and _OPENING.match(pieces[0].group()):
        return speaker_up_to(plain, pieces[0].start(), pieces[0].end(), book)
    if pieces and _SUBORDINATE.match(pieces[-1].group()) and "," not in plain[pieces[-1].end() : cue]:
        return None
    found = _nearest(plain, pieces, cue, book)
    if found and pieces[-1].start() <= found.start and _has_own_subject(plain, found.end, cue, book):
        return None
    return _issuer_first(found, plain, cue, book)


def _has_own_subject(plain: str, start: int, cue: int, book: ActorBook) -> bool:
    """“The road was closed after X blamed Y”: a clause in between has a speaker of its own for the cue."""
    clause = _WITHIN.search(plain, start, cue)
    return clause is not None and speaker_from(plain, clause.end(), cue, book) is not None


def teller_before(plain: str, start: int, cue: int, book: ActorBook) -> Speaker | None:
    """Whoever stands right before “said”, though it be “the bank” or “my father”."""
    pieces = list(_PIECE.finditer(plain, max(start, cue - _LONGEST), cue))
    if not pieces or pieces[-1].end() < cue:
        return None
    last = pieces[-1]
    clause = list(_CLAUSE.finditer(plain, last.start(), cue))
    found = anybody_from(plain, clause[-1].end() if clause else last.start(), cue, book)
    between = plain[found.end : cue].split() if found else []
    return found if all(word in words_for.STOPS or word.endswith("ly") for word in between) else None


def _nearest(plain: str, pieces: Sequence[re.Match[str]], cue: int, book: ActorBook) -> Speaker | None:
    chosen: Speaker | None = None
    for piece in reversed(pieces):
        besides = _OPENING.match(piece.group()) or _ASIDE.match(piece.group())
        found = None if besides else speaker_from(plain, piece.start(), piece.end(), book)
        if chosen is not None:
            return found if found and _is_explained(found, chosen, plain) else chosen
        if found is None and not besides and not _INDEFINITE.match(piece.group()):
            return None
        chosen = None if found and _is_vague(found, plain) and cue - found.end > _LONGEST_GAP else found
    return chosen


def _is_vague(speaker: Speaker, plain: str) -> bool:
    """“A clash”: only the cue right after it would make such a thing a speaker."""
    words = plain[speaker.start : speaker.end].lower().split()
    return speaker.holder is None and words[0] in {"a", "an", "one"} and words_for.ROLES.isdisjoint(words)


def speaker_after_cue(plain: str, cue: int, end: int, book: ActorBook) -> Speaker | None:
    """The speaker of “said X”."""
    found = speaker_from(plain, cue, _pause_after(plain, cue, end), book)
    if found and found.is_paper:
        return _issuer_first(found, plain, end, book)
    return found if found and _MAY_FOLLOW.match(plain, found.end, end) else None


def teller_after(plain: str, cue: int, end: int, book: ActorBook) -> Speaker | None:
    """Whoever stands right after an inverted “said”, though it be “the ruling” or “my father”."""
    found = anybody_from(plain, cue, _pause_after(plain, cue, end), book)
    return found if found and _MAY_FOLLOW.match(plain, found.end, end) else None


def source_named(plain: str, cue: int, end: int, book: ActorBook) -> Speaker | None:
    """The speaker of “according to X”; for “a report released by X” that is X."""
    return _issuer_first(anybody_from(plain, cue, _pause_after(plain, cue, end), book), plain, end, book)


def _issuer_first(speaker: Speaker | None, plain: str, end: int, book: ActorBook) -> Speaker | None:
    """For “a statement issued by X” that is X, in the place of the paper."""
    issuer = issuer_at(plain, speaker.end, end) if speaker and speaker.is_paper and not speaker.holder else None
    found = speaker_from(plain, issuer, _pause_after(plain, issuer, end), book) if issuer else None
    return replace(speaker, holder=_issuer(found, plain), end=found.end) if speaker and found else speaker


def _issuer(found: Speaker, plain: str) -> str | None:
    body = None if found.is_office else body_in(plain[found.start : found.end])
    return body or found.holder or found.role


def actor_of(plain: str, start: int, end: int, book: ActorBook) -> str | None:
    """The actor who is the subject of a sentence, or whose office is."""
    found = speaker_from(plain, start, min(end, start + _LONGEST), book)
    return found.holder if found and found.is_office else None


def issuer_of(plain: str, start: int, end: int, book: ActorBook) -> str | None:
    """Whose paper a sentence tells of in which nobody speaks: “X published a report”; None if it tells of none."""
    named = introduced(plain, start, end)
    if not named:
        return None
    active = named.start == start
    found = (speaker_before_cue if active else speaker_from)(plain, named.start, named.end, book)
    return _issuer(found, plain) if found else None


def subject_at(plain: str, start: int, end: int, book: ActorBook) -> Speaker | None:
    """The subject of a sentence, where it stands first or after an opening such as “On Monday,”."""
    opening = _OPENED.match(plain, start, min(end, start + _LONGEST))
    start = opening.end() if opening else start
    return None if _OPENING.match(plain, start) else speaker_from(plain, start, min(end, start + _LONGEST), book)


def subject_of(plain: str, start: int, end: int, book: ActorBook) -> str | None:
    """Whom “he” means after a sentence in which nobody speaks: its subject, if that is a person or holds an office."""
    opening = _OPENED.match(plain, start, min(end, start + _LONGEST))
    start = opening.end() if opening else start
    found = speaker_from(plain, start, min(end, start + _LONGEST), book)
    if not found or found.is_passing or found.is_thing or _OPENING.match(plain, start):
        return None
    if found.is_office or found.role:
        human = not set(words_for.PERSONS).isdisjoint(plain[found.start : found.end].lower().split())
        return (found.holder or (found.role if found.is_new else None)) if human else None
    titled = not words_for.TITLES.isdisjoint(word.rstrip(".") for word in plain[found.start : found.end].split())
    return found.holder if titled or _INTRODUCED.match(plain, found.end, end) else None


def _pause_after(plain: str, start: int, end: int) -> int:
    pause = _PAUSE.search(plain, start, min(end, start + _LONGEST))
    return pause.start() if pause else end


def _is_explained(name: Speaker, by: Speaker, plain: str) -> bool:
    """“Sohail Marwat, a retired officer, said”: whether the words nearer to the cue only explain the name before."""
    words = plain[name.start : name.end].split()
    bare_name = (
        name.holder
        and plain[name.end] == ","
        and not name.is_office
        and len(words) <= 6
        and all(word[0].isupper() for word in words)
    )
    return bool(bare_name) and plain[by.start : by.end].split()[0] in words_for.ROLES | {"the", "a", "an"}
