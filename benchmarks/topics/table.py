"""Two tables, in Markdown: what each method finds, and whether its labels can be relied on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.topics import scores
from benchmarks.topics.corpora import Judged
from benchmarks.topics.methods import NONE, Rows
from benchmarks.topics.runs import Trial
from benchmarks.topics.trial import Arrays
from models.metrics import diversity, embedding_coherence

FOUND = (
    "method", "themes", "coverage", "AMI", "AMI covered", "ARI", "NPMI", "cosine", "diversity", "CPU s", "again", "MiB",
)  # fmt: skip
RELIABLE = ("method", "stability", "other order", "filed again", "alone", "reloaded")
UNSUPPORTED = "cannot"


@dataclass(frozen=True, slots=True)
class Scored:
    """A corpus with what every method's scores are counted on."""

    judged: Judged
    rows: Rows
    words: scores.Words


def found(scored: Scored, name: str, trial: Trial) -> list[str]:
    """One row of FOUND. "No theme" is a class in AMI and ARI, and counts as no theme elsewhere."""
    if "filing" not in trial.arrays:
        return _died(name, trial)
    filing, labels = trial.arrays["filing"], scored.judged.labels
    covered = filing != NONE
    tops = scores.top_words(scored.words, filing) if covered.any() else []
    return [
        name,
        f"{scores.themes_in(filing)} / {scored.judged.true or '?'}",
        f"{scores.coverage(filing):.3f}",
        _told(scores.shared_information(labels, filing)),
        _told(scores.shared_information(labels, filing, covered=True)),
        _told(scores.same_pairs(labels, filing)),
        f"{scores.npmi(scored.words, tops):.3f}",
        f"{embedding_coherence(scored.rows[covered], list(map(str, filing[covered].tolist()))):.3f}",
        f"{diversity([[str(j) for j in top] for top in tops]):.3f}",
        f"{trial.figures['cpu']:.1f}",
        _told(trial.figures.get("cpu_again"), ".1f"),
        f"{trial.figures['peak']:.0f}",
    ]


def reliable(scored: Scored, name: str, trial: Trial) -> list[str]:
    """One row of RELIABLE: two agreements (ARI), and three shares of rows whose label changed."""
    held = trial.arrays
    if "filing" not in held:
        return _died(name, trial)
    steady = scores.stability(held["resamples"], held["resample_filings"]) if "resamples" in held else None
    order = scores.agreement(held["filing"], held["other_order"]) if "other_order" in held else None
    changed = _changed(held)
    missing = "died" if trial.died else UNSUPPORTED
    shares = [f"{changed[head]:.1%}" if head in changed else missing for head in RELIABLE[3:]]
    return [name, _told(steady), _told(order), *shares, *([f"({trial.died})"] if trial.died else [])]


def _changed(held: Arrays) -> dict[str, float]:
    """Shares of rows whose label changed, as far as the library can file new rows and the trial came."""
    shares = {}
    if "together" in held:
        shares["filed again"] = scores.changed(held["filing"], held["together"])
    if "alone" in held:
        shares["alone"] = scores.changed(held["together"][held["drawn"]], held["alone"])
    if "reloaded" in held:
        shares["reloaded"] = scores.changed(held["together"], held["reloaded"])
    return shares


def markdown(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table, its lines one by one."""
    yield f"\n### {title}\n"
    yield f"| {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * (len(heads) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _told(value: float | None, how: str = ".3f") -> str:
    return "–" if value is None else format(value, how)


def _died(name: str, trial: Trial) -> list[str]:
    return [name, f"died: {trial.died}"]
