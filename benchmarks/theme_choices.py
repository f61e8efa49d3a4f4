"""Ways to find and assign themes, on the sample corpus and, where PARLEY_DATA names it, on real paragraphs of the beat.

    make bench-choices

Three tables. (1) Granularities, in the encoder's space and with the corpus mean taken off: agreement of independent
looks, separation of the themes agreed on, AMI with gold. (2) Assigners from the same seed themes: macro-F1 and AMI with
gold on the sample corpus, on which the choice was made, and on real paragraphs, whose nearest theme names were mapped by
hand.
(3) How near a seed's anchors lie to its phrases on the beat and, with PARLEY_DATA, on news of another kind, where
standardised fit finds anchors too: what the floor for an absent seed theme was read from.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_mutual_info_score

from models.encoder import Encoder, Vectors, unit
from models.metrics import macro_f1
from models.themes import centered
from pipelines.config import TrainConfig
from pipelines.discovery import discover
from pipelines.encoders import open_encoder
from pipelines.inputs import read_inputs
from pipelines.sampling import find_places, read_sample
from pipelines.seed_themes import seed_fit, seed_vectors
from pipelines.theme_drafts import ANCHOR_FIT
from pipelines.theme_fit import Corpus

# Themes of the real paragraphs' annotation that mean one of our seed themes.
SAME = {
    "evacuation": "evacuation", "refugees": "refugees and visas", "peace_talks": "peace talks",
    "ct_dialogue": "counterterrorism dialogue", "border_management": "border security", "attacks": "militant attacks",
    "withdrawal": "troop withdrawal", "taliban_government": "Taliban government", "aid_and_funding": "aid and funding",
    "strikes_and_operations": "strikes and operations", "regional_diplomacy": "regional diplomacy",
    "safe_havens": "safe havens", "taliban_advance": "Afghan forces' capacity",
}  # fmt: skip

Assign = Callable[[Vectors], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Paragraphs with the theme people (or a model, for real ones) gave them."""

    name: str
    vectors: Vectors
    gold: tuple[str, ...]


def main() -> None:
    """Print the three tables."""
    config = TrainConfig()
    encoder = open_encoder(config.encoder.model)
    with read_inputs(config) as inputs:
        corpus = read_sample(inputs.articles, find_places(inputs.articles), encoder).corpus
    themes = {label.text: label.theme for label in inputs.labels if label.theme}
    at = [i for i, text in enumerate(corpus.texts) if text in themes]
    sample = Judged("sample", corpus.vectors[at], tuple(themes[corpus.texts[i]] for i in at))
    granularity(corpus.vectors, at, sample.gold, config)
    seed_rows = seed_vectors(encoder.vectors([p for s in inputs.seeds for p in s.phrases]), inputs.seeds)
    fit = seed_fit(corpus.texts, corpus.vectors, inputs.seeds, seed_rows)
    names = [seed.name for seed in inputs.seeds]
    sets = [sample, *_real(encoder)]
    print(f"\n{'assigner':<44}" + "".join(f"{s.name + ' F1':>12}{'AMI':>7}" for s in sets))
    for name, assign in _assigners(corpus, seed_rows, fit).items():
        scores = [_score(assign, judged, names) for judged in sets]
        print(f"{name:<44}" + "".join(f"{f1:>12.3f}{ami:>7.3f}" for f1, ami in scores))
    print("\nmean cosine of anchors to their seed: least and most over the seeds")
    for kind, texts, vectors in (("sample", corpus.texts, corpus.vectors), *_elsewhere(encoder)):
        cosines = _anchor_cosines(vectors, seed_fit(texts, vectors, inputs.seeds, seed_rows), seed_rows)
        print(f"{kind:<10}{min(cosines):>7.3f}{max(cosines):>7.3f}")


def _anchor_cosines(vectors: Vectors, fit: NDArray[np.float64], seeds: Vectors) -> list[float]:
    best, anchored = fit.argmax(axis=1), fit.max(axis=1) >= ANCHOR_FIT
    return [float((vectors[anchored & (best == j)] @ seeds[j]).mean()) for j in range(len(seeds))]


def _elsewhere(encoder: Encoder) -> list[tuple[str, tuple[str, ...], Vectors]]:
    """The beginnings of every fifth article of a general news corpus."""
    if "PARLEY_DATA" not in os.environ:
        return []
    path = Path(os.environ["PARLEY_DATA"]) / "topics" / "bbc_news.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = tuple(dict.fromkeys(json.loads(line)["text"][:400] for line in lines))[::5]
    return [("general", texts, encoder.vectors(texts))]


def granularity(vectors: Vectors, at: Sequence[int], gold: Sequence[str], config: TrainConfig) -> None:
    """The granularities tried in both spaces, with AMI for the layers that are kept."""
    print(f"{'space':<10}{'themes':>7}{'stability':>10}{'low':>7}{'high':>7}{'separation':>11}{'AMI':>7}")
    for space, rows in (("raw", vectors), ("centered", centered(vectors, vectors.mean(axis=0)))):
        found = discover(rows, config.themes, config.seed)
        kept = {layer.grain.themes: layer.filing for layer in (found.coarser, found.chosen, found.finer) if layer}
        for own in found.grains:
            told = f"{adjusted_mutual_info_score(gold, kept[own.themes][at]):>7.3f}" if own.themes in kept else ""
            mark = " chosen" if own == found.chosen.grain else ""
            figures = f"{own.stability:>10.3f}{own.low:>7.3f}{own.high:>7.3f}{own.separation:>11.3f}"
            print(f"{space:<10}{own.themes:>7}{figures}{told}{mark}")


def _assigners(corpus: Corpus, seeds: Vectors, fit: NDArray[np.float64]) -> dict[str, Assign]:
    rows, center = corpus.vectors, corpus.vectors.astype(np.float64).mean(axis=0).astype(np.float32)
    best, anchored = fit.argmax(axis=1), fit.max(axis=1) >= ANCHOR_FIT
    means = [
        unit(np.stack([space[anchored & (best == j)].astype(np.float64).mean(axis=0) for j in range(len(seeds))]))
        for space in (rows, centered(rows, center))
    ]
    learnt = LogisticRegression(C=1.0, max_iter=2000).fit(rows[anchored], best[anchored])

    def nearest(prototypes: Vectors, off: Vectors | None) -> Assign:
        return lambda vectors: ((vectors if off is None else centered(vectors, off)) @ prototypes.T).argmax(axis=1)

    own = centered(seeds, center)
    return {
        "seed phrases alone": nearest(seeds, None),
        "seed phrases alone, centered": nearest(own, center),
        "anchors' mean": nearest(means[0], None),
        "anchors' mean + phrases": nearest(unit(means[0] + seeds), None),
        "anchors' mean, centered": nearest(means[1], center),
        "anchors' mean + phrases / 2, centered": nearest(unit(means[1] + 0.5 * own), center),
        "anchors' mean + phrases, centered (chosen)": nearest(unit(means[1] + own), center),
        "anchors' mean + phrases × 2, centered": nearest(unit(means[1] + 2 * own), center),
        "logistic regression on anchors": learnt.predict,
    }


def _score(assign: Assign, judged: Judged, names: Sequence[str]) -> tuple[float, float]:
    called = [names[k] for k in assign(judged.vectors)]
    return macro_f1(judged.gold, called, sorted(set(judged.gold))), float(
        adjusted_mutual_info_score(judged.gold, called)
    )


def _real(encoder: Encoder) -> list[Judged]:
    if "PARLEY_DATA" not in os.environ:
        print("PARLEY_DATA is unset: the sample corpus alone")
        return []
    lines = (
        (Path(os.environ["PARLEY_DATA"]) / "stance" / "indomain" / "paragraphs.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    rows = [row for row in map(json.loads, lines) if row["theme"] in SAME and not row["boilerplate"]]
    return [Judged("real", encoder.vectors([row["text"] for row in rows]), tuple(SAME[row["theme"]] for row in rows))]


if __name__ == "__main__":
    main()
