"""How good a run is: the same metric names in every run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.bundle import Label
from models.metrics import calibration_error, class_f1, diversity, embedding_coherence, macro_f1, npmi_coherence
from models.news import STANCES
from models.themes import Assignment, Themes
from pipelines.corpus import Addressed
from pipelines.discovery import Discovery
from pipelines.gold import GoldParagraph
from pipelines.stance_fit import Pairs, Validation
from pipelines.theme_drafts import SeedOutcome
from pipelines.theme_fit import Corpus

MIN_TARGET_PAIRS = 20

Metrics = dict[str, float]


def theme_metrics(corpus: Corpus, themes: Themes, found: Discovery, seeds: Sequence[SeedOutcome]) -> Metrics:
    """What the themes are like without any labels."""
    assigned = themes.assign(corpus.vectors)
    inside = np.array([row.state != "outside" for row in assigned])
    states = Counter(row.state for row in assigned)
    phrases = [theme.phrases for theme in themes.themes]
    seen = Counter(seed.state for seed in seeds)
    return {
        "themes.count": float(len(themes.themes)),
        "themes.coverage": float(inside.mean()),
        "themes.core_share": states["core"] / len(assigned),
        "themes.coherence": embedding_coherence(
            corpus.vectors[inside], [row.theme for row in assigned if row.state != "outside"]
        ),
        "themes.npmi": npmi_coherence(phrases, corpus.texts),
        "themes.diversity": diversity(phrases),
        "themes.stability": found.chosen.stability,
        "themes.information": found.chosen.information,
        "themes.seeds_found": float(seen["found"]),
        "themes.seeds_weak": float(seen["weak"]),
        "themes.seeds_absent": float(seen["absent"]),
    }


def gold_theme_metrics(labels: Sequence[GoldParagraph], assigned: Sequence[Assignment], themes: Themes) -> Metrics:
    """Agreement with people's themes, by name; a gold theme that was not found counts 0. Absent gold gives 0 pairs."""
    judged = [(label.theme, row) for label, row in zip(labels, assigned, strict=True) if label.theme is not None]
    gold = [theme for theme, _ in judged]
    called = [themes.name_of(row.theme) for _, row in judged]
    right = np.array([a == b for a, b in zip(gold, called, strict=True)], dtype=bool)
    confidence = np.array([row.probability for _, row in judged])
    return {
        "themes.gold_paragraphs": float(len(judged)),
        "themes.gold_f1": macro_f1(gold, called, sorted(set(gold))),
        "themes.gold_accuracy": float(right.mean()) if len(right) else 0.0,
        "themes.calibration_error": calibration_error(confidence, right),
    }


def stance_metrics(pairs: Pairs, held_out: Validation, addressed: Addressed) -> Metrics:
    """Stance on articles not trained on, beside both baselines."""
    called = held_out.called
    right = np.array([a == b for a, b in zip(pairs.stances, called, strict=True)])
    own = macro_f1(pairs.stances, called, STANCES)
    majority, tfidf = (macro_f1(pairs.stances, calls, STANCES) for calls in (held_out.majority, held_out.tfidf))
    scores = {f"stance.f1_{stance}": score for stance, score in class_f1(pairs.stances, called, STANCES).items()}
    return {
        "stance.macro_f1": own,
        **scores,
        "stance.accuracy": float(right.mean()),
        "stance.baseline_majority_f1": majority,
        "stance.baseline_tfidf_f1": tfidf,
        "stance.gap_to_majority": own - majority,
        "stance.gap_to_tfidf": own - tfidf,
        "stance.calibration_error": calibration_error(held_out.probabilities.max(axis=1), right),
        "stance.pairs": float(len(pairs.stances)),
        "stance.addressed_recall": addressed.found / max(1, addressed.found + addressed.missed),
        "stance.addressed_precision": addressed.found / max(1, addressed.found + addressed.extra),
        **_by_target(pairs, called, right),
    }


def holder_metrics(labels: Sequence[GoldParagraph], by_text: dict[str, Label]) -> Metrics:
    """Share of stances whose holder is the one people named, among labelled paragraphs that stand in the articles."""
    hits = [
        gold.holder.casefold() == called.holder.casefold()
        for label in labels
        if label.text in by_text
        for gold in label.stances
        for called in by_text[label.text].stances
        if called.target == gold.target
    ]
    return {"voices.holder_accuracy": float(np.mean(hits)) if hits else 0.0, "voices.holder_pairs": float(len(hits))}


def _by_target(pairs: Pairs, called: Sequence[str], right: NDArray[np.bool_]) -> Metrics:
    """Macro-F1 and accuracy for each target with enough pairs to mean something."""
    metrics: Metrics = {}
    for target, count in sorted(Counter(pairs.targets).items()):
        if count >= MIN_TARGET_PAIRS:
            own = [i for i, name in enumerate(pairs.targets) if name == target]
            gold = [pairs.stances[i] for i in own]
            metrics[f"stance.target_{target}_f1"] = macro_f1(gold, [called[i] for i in own], sorted(set(gold)))
            metrics[f"stance.target_{target}_accuracy"] = float(right[own].mean())
    return metrics
