"""The sentences around a target, its names replaced by a mark: what models of words read, to which stance is compared."""

from __future__ import annotations

from collections.abc import Sequence

from .news import Mention
from .speech import quotations, sentences, veiled

MARK = "targetmark"


def around(text: str, mentions: Sequence[Mention]) -> str:
    """The sentences of `text` that name a target, each of its mentions replaced by MARK."""
    kept = [
        span
        for span in sentences(veiled(text, quotations(text)))
        if any(m.start < span.end and m.end > span.start for m in mentions)
    ]
    return " ".join(_marked(text, span.start, span.end, mentions) for span in kept)


def _marked(text: str, start: int, end: int, mentions: Sequence[Mention]) -> str:
    pieces, at = [], start
    for mention in sorted(mentions, key=lambda m: m.start):
        if at <= mention.start < end:
            pieces += [text[at : mention.start], f" {MARK} "]
            at = mention.end
    return "".join([*pieces, text[at:end]])
