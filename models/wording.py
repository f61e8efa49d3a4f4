"""What the words around a target tell: TF-IDF over the sentences that name it, the names themselves replaced by a mark.

Labelling needs neither scikit-learn nor its import time; the sums are those of its TfidfVectorizer (a test holds them equal).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .news import Mention
from .speech import quotations, sentences, veiled

MARK = "targetmark"
TOKEN = re.compile(r"(?u)\b\w\w+\b")


@dataclass(frozen=True)
class Wording:
    """Weights of terms (one or two words): `terms` (v,), `idf` (v,), `weights` (3, v) in the order of STANCES."""

    terms: tuple[str, ...]
    idf: NDArray[np.float64]
    weights: NDArray[np.float64]

    def logits(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Logits (n, 3), row by row."""
        return np.stack([self._logits(text) for text in texts]) if texts else np.empty((0, len(self.weights)))

    @cached_property
    def _place(self) -> dict[str, int]:
        return {term: i for i, term in enumerate(self.terms)}

    def _logits(self, text: str) -> NDArray[np.float64]:
        counts = Counter(self._place[term] for term in terms_of(text) if term in self._place)
        own = np.array(sorted(counts), dtype=np.int64)
        raw = np.array([1.0 + np.log(counts[i]) for i in own]) * self.idf[own] if len(own) else np.zeros(0)
        length = float(np.sqrt(np.square(raw).sum()))
        logits: NDArray[np.float64] = self.weights[:, own] @ (raw / length) if length else np.zeros(len(self.weights))
        return logits


def terms_of(text: str) -> list[str]:
    """Words of two letters and more, lower case, and each pair of neighbours."""
    words = TOKEN.findall(text.lower())
    return [*words, *(f"{a} {b}" for a, b in zip(words, words[1:], strict=False))]


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
