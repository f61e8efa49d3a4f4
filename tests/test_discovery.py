"""Discovery: planted clusters are found, the same every time, and what cannot be clustered is said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encoder import Vectors, unit
from models.errors import ParleyError
from pipelines.config import ThemeConfig
from pipelines.discovery import MIN_PARAGRAPHS, Grain, check_size, choose, discover, refine

PLANTED = 6
CONFIG = ThemeConfig(layouts=2, min_themes=2)


def planted(each: int = 20, dim: int = 24) -> tuple[Vectors, np.ndarray]:
    """Unit rows around PLANTED far-apart directions, and which one each is of."""
    draw = np.random.default_rng(5)
    rows = np.repeat(np.eye(dim)[:PLANTED], each, axis=0) + draw.normal(scale=0.05, size=(PLANTED * each, dim))
    return unit(rows), np.repeat(np.arange(PLANTED), each)


def grain(themes: int, stability: float = 0.5, information: float = 1.0) -> Grain:
    return Grain(5, themes, stability, information, 0.9)


def test_planted_clusters_are_found_and_the_same_again() -> None:
    vectors, truth = planted()

    found, again = discover(vectors, CONFIG, 13), discover(vectors, CONFIG, 13)

    assert len(found.centroids) == PLANTED
    assert len(set(zip(found.filing.tolist(), truth.tolist(), strict=True))) == PLANTED
    assert found.chosen.stability == pytest.approx(1.0)
    assert np.array_equal(found.centroids, again.centroids)
    assert np.array_equal(found.filing, again.filing)
    assert found.grains == again.grains


@pytest.mark.parametrize("count", [0, 1, MIN_PARAGRAPHS - 1])
def test_too_few_paragraphs_are_refused_with_their_number(count: int) -> None:
    with pytest.raises(ParleyError, match=rf"{count} distinct paragraphs"):
        check_size(planted()[0][:count])


def test_the_fewest_paragraphs_allowed_can_be_clustered() -> None:
    vectors, truth = planted(each=MIN_PARAGRAPHS // PLANTED)

    assert len(discover(vectors, ThemeConfig(layouts=2, min_themes=2, neighbors=200, components=100), 1).filing) == len(
        truth
    )


def test_no_granularity_with_an_allowed_number_of_themes_is_an_error_that_names_those_found() -> None:
    with pytest.raises(ParleyError, match=r"no granularity gives 5 to 8 themes \(found \[2, 40\]\)"):
        choose([grain(2), grain(40), grain(2)], ThemeConfig(min_themes=5, max_themes=8))


@given(st.lists(st.builds(grain, st.integers(1, 40), st.floats(-0.5, 1.0), st.floats(-0.1, 3.0)), min_size=1))
def test_a_choice_is_always_within_the_configured_numbers(grains: list[Grain]) -> None:
    config = ThemeConfig(min_themes=5, max_themes=20)
    allowed = [one for one in grains if 5 <= one.themes <= 20]

    if not allowed:
        with pytest.raises(ParleyError):
            choose(grains, config)
        return
    assert choose(grains, config) in allowed


def test_refining_leaves_out_a_theme_that_empties() -> None:
    vectors, _ = planted()
    start = np.concatenate([np.eye(24, dtype=np.float32)[:PLANTED], -np.eye(24, dtype=np.float32)[:1]])

    centroids, filing = refine(start, vectors)

    assert len(centroids) == PLANTED
    assert set(filing.tolist()) == set(range(PLANTED))
    assert np.linalg.norm(centroids, axis=1) == pytest.approx(np.ones(PLANTED), abs=1e-5)
