"""What a training run learns: vectors, themes, stance, and the bundle made of them."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from models.bundle import Bundle, EncoderRef
from models.encoder import Encoder, Vectors
from models.readings import Encoders
from pipelines.champion import OpenChampion
from pipelines.config import TrainConfig
from pipelines.corpus import Addressed, Row, gold_rows, labelled_pairs
from pipelines.cost import Clock
from pipelines.discovery import check_size
from pipelines.inputs import Inputs
from pipelines.sampling import Places, Sample, find_places, read_sample
from pipelines.seed_themes import slug
from pipelines.shipped import Shipped
from pipelines.stance_curve import Curve, learning_curve
from pipelines.stance_fit import StanceFit, fit_stance, too_few
from pipelines.stance_pairs import Pairs
from pipelines.theme_calibration import Judged
from pipelines.theme_fit import Known
from pipelines.theme_learning import LearntThemes, Wanted, learn_themes

MADE_WITH = ("ctranslate2", "hdbscan", "mlflow", "model2vec", "numpy", "scikit-learn", "tokenizers", "umap-learn")


@dataclass(frozen=True, slots=True)
class Fitted:
    """All that was learnt, and what from: `sample` of the paragraphs in `places`, and `gold`, the labelled ones, in the
    labels' order; `curve` is None where the labels are too few to draw one.
    """

    places: Places
    sample: Sample
    themes: LearntThemes
    gold: list[Row]
    pairs: Pairs
    addressed: Addressed
    stance: StanceFit
    curve: Curve | None


def learn(
    inputs: Inputs,
    config: TrainConfig,
    encoder: Encoder,
    shipped: Shipped,
    clock: Clock,
    before: OpenChampion | str = "nothing to align to",
) -> Fitted:
    """Encode the articles and labels, discover and fit themes, adapt the shipped stance.

    `before` is the champion whose themes keep their ids, or why there is none.
    """
    with clock.step("encode"):
        encoders = Encoders(encoder, shipped.encoder)
        places = find_places(inputs.articles)
        sample = read_sample(inputs.articles, places, encoder)
        gold = gold_rows(inputs.labels, inputs.actors, encoders)
        pairs, addressed = labelled_pairs(inputs.labels, gold)
        check_size(sample.corpus.vectors)  # before the slow steps
    with clock.step("themes"):
        known = _known(inputs, encoder, gold)
        wanted = Wanted(inputs.seeds, inputs.edits, before)
        themes = learn_themes(sample.corpus, wanted, known, encoder, config.themes, config.seed)
    with clock.step("stance"):
        stance = fit_stance(pairs, shipped.head, config.stance)
        curve = None if too_few(pairs, config.stance) else learning_curve(pairs, shipped.head, config.stance)
    return Fitted(places, sample, themes, gold, pairs, addressed, stance, curve)


def make_bundle(inputs: Inputs, fitted: Fitted, encoder: Encoder, shipped: Shipped, model: str) -> Bundle:
    """The bundle of what was learnt; `model` is the encoder as the config names it.

    Its themes have the sizes of the sample until the whole corpus is labelled.
    """
    made_with = {name: version(name) for name in MADE_WITH} | {
        "parley": version("parley"),
        "python": platform.python_version(),
    }
    return Bundle(
        encoder_ref=EncoderRef(model, encoder.revision, encoder.engine.kind),
        stance_ref=shipped.ref,
        encoders=Encoders(encoder, shipped.encoder),
        adapter=shipped.adapter,
        actors=inputs.actors,
        themes=fitted.themes.fit.themes,
        stance=fitted.stance.head,
        data_digest=inputs.data,
        made_with=made_with,
    )


def _known(inputs: Inputs, encoder: Encoder, gold: list[Row]) -> Known:
    judged = [(label, row) for label, row in zip(inputs.labels, gold, strict=True) if label.theme is not None]
    return Known(
        background=encoder.vectors(inputs.background),
        judged=Judged(
            tuple(label.text for label, _ in judged),
            _stack(encoder, [row for _, row in judged]),
            tuple(slug(str(label.theme)) for label, _ in judged),
        ),
        banned=inputs.actors.proper_names,
        encode=encoder.vectors,
    )


def _stack(encoder: Encoder, rows: list[Row]) -> Vectors:
    return np.stack([row.encoded.vector for row in rows]) if rows else np.empty((0, encoder.engine.dim), np.float32)
