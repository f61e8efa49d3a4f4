"""Tables of what the ways came to, as markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks.stances.data import Bench, Part
from benchmarks.stances.places import HOW
from benchmarks.stances.scores import COVERAGES, Score, Scores
from models.news import STANCES

HEADS = ("way", "learns from", "macro-F1", "95%", "micro-F1", "95%", *STANCES)
TRUST = ("way", "calibration error", "area under risk", *(f"accuracy at {share:.0%}" for share in COVERAGES))


def title(bench: Bench, part: Part) -> str:
    """How many items there are, and how their targets were found."""
    asked = [bench.pairs[place] for item in part.items for place in item]
    found = Counter(pair.how for pair in asked)
    told = ", ".join(f"{how} {found[how] / max(1, len(asked)):.0%}" for how in HOW if found[how])
    return f"{bench.name}, {part.name}: {len(part.items):,} items; targets found: {told}"


def row(name: str, learns: str, scores: Scores) -> list[str]:
    """One row of HEADS."""
    by_stance = [f"{scores.by_stance[s]:.3f}" if s in scores.by_stance else "–" for s in STANCES]
    return [name, learns, *_told(scores.macro), *_told(scores.micro), *by_stance]


def trust(name: str, scores: Scores) -> list[str]:
    """One row of TRUST: how far the probabilities can be relied on."""
    return [name, f"{scores.calibration:.3f}", f"{scores.area:.3f}", *(f"{share:.3f}" for share in scores.accepted)]


def errors(gold: Sequence[str], called: Sequence[str]) -> Iterator[list[str]]:
    """One row for each kind of error, the most frequent first: true stance, called stance, number, share of all items."""
    kinds = Counter((one, other) for one, other in zip(gold, called, strict=True) if one != other)
    for (one, other), count in sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0])):
        yield [one, other, str(count), f"{count / len(gold):.1%}"]


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; columns after the first are set to the right."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _told(score: Score) -> tuple[str, str]:
    return f"{score.value:.3f}", f"{score.low:.3f}–{score.high:.3f}"
