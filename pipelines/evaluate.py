"""How good a run is: the same metric names in every run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from models.bundle import Label
from models.metrics import (
    calibration_error,
    class_f1,
    diversity,
    embedding_coherence,
    macro_f1,
    npmi_coherence,
    silhouette,
)
from models.news import OUTSIDE, STANCES
from models.themes import Assignment, Themes, centered
from pipelines.corpus import Addressed
from pipelines.gold import GoldParagraph
from pipelines.seed_themes import slug
from pipelines.stance_fit import Pairs, Validation
from pipelines.theme_fit import Corpus
from pipelines.theme_learning import LearntThemes
from pipelines.theme_moves import FATES, Alignment

MIN_TARGET_PAIRS = 20

Metrics = dict[str, float]


def theme_metrics(corpus: Corpus, themes: Themes, learnt: LearntThemes) -> Metrics:
    """What the themes are like without any labels: shares over the whole corpus, coherence over the sample learnt from."""
    assigned = themes.assign(corpus.vectors)
    states = Counter(row.state for row in assigned)
    seen = Counter(seed.state for seed in learnt.seeds)
    grain = learnt.found.chosen.grain
    return {
        "themes.count": float(len(themes.themes)),
        "themes.coverage": 1.0 - states["outside"] / len(assigned),
        "themes.core_share": states["core"] / len(assigned),
        **_coherence(learnt.sample, themes),
        "themes.granularity": float(grain.themes),
        "themes.stability": grain.stability,
        "themes.stability_low": grain.low,
        "themes.stability_high": grain.high,
        "themes.separation": grain.separation,
        "themes.late": float(learnt.late),
        **_continuity(learnt.alignment),
        "themes.seeds_found": float(seen["found"]),
        "themes.seeds_weak": float(seen["weak"]),
        "themes.seeds_absent": float(seen["absent"]),
    }


def _continuity(alignment: Alignment) -> Metrics:
    """What became of the champion's themes; `themes.kept_share` is left out where there was none to align to."""
    fates = Counter(move.fate for move in alignment.moves)
    return {
        **({} if alignment.kept_share is None else {"themes.kept_share": alignment.kept_share}),
        **{f"themes.{fate}": float(fates[fate]) for fate in FATES},
    }


def _words(phrases: Sequence[str]) -> list[str]:
    """The longer words of a theme's phrases: whole phrases hardly ever meet in one paragraph."""
    return sorted({word for phrase in phrases for word in phrase.lower().split() if len(word) > 3})


def _coherence(sample: Corpus, themes: Themes) -> Metrics:
    """How far the paragraphs of a theme belong together, by vectors and by words; `outside` is no theme."""
    called = np.array([row.theme for row in themes.assign(sample.vectors)])
    names = [theme.id for theme in themes.themes]
    inside = np.flatnonzero(called != OUTSIDE)
    filing = np.array([names.index(name) for name in called[inside].tolist()], dtype=np.int64)
    phrases = [theme.phrases for theme in themes.themes]
    return {
        "themes.coherence": embedding_coherence(sample.vectors[inside], called[inside].tolist()),
        "themes.silhouette": silhouette(centered(sample.vectors[inside], themes.center), filing, len(names)),
        "themes.npmi": npmi_coherence([_words(own) for own in phrases], sample.texts),
        "themes.diversity": diversity(phrases),
    }


def gold_theme_metrics(
    labels: Sequence[GoldParagraph], assigned: Sequence[Assignment], became: Mapping[str, str]
) -> Metrics:
    """Agreement with people's themes; a gold theme that was not found counts 0. Absent gold gives 0 pairs.

    `became` tells which theme a person put in another's place since the gold was made.
    """
    judged = [(slug(label.theme), row) for label, row in zip(labels, assigned, strict=True) if label.theme is not None]
    gold = [became.get(theme, theme) for theme, _ in judged]
    called = [row.theme for _, row in judged]
    right = np.array([a == b for a, b in zip(gold, called, strict=True)], dtype=bool)
    confidence = np.array([row.probability for _, row in judged])
    return {
        "themes.gold_paragraphs": float(len(judged)),
        "themes.gold_f1": macro_f1(gold, called, sorted(set(gold))),
        "themes.gold_accuracy": float(right.mean()) if len(right) else 0.0,
        "themes.gold_ami": float(adjusted_mutual_info_score(gold, called)) if gold else 0.0,
        "themes.gold_ari": float(adjusted_rand_score(gold, called)) if gold else 0.0,
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
