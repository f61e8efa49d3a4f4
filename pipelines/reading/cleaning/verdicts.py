"""What each line of a page is: a paragraph's kind, or the reason to leave it out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.news import ParagraphKind

from .boilerplate import find_sign_off, is_caption, recognise
from .datelines import find_dateline
from .headers import above_body, find_headline, repeats_headline
from .prose import asks, breaks_sentence, count_words, ends_sentence, is_long, is_prose, trails_off
from .pullquotes import find_pull_quotes
from .told import check_told

KEPT: dict[str, ParagraphKind] = {
    "headline": "headline",
    "standfirst": "standfirst",
    "body": "body",
    "quote": "quote",
    "crosshead": "crosshead",
    "caption": "caption",
}
TEASER_WORDS = 5
SENTENCE_WORDS = 12
CARD_WORDS = 40
ENDINGS = {"related": "related", "comments": "comments", "published in": "footer", "copyright": "footer"}

# Headlines and teasers speak in the present tense and leave "the" out.
_PERSON = re.compile(r"(?:He|She|They|Mr|Mrs|Ms)\b")
_ARTICLE = re.compile(r"(?:The|There|These|Those|According to)\b")
_TOLD = re.compile(r", [^,]{0,40}\b(?:said|added|stated|noted|remarked|maintained|told reporters)\Z")
_QUOTED = re.compile(r"[“\"][^”\"]{1,300},[”\"] (?!says\b)")
_LINK = re.compile(r" (?:pic\.twitter\.com/|https?://)\S+\Z")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One verdict per line, a key of KEPT or a reason; the headline as it stands on the page, if it does."""

    lines: tuple[str, ...]
    headline: str | None


def judge(texts: Sequence[str], title: str | None, told: Sequence[str | None] = ()) -> Verdicts:
    """The verdict on every line of a page: what stands above the article, amid it and below it.

    `told`: the verdicts that the page's markup gives, None where it gives none.
    """
    if told and all(told):
        return Verdicts(*check_told(texts, title, [str(verdict) for verdict in told]))
    known = [own or recognise(text) for own, text in zip(told or [None] * len(texts), texts, strict=True)]
    at = find_headline(texts, known, title)
    if at is not None:
        known[at] = "headline"
    headline = title if at is None else texts[at]
    start = _start(texts, known)
    end = max(start, _end(texts, known))
    above = [known[i] or above_body(texts[i], headline) for i in range(start)]
    amid = list(_amid(texts[start:end], known[start:end], headline))
    return Verdicts((*above, *amid, *_below(texts[end:], known[end:])), None if at is None else texts[at])


def _start(texts: Sequence[str], known: Sequence[str | None]) -> int:
    """Where the article starts: at the first paragraph that is no caption, or at a caption when all else is missing."""
    captions: list[int] = []
    for i, text in enumerate(texts):
        if known[i] is None and _is_paragraph(text):
            if not is_caption(text) or find_dateline(text):
                return i
            captions.append(i)
    return captions[0] if captions else len(texts)


def _is_paragraph(text: str) -> bool:
    if is_prose(text):
        return True
    link = _LINK.search(text, max(0, len(text) - 200))
    end = find_sign_off(text) or (link.start() if link else 0)
    return end > 0 and ends_sentence(text[:end])


def _end(texts: Sequence[str], known: Sequence[str | None]) -> int:
    """Where the article ends: at the first closing line, or card of another story, with no long paragraph after it."""
    prose = [i for i, text in enumerate(texts) if known[i] is None and _is_paragraph(text)]
    long = (i for i in prose if is_long(texts[i]) and not _is_card(texts[i]))
    last = max(long, default=prose[0] if prose else -1)
    closing = next((i for i in range(last + 1, len(texts)) if known[i] in ENDINGS), len(texts))
    cards = [i for i in range(last + 1, len(texts)) if known[i] is None and _is_card(texts[i])]
    # One paragraph may well trail off; a row of them is a list of other stories, cut short.
    return min(closing, cards[0]) if len(cards) > 1 else closing


def _is_card(text: str) -> bool:
    return text.endswith(("...", "…")) and text[0] not in '“"' and count_words(text) < CARD_WORDS


def _amid(texts: Sequence[str], known: Sequence[str | None], headline: str | None) -> Iterator[str]:
    quotes = find_pull_quotes(texts)
    listing = False
    for i, text in enumerate(texts):
        reason = known[i]
        if reason is None and repeats_headline(text, headline):
            reason = "duplicate headline"
        if reason is None and i in quotes:
            reason = "pull quote"
        if reason is None:
            runs_on = i + 1 < len(texts) and known[i + 1] is None and texts[i + 1][0].islower()
            reason = _in_body(text, listing or runs_on)
            listing = text.endswith(":") or (listing and not ends_sentence(text))
        yield reason


def _in_body(text: str, goes_on: bool) -> str:
    """The verdict on an unrecognised line amid the article: prose unless it clearly reads like a headline."""
    words = count_words(text)
    if _is_paragraph(text) or (breaks_sentence(text) and words >= SENTENCE_WORDS):
        return "body"
    if words < TEASER_WORDS:
        return "crosshead"
    return "body" if goes_on or _is_unfinished(text) or _is_told(text, words) else "teaser"


def _is_unfinished(text: str) -> bool:
    """Whether `text` is a list's item, or a sentence that lost its start, its end or its closing quotation mark."""
    quoted = text[0] in '“"' and (text[-1] in '”"' or not set(text) & set('”"') - {text[0]})
    return quoted or trails_off(text) or text[0].islower() or text[0] in "•*–-"


def _is_told(text: str, words: int) -> bool:
    """Whether `text` tells as prose does, though its full stop is missing."""
    told = _TOLD.search(text, max(0, len(text) - 80)) or _QUOTED.match(text) or _PERSON.match(text)
    return told is not None or (words >= SENTENCE_WORDS and _ARTICLE.match(text) is not None)


def _below(texts: Sequence[str], known: Sequence[str | None]) -> Iterator[str]:
    """Lines under a closing heading belong to it, unless they are sentences too long for a headline or a remark."""
    section = "related" if texts and _is_card(texts[0]) else "footer"
    for text, reason in zip(texts, known, strict=True):
        section = ENDINGS.get(reason or "", section)
        yield reason or ("body" if _is_late_prose(text) else section)


def _is_late_prose(text: str) -> bool:
    if not ends_sentence(text) or _is_card(text):
        return False
    return is_long(text) or (count_words(text) >= SENTENCE_WORDS and not asks(text))
