"""Neither file names nor the order of files, articles or labels has a say in what is learnt."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from models.bundle import Bundle
from models.encoder import Encoder
from pipelines.config import TrainConfig
from pipelines.corpus import canonical
from pipelines.cost import Clock
from pipelines.inputs import Inputs, read_inputs
from pipelines.learning import Fitted, learn, make_bundle
from pipelines.shipped import Shipped


@pytest.fixture(scope="module")
def shuffled(small_config: TrainConfig, tmp_path_factory: pytest.TempPathFactory) -> TrainConfig:
    """The same articles under other names and in another order, and the labels' lines in another order."""
    folder, draw = tmp_path_factory.mktemp("shuffled"), random.Random(8)
    places = draw.sample(range(len(small_config.articles)), len(small_config.articles))
    copies = [
        shutil.copy(path, folder / f"{place:02}-copy.txt")
        for path, place in zip(small_config.articles, places, strict=True)
    ]
    lines = Path(small_config.labels).read_text(encoding="utf-8").splitlines()
    labels = folder / "labels.jsonl"
    labels.write_text("\n".join(draw.sample(lines, len(lines))), encoding="utf-8")
    return small_config.model_copy(update={"articles": tuple(map(str, sorted(copies))), "labels": str(labels)})


def test_articles_have_one_canonical_order(inputs: Inputs, shuffled: TrainConfig) -> None:
    with read_inputs(shuffled) as again:
        assert [article.id for article in again.articles] == [article.id for article in inputs.articles]
        assert [[p.text for p in article.paragraphs] for article in again.articles] == [
            [p.text for p in a.paragraphs] for a in inputs.articles
        ]
        assert (again.data, again.gold) == (inputs.data, inputs.gold)


def test_an_article_read_twice_counts_once(inputs: Inputs) -> None:
    twice = [replace(article, source=f"copy-{article.source}") for article in inputs.articles]

    assert list(canonical([*twice, *inputs.articles]).ids) == [article.id for article in inputs.articles]


@pytest.mark.slow
def test_training_on_shuffled_articles_gives_the_same_themes_and_labels(
    bundle: Bundle, fitted: Fitted, inputs: Inputs, shuffled: TrainConfig, encoder: Encoder, shipped: Shipped
) -> None:
    with read_inputs(shuffled) as again:
        refitted = learn(again, shuffled, encoder, shipped, Clock(lambda told: None))
        other = make_bundle(again, refitted, encoder, shipped, shuffled.encoder.model)
        labels = [str(own) for own in other.label(again.articles)]

    assert other.themes.themes == bundle.themes.themes
    assert refitted.themes.seeds == fitted.themes.seeds
    for name in ("center", "exemplars", "core"):
        assert getattr(other.themes, name).tobytes() == getattr(bundle.themes, name).tobytes(), name
    assert other.themes.floor == bundle.themes.floor
    assert other.themes.temperature == bundle.themes.temperature
    assert labels == [str(own) for own in bundle.label(inputs.articles)]
