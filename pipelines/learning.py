"""What a training run learns: vectors, themes, stance, and the bundle made of them."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from models.bundle import Bundle, EncoderRef
from models.encoder import Encoder, Vectors
from models.themes import centered
from pipelines.config import TrainConfig
from pipelines.corpus import Addressed, Row, distinct, encode_articles, gold_rows, labelled_pairs
from pipelines.cost import Clock
from pipelines.discovery import Discovery, check_size, discover
from pipelines.inputs import Inputs
from pipelines.seed_themes import seed_fit, seed_vectors
from pipelines.stance_fit import Pairs, StanceFit, check_pairs, fit_stance
from pipelines.theme_calibration import Judged
from pipelines.theme_fit import Corpus, ThemeFit, fit_themes

MADE_WITH = ("ctranslate2", "hdbscan", "mlflow", "numpy", "scikit-learn", "tokenizers", "umap-learn")


@dataclass(frozen=True, slots=True)
class Fitted:
    """All that was learnt, and the rows it was learnt from. `gold` are the labelled paragraphs, in the labels' order."""

    rows: list[Row]
    corpus: Corpus
    found: Discovery
    themes: ThemeFit
    gold: list[Row]
    pairs: Pairs
    addressed: Addressed
    stance: StanceFit


def learn(inputs: Inputs, config: TrainConfig, encoder: Encoder, clock: Clock) -> Fitted:
    """Encode the articles and labels, discover and fit themes, fit stance."""
    with clock.step("encode"):
        rows = encode_articles(inputs.articles, inputs.actors, encoder)
        corpus = distinct(rows)
        gold = gold_rows(inputs.labels, inputs.actors, encoder)
        pairs, addressed = labelled_pairs(inputs.labels, gold)
        check_size(corpus.vectors)  # before the slow steps
        check_pairs(pairs, config.stance)
    with clock.step("discover"):
        space = centered(corpus.vectors, corpus.vectors.mean(axis=0))
        found = discover(space, config.themes, config.seed)
    with clock.step("themes"):
        themes = _themes(inputs, config, encoder, corpus, found, gold)
    with clock.step("stance"):
        stance = fit_stance(pairs, config.stance)
    return Fitted(rows, corpus, found, themes, gold, pairs, addressed, stance)


def make_bundle(inputs: Inputs, fitted: Fitted, encoder: Encoder, model: str) -> Bundle:
    """The bundle of what was learnt; `model` is the encoder as the config names it."""
    made_with = {name: version(name) for name in MADE_WITH} | {
        "parley": version("parley"),
        "python": platform.python_version(),
    }
    return Bundle(
        encoder_ref=EncoderRef(model, encoder.revision, encoder.engine.kind),
        encoder=encoder,
        actors=inputs.actors,
        themes=fitted.themes.themes,
        stance=fitted.stance.head,
        data_digest=inputs.data,
        made_with=made_with,
    )


def _themes(
    inputs: Inputs, config: TrainConfig, encoder: Encoder, corpus: Corpus, found: Discovery, gold: list[Row]
) -> ThemeFit:
    phrases = encoder.vectors([phrase for seed in inputs.seeds for phrase in seed.phrases])
    seed_rows = seed_vectors(phrases, inputs.seeds)
    judged = [(label, row) for label, row in zip(inputs.labels, gold, strict=True) if label.theme is not None]
    texts = [label.text for label, _ in judged]
    return fit_themes(
        corpus,
        found,
        inputs.seeds,
        seed_fit(corpus.texts, corpus.vectors, inputs.seeds, seed_rows),
        seed_rows,
        encoder.vectors(inputs.background),
        Judged(
            tuple(texts), _stack(encoder, [row for _, row in judged]), tuple(str(label.theme) for label, _ in judged)
        ),
        [name for actor in inputs.actors.actors for name in (actor.name, *actor.aliases)],
        config.themes.seed_match,
    )


def _stack(encoder: Encoder, rows: list[Row]) -> Vectors:
    return np.stack([row.encoded.vector for row in rows]) if rows else np.empty((0, encoder.engine.dim), np.float32)
