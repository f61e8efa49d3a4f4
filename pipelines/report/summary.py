"""The few lines a training run ends with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from models.bundle import Label
from models.news import STANCES
from models.themes import Themes


def themes_lines(themes: Themes) -> list[str]:
    """Themes with sizes and example phrases, largest first."""
    ordered = sorted(themes.themes, key=lambda theme: (-theme.size, theme.id))
    width = max(len(theme.name) for theme in ordered)
    return [f"  {theme.name:<{width}} {theme.size:5d}   {', '.join(theme.phrases[:4])}" for theme in ordered]


def stance_lines(labels: Iterable[Label], most: int = 12) -> list[str]:
    """How often each stance is called toward the targets named most."""
    counts: dict[str, Counter[str]] = {}
    for label in labels:
        for stance in label.stances:
            counts.setdefault(stance.target, Counter())[stance.stance] += 1
    ordered = sorted(counts, key=lambda target: (-counts[target].total(), target))[:most]
    head = f"  {'':<24}" + "".join(f"{stance:>9}" for stance in STANCES)
    return [head, *(f"  {target:<24}" + "".join(f"{counts[target][stance]:9d}" for stance in STANCES) for target in ordered)]


def score_lines(metrics: dict[str, float]) -> list[str]:
    """The figures to compare runs by."""
    return [
        f"  themes  {metrics['themes.count']:.0f}, coverage {metrics['themes.coverage']:.2f}, stability {metrics['themes.stability']:.2f}, "
        f"F1 against gold {metrics['themes.gold_f1']:.3f}",
        f"  stance  macro-F1 {metrics['stance.macro_f1']:.3f} on articles held out "
        f"(TF-IDF {metrics['stance.baseline_tfidf_f1']:.3f}, majority {metrics['stance.baseline_majority_f1']:.3f}), "
        f"calibration error {metrics['stance.calibration_error']:.3f}",
    ]


def counts_line(kept: Sequence[int]) -> str:
    """`kept`: articles in, kept, quarantined; pieces in, kept as paragraphs, dropped."""
    a, b, c, d, e, f = kept
    return f"  {a} articles in = {b} read + {c} quarantined; {d} pieces in = {e} paragraphs + {f} dropped"
