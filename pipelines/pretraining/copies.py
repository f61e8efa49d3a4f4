"""Which texts repeat something learnt: news copies news, and a sentence seen before is no test."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

# Shorter runs are phrases that anybody writes: “the government of Pakistan and the people of”.
RUN = 8
_WORD = re.compile(r"\w+")


def fresh(texts: Sequence[str], learnt: Iterable[str]) -> NDArray[np.bool_]:
    """Which texts (n,) share no run of RUN words with any text learnt."""
    known: set[str] = set()
    for text in learnt:
        known.update(_runs(text))
    return np.array([known.isdisjoint(_runs(text)) for text in texts], dtype=bool)


def _runs(text: str) -> set[str]:
    words = _WORD.findall(text.lower())
    return {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
