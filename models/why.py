"""Why a stance was called: the words without which it would be less likely.

Each word in turn is left out and the paragraph read again; how far the probability of the called stance falls is the
word's weight (Li, Monroe and Jurafsky 2016, "Understanding neural networks through representation erasure").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .bundle import Bundle, Label, TargetStance
from .encoder import Encoder, Span
from .news import STANCES, Article, Mention
from .readings import Read, read_article
from .stance import StanceHead, features
from .stopwords import AFTER_VERBS, BEFORE_VERBS, DETERMINERS, PREPOSITIONS

SHOWN = 5
# A word left out and the same word masked differ in weight by as much on average: what is less tells nothing.
LEAST = 0.02
WORD = re.compile(r"(?<!\w)\w(?:[-.,'’]?\w)+")
# Words that bear no stance, yet whose loss makes a sentence odd: their weights were mostly noise.
EMPTY = (
    DETERMINERS
    | PREPOSITIONS
    | BEFORE_VERBS
    | AFTER_VERBS
    | frozenset(
        "to and or as am is are was were be been being has have had that which where when there them also".split()
    )
) - frozenset("against cannot despite never no not toward towards without".split())

Shares = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of a paragraph: its character span (end exclusive), and how far a stance's probability falls without it."""

    start: int
    end: int
    text: str
    weight: float


Reasons = tuple[tuple[Reason, ...], ...]  # for each stance of a paragraph


def reasons_in(bundle: Bundle, article: Article, labels: Sequence[Label]) -> list[Reasons]:
    """`why`, for each paragraph of an article that `bundle` has labelled so."""
    read, encoder = read_article(article, bundle.actors), bundle.encoders.fresh().stance  # no reading comes twice
    return [why(row, label.stances, encoder, bundle.stance) for row, label in zip(read, labels, strict=True)]


def why(row: Read, stances: Sequence[TargetStance], encoder: Encoder, head: StanceHead) -> Reasons:
    """For each of a paragraph's stances, in order: at most SHOWN words that speak for its leaning, the weightiest first.

    `encoder` and `head` are those that called the stances. A word of the target's own names is never left out, and another
    actor's name only as a whole. None are given where no word alone moves the probability by LEAST. One reading a word.
    """
    if not stances:
        return ()
    called = {stance.target for stance in stances}
    whole = replace(row, targets=tuple(own for own in row.targets if own[0] in called))
    tried = [(span, cut) for span in _words(row) if (cut := _without(whole, span)).targets]
    before, *after = _shares([whole, *(cut for _, cut in tried)], encoder, head)
    readings = [(span, shares) for (span, _), shares in zip(tried, after, strict=True)]
    return tuple(_reasons(row.paragraph.text, stance, before, readings) for stance in stances)


def _words(row: Read) -> Iterator[Span]:
    """What is left out in turn: names of actors, and between them the words that are not EMPTY."""
    text, at = row.paragraph.text, 0
    names = {(mention.start, mention.end) for _, mentions in row.targets for mention in mentions}
    for start, end in [*sorted(names, key=lambda span: (span[0], -span[1])), (len(text), len(text))]:
        yield from (word.span() for word in WORD.finditer(text, at, start) if word.group().lower() not in EMPTY)
        if at <= start < end:  # else it lies in a longer name
            yield start, end
        at = max(at, end)


def _without(row: Read, span: Span) -> Read:
    """The paragraph without a span and the blank after it, and with the targets that the span does not name."""
    start, end = span
    rest = row.paragraph.text[end:].lstrip()
    lost = len(row.paragraph.text) - start - len(rest)
    targets = tuple(
        (target, tuple(_moved(mention, start, lost) for mention in mentions))
        for target, mentions in row.targets
        if not any(mention.start < end and start < mention.end for mention in mentions)
    )
    return replace(row, paragraph=replace(row.paragraph, text=row.paragraph.text[:start] + rest), targets=targets)


def _moved(mention: Mention, start: int, lost: int) -> Mention:
    return mention if mention.start < start else replace(mention, start=mention.start - lost, end=mention.end - lost)


def _shares(rows: Sequence[Read], encoder: Encoder, head: StanceHead) -> list[Shares]:
    """For each reading, the calibrated probabilities (3,) of its targets."""
    encoded = encoder.encode([row.passage() for row in rows])
    return [
        {
            target: head.calibration.sides(head.logits(own))
            for (target, _), own in zip(row.targets, features(made), strict=True)
        }
        for row, made in zip(rows, encoded, strict=True)
    ]


def _reasons(
    text: str, stance: TargetStance, before: Shares, readings: Sequence[tuple[Span, Shares]]
) -> tuple[Reason, ...]:
    side, target = STANCES.index(stance.leaning), stance.target
    falls = [
        Reason(start, end, text[start:end], round(float(before[target][side] - after[target][side]), 4))
        for (start, end), after in readings
        if target in after
    ]
    found = sorted(falls, key=lambda reason: (-reason.weight, reason.start))
    return tuple(reason for reason in found if reason.weight >= LEAST)[:SHOWN]
