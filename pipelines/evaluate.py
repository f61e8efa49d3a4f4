"""How good themes and holders are: the same metric names in every run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from models.bundle import Label
from models.metrics import calibration_error, diversity, embedding_coherence, macro_f1, npmi_coherence, silhouette
from models.news import OUTSIDE
from models.themes import Assignment, Themes, centered
from pipelines.gold import GoldParagraph
from pipelines.seed_themes import slug
from pipelines.theme_fit import Corpus
from pipelines.theme_learning import LearntThemes
from pipelines.theme_moves import FATES, Alignment

Metrics = dict[str, float]


def theme_metrics(states: Mapping[str, int], themes: Themes, learnt: LearntThemes) -> Metrics:
    """What the themes are like without any labels: shares of the distinct paragraphs of the whole corpus, of which
    `states` tells how many are in each state, coherence over the sample learnt from.
    """
    whole = sum(states.values())
    seen = Counter(seed.state for seed in learnt.seeds)
    grain = learnt.found.chosen.grain
    return {
        "themes.count": float(len(themes.themes)),
        "themes.coverage": 1.0 - states.get("outside", 0) / whole,
        "themes.core_share": states.get("core", 0) / whole,
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


def holder_metrics(labels: Sequence[GoldParagraph], by_text: Mapping[str, Label]) -> Metrics:
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
