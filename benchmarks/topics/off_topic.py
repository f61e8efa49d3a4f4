"""Planted paragraphs: does what is about something else come out "outside", and what is not, inside?

parley is fitted on four fifths of a corpus; the fifth held out, and rows of other contents that it has never seen, are
then assigned. Four pairs plant another world; the last two plant a part of the corpus's own kind and style that was left
out of the fit, the hardest case there is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.topics.corpora import at_hand, read_corpus
from benchmarks.topics.methods import Rows
from benchmarks.topics.ours import discover_themes, outside
from benchmarks.topics.scores import told_apart
from benchmarks.topics.table import markdown
from benchmarks.topics.trial import SEED
from benchmarks.topics.vectors import hand_over

HEADS = ("corpus", "planted", "held out", "planted rows", "AUROC", "held out inside", "planted outside")


@dataclass(frozen=True, slots=True)
class Pair:
    """A corpus, and labels of the same or another one that do not overlap with what is fitted."""

    corpus: str
    planted: str
    labels: tuple[str, ...]


_RELIGION = ("alt.atheism", "soc.religion.christian", "talk.religion.misc")
PAIRS = (
    Pair("sample", "bbc_news", ("sport", "entertainment", "tech")),
    Pair("beat", "bbc_news", ("sport", "entertainment", "tech")),
    Pair("bbc_news", "twenty_newsgroups", (*_RELIGION, "rec.motorcycles", "sci.med")),
    Pair("ag_news_test", "twenty_newsgroups", (*_RELIGION, "rec.motorcycles", "misc.forsale")),
    Pair("twenty_newsgroups", "bbc_news", ("business", "entertainment")),
    Pair("allsides", "twenty_newsgroups", ("rec.motorcycles", "rec.sport.hockey", "comp.graphics", "misc.forsale")),
    Pair("bbc_news", "bbc_news", ("sport",)),
    Pair("ag_news_test", "ag_news_test", ("Sports",)),
)


def main() -> None:
    """Print a row for each pair whose corpora are at hand."""
    pairs = [pair for pair in PAIRS if {pair.corpus, pair.planted} <= set(at_hand())]
    print("\n".join(markdown("off-topic paragraphs (parley)", HEADS, [_row(pair) for pair in pairs])))


def _row(pair: Pair) -> list[str]:
    judged = read_corpus(pair.corpus)
    rows: Rows = np.load(hand_over(judged) / "vectors.npy")
    kept = np.array([pair.corpus != pair.planted or label not in pair.labels for label in judged.labels])
    held = (np.random.default_rng(2).permutation(len(rows)) % 5 == 0) & kept
    at = np.flatnonzero(kept & ~held)
    themes = discover_themes([judged.texts[i] for i in at.tolist()], rows[at], SEED)
    near, far = outside(themes, rows[held]), outside(themes, _planted(pair))
    name = pair.corpus if pair.corpus != pair.planted else f"{pair.corpus} without it"
    figures = (told_apart(near, far), float((near <= 0.5).mean()), float((far > 0.5).mean()))
    planted = f"{pair.planted}: {', '.join(pair.labels)}"
    return [name, planted, str(len(near)), str(len(far)), *(f"{figure:.3f}" for figure in figures)]


def _planted(pair: Pair) -> Rows:
    judged = read_corpus(pair.planted)
    rows: NDArray[np.float32] = np.load(hand_over(judged) / "vectors.npy")
    return rows[[label in pair.labels for label in judged.labels]]
