"""Discovery: planted clusters are found, the same every time, and what cannot be clustered is said."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from models.encoder import Vectors, unit
from models.errors import ParleyError
from models.metrics import silhouette
from pipelines.config import ThemeConfig
from pipelines.discovery import MIN_PARAGRAPHS, Discovery, check_size, discover

PLANTED = 6
CONFIG = ThemeConfig(layouts=2, min_themes=2)


def planted(each: int = 20, dim: int = 24) -> tuple[Vectors, np.ndarray]:
    """Unit rows around PLANTED far-apart directions, and which one each is of."""
    draw = np.random.default_rng(5)
    rows = np.repeat(np.eye(dim)[:PLANTED], each, axis=0) + draw.normal(scale=0.05, size=(PLANTED * each, dim))
    return unit(rows), np.repeat(np.arange(PLANTED), each)


@pytest.fixture(scope="module")
def found() -> Discovery:
    return discover(planted()[0], CONFIG, 13)


def test_planted_clusters_are_found_as_many_as_there_are(found: Discovery) -> None:
    pairs = set(zip(found.chosen.filing.tolist(), planted()[1].tolist(), strict=True))

    assert found.chosen.grain.themes == len(pairs) == PLANTED
    assert found.chosen.grain.stability == 1.0
    assert found.cored.mean() > 0.9


def test_the_same_rows_give_the_same_themes_again(found: Discovery) -> None:
    again = discover(planted()[0], CONFIG, 13)

    assert np.array_equal(found.chosen.filing, again.chosen.filing)
    assert found.grains == again.grains


def test_layers_lie_above_and_below_the_chosen_one(found: Discovery) -> None:
    assert found.coarser is not None
    assert found.coarser.grain.themes == PLANTED // 2
    assert found.finer is not None
    assert found.finer.grain.themes >= 2 * PLANTED


def test_the_config_may_ask_for_another_layer() -> None:
    asked = discover(planted()[0], CONFIG.model_copy(update={"layer": "coarser"}), 13)

    assert asked.chosen.grain.themes == PLANTED // 2


@pytest.mark.parametrize("count", [0, 1, MIN_PARAGRAPHS - 1])
def test_too_few_paragraphs_are_refused_with_their_number(count: int) -> None:
    with pytest.raises(ParleyError, match=rf"{count} distinct paragraphs"):
        check_size(planted()[0][:count])


def test_the_fewest_paragraphs_allowed_can_be_clustered() -> None:
    vectors, truth = planted(each=MIN_PARAGRAPHS // PLANTED)
    config = ThemeConfig(layouts=2, min_themes=2, neighbors=200, components=100)

    assert len(discover(vectors, config, 1).chosen.filing) == len(truth)


def test_the_silhouette_is_the_one_of_the_literature() -> None:
    vectors, truth = planted()
    rough = np.where(np.arange(len(truth)) % 7 == 0, 0, truth)

    assert silhouette(vectors, rough, PLANTED + 1) == pytest.approx(
        silhouette_score(vectors, rough, metric="cosine"), abs=1e-4
    )
    assert silhouette(vectors, np.zeros(len(truth), dtype=np.int64), 3) == 0.0
