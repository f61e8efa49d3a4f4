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
# The marks of a page copied whole: amid its text stand the headlines of other stories.
FURNITURE = frozenset(("navigation", "share", "advert", "comments", "related", "footer", "copyright", "published in"))
ENDINGS = {"related": "related", "comments": "comments", "published in": "footer", "copyright": "footer"}

# Headlines and teasers speak in the present tense and leave "the" out.
_PERSON = re.compile(r"(?:He|She|They|Mr|Mrs|Ms)\b")
_ARTICLE = re.compile(r"(?:The|There|These|Those|According to)\b")
_SAID = "said|added|stated|noted|remarked|maintained|questioned|stressed|claimed|warned|explained|told reporters"
_TOLD = re.compile(rf", (?:[^,]{{0,40}}\b(?:{_SAID})|(?:said|added) [^,]{{2,60}})\Z")
# A headline has hardly one of these, a teaser two at most.
_SMALL_WORD = re.compile(r"\b(?:the|a|an|that|which|who|was|were|had|been)\b")
SMALL_WORDS = 3
# What news tells in and headlines leave out or put in the present: auxiliaries, and verbs in the past.
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|would|could|should|will|may|must|did|said|told|held|took|gave|went|came|met|made"
    r"|began|saw|brought|laid|paid|sought|felt|thought|left|led|won|lost|kept|became|sent|[a-z]{2,}ed)\b"
)
_QUOTED = re.compile(r"[“\"][^”\"]{1,300},[”\"] (?!says\b)")
_LINKED = re.compile(r"#\w|@\w|https?://|pic\.twitter\.com/")
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
    above = [known[i] or above_body(texts[i], headline, i == start - 1) for i in range(start)]
    amid = list(_amid(texts[start:end], known[start:end], headline, FURNITURE.isdisjoint(known)))
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
    row = cards[0] if len(cards) > 1 else closing
    return min(closing, row, _teasers(texts, known, last + 1, closing))


def _teasers(texts: Sequence[str], known: Sequence[str | None], first: int, stop: int) -> int:
    """Where the headlines of other stories start that stand between the last paragraph and `stop`; `stop` without any.

    They are a run of lines without a full stop, one at least cut short as no paragraph at an article's end is.
    """
    at = stop
    while at > first and (known[at - 1] is not None or _is_card(texts[at - 1]) or not ends_sentence(texts[at - 1])):
        at -= 1
    run = [texts[i] for i in range(at, stop) if known[i] is None]
    return at if any(_is_card(text) and not breaks_sentence(text) for text in run) else stop


def _is_card(text: str) -> bool:
    return text.endswith(("...", "…")) and count_words(text) < CARD_WORDS


def _amid(texts: Sequence[str], known: Sequence[str | None], headline: str | None, is_bare: bool) -> Iterator[str]:
    """The verdicts on the article's own lines; `is_bare` if the page has no furniture."""
    quotes = find_pull_quotes(texts)
    listing = False
    last = max((i for i, text in enumerate(texts) if known[i] is None and is_prose(text)), default=-1)
    for i, text in enumerate(texts):
        reason = known[i]
        if reason is None and repeats_headline(text, headline):
            reason = "duplicate headline"
        if reason is None and i in quotes:
            reason = "pull quote"
        if reason is None:
            runs_on = i + 1 < len(texts) and known[i + 1] is None and texts[i + 1][0].islower()
            reason = "body" if runs_on and not ends_sentence(text) else _in_body(text, listing, i < last, is_bare)
            listing = text.endswith(":") or (listing and not ends_sentence(text))
        yield reason


def _in_body(text: str, goes_on: bool, is_amid: bool, is_bare: bool) -> str:
    """The verdict on an unrecognised line amid the article: prose unless it clearly reads like a headline.

    To lose prose costs more than to keep a headline, and a page without furniture hardly leads to other stories.
    """
    words = count_words(text)
    if _is_paragraph(text) or (breaks_sentence(text) and words >= SENTENCE_WORDS):
        return "body"
    if words < TEASER_WORDS:
        return "crosshead"
    if is_bare and words >= SENTENCE_WORDS and _FINITE.search(text) and not _LINKED.search(text):
        return "body"
    wordy = is_amid and words >= SENTENCE_WORDS and len(_SMALL_WORD.findall(text)) >= SMALL_WORDS
    return "body" if goes_on or wordy or _is_unfinished(text) or _is_told(text, words) else "teaser"


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
    section = "related"
    for text, reason in zip(texts, known, strict=True):
        section = ENDINGS.get(reason or "", section)
        yield reason or ("body" if _is_late_prose(text) else section)


def _is_late_prose(text: str) -> bool:
    if not ends_sentence(text) or _is_card(text):
        return False
    return is_long(text) or (count_words(text) >= SENTENCE_WORDS and not asks(text))
