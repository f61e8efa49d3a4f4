"""What stands above the first paragraph: navigation, headline, standfirst, bylines."""

from __future__ import annotations

from collections.abc import Sequence

from .boilerplate import is_caption
from .datelines import find_dateline
from .outlets import is_medium
from .prose import LONG, count_words, ends_in_abbreviation, ends_sentence, fold, is_prose

STANDFIRST_WORDS = 8
QUESTION_WORDS = 15
NAME_WORDS = 4
HEAD_LINES = 12


def find_headline(texts: Sequence[str], known: Sequence[str | None], title: str | None) -> int | None:
    """Which line is the headline: the one that says a `title` known already, else the first that reads like one.

    `known` holds the reason for each line that is furniture, None for the others.
    """
    if title is not None:
        return find_same(texts[:HEAD_LINES], title)
    first = next((i for i, reason in enumerate(known) if reason is None), len(texts))
    if first + 1 >= len(texts):
        return None
    if is_medium(texts[first]) and _reads_like_headline(texts, known, first + 1):
        first += 1
    again = (i for i in range(first + 1, min(first + 4, len(texts))) if _repeats(texts[first], texts[i]))
    repeated = next(again, None)
    if repeated is not None:
        return first if fold(texts[first]) == fold(texts[repeated]) else repeated
    return first if _reads_like_headline(texts, known, first) else None


def find_same(texts: Sequence[str], title: str) -> int | None:
    """Which of `texts` is the headline `title`, if one is."""
    return next((i for i, text in enumerate(texts) if _same(text, title)), None)


def _same(text: str, title: str) -> bool:
    """Whether two lines are one headline, one of them perhaps with a word or two (an outlet, a button) behind it."""
    short, long = sorted((fold(text), fold(title)), key=len)
    return short == long or (long.startswith(short) and count_words(short) >= 4 >= count_words(long[len(short) :]))


def _repeats(line: str, after: str) -> bool:
    """Whether `line` is `after` with or without navigation before it ("Home Latest News ...")."""
    return count_words(after) > 2 and not is_prose(after) and fold(line).endswith(fold(after))


def _reads_like_headline(texts: Sequence[str], known: Sequence[str | None], first: int) -> bool:
    text = texts[first]
    words = count_words(text)
    if words >= LONG or find_dateline(text):
        return False
    if not ends_sentence(text):
        return True
    above = known[first + 1] in ("byline", "date") and any(reason is None for reason in known[first + 2 :])
    question = text[-1] in "?!" and text[0] not in '“"'
    return above or ((question or ends_in_abbreviation(text)) and words <= QUESTION_WORDS)


def repeats_headline(text: str, headline: str | None) -> bool:
    return headline is not None and len(text) < len(headline) + 5 and fold(text) == fold(headline)


def above_body(text: str, headline: str | None, is_last: bool) -> str:
    """The verdict on an unrecognised line between headline and body, `is_last` if the body follows at once.

    A short line there is a standfirst if it is the last, or one of a list; otherwise it leads to another story.
    """
    if repeats_headline(text, headline):
        return "duplicate headline"
    if headline and fold(text).endswith(fold(headline)):
        return "navigation"
    if is_caption(text):
        return "caption"
    words = count_words(text)
    if words >= STANDFIRST_WORDS:
        return "standfirst"
    if words > NAME_WORDS:
        return "standfirst" if is_last or text[0] in "•*" else "teaser"
    return "byline" if text.istitle() and text[-1].isalpha() else "crosshead"
