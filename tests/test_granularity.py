"""How many themes: what is as stable as anything and as well set apart, and of that the finest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ParleyError
from pipelines.config import ThemeConfig
from pipelines.consensus import agreements, consensus_tree, half_trees
from pipelines.granularity import NEAR, Grain, choose, coarser, finer, grain, rungs
from pipelines.layouts import cut


def tried(themes: int, stability: float = 0.5, separation: float = 0.1) -> Grain:
    return Grain(themes, stability, stability - 0.1, stability + 0.1, separation)


def test_among_equals_the_finest_is_taken() -> None:
    assert choose([tried(4), tried(8), tried(16)], ThemeConfig()).themes == 16


def test_a_granularity_that_is_not_found_again_is_not_taken() -> None:
    assert choose([tried(4, 0.9), tried(8, 0.88), tried(16, 0.6)], ThemeConfig()).themes == 8
    assert choose([tried(4, 0.9), tried(8, -0.1, 0.5)], ThemeConfig()).themes == 4


def test_themes_within_themes_are_left_to_the_finer_layer() -> None:
    """All are found again, but the finer ones lie closer together."""
    grains = [tried(4, 0.97, 0.11), tried(5, 0.97, 0.12), tried(9, 0.95, 0.11), tried(10, 0.95, 0.11)]

    assert choose(grains, ThemeConfig()).themes == 5
    assert finer(grains, grains[1]) == grains[3]


def test_few_themes_are_not_taken_for_being_stable_by_nature() -> None:
    assert choose([tried(7, 0.93, 0.10), tried(24, 0.75, 0.11)], ThemeConfig()).themes == 24


grains = st.lists(
    st.builds(tried, st.integers(2, 40), st.floats(-0.5, 1.0), st.floats(-1.0, 1.0)), min_size=1, max_size=8
)


@given(grains)
def test_a_choice_is_always_within_the_configured_numbers(offered: list[Grain]) -> None:
    config = ThemeConfig(min_themes=5, max_themes=20)
    allowed = [one for one in offered if 5 <= one.themes <= 20]

    if not allowed:
        with pytest.raises(ParleyError, match="no granularity gives 5 to 20 themes"):
            choose(offered, config)
        return
    chosen = choose(offered, config)
    best = max(one.score for one in allowed)

    assert chosen in allowed
    assert chosen.score >= min(best, NEAR * best)


@given(grains)
def test_layers_above_are_at_most_half_as_fine_and_layers_below_at_least_twice(offered: list[Grain]) -> None:
    chosen = offered[0]
    above, below = coarser(offered, chosen), finer(offered, chosen)

    assert above is None or 2 <= above.themes <= chosen.themes / 2
    assert below is None or below.themes >= 2 * chosen.themes


def test_few_paragraphs_are_not_cut_into_crumbs() -> None:
    assert max(rungs(60, ThemeConfig())) == 12
    assert max(rungs(2000, ThemeConfig())) == 60
    assert max(rungs(2000, ThemeConfig(max_themes=10))) == 20


def test_an_interval_spans_the_middle_nine_tenths_of_the_resamples() -> None:
    own = grain(7, np.linspace(0.0, 1.0, 101).tolist(), 0.2)

    assert (own.stability, own.low, own.high) == (0.5, 0.05, 0.95)


def noisy(filing: np.ndarray, share: float, seed: int) -> np.ndarray:
    """A filing of which some rows are filed at random, under other numbers."""
    draw = np.random.default_rng(seed)
    wrong = draw.random(len(filing)) < share
    return draw.permutation(int(filing.max()) + 1)[
        np.where(wrong, draw.integers(0, filing.max() + 1, len(filing)), filing)
    ]


TRUTH = np.repeat(np.arange(4), 50)


def test_filings_that_are_each_a_little_wrong_agree_on_what_is_right() -> None:
    agreed = cut(consensus_tree([noisy(TRUTH, 0.15, seed) for seed in range(8)]), 4)

    assert len(set(zip(agreed.tolist(), TRUTH.tolist(), strict=True))) == 4


def test_cuts_of_all_granularities_speak_for_each_and_broader_themes_hold_whole_finer_ones() -> None:
    tree = consensus_tree([noisy(TRUTH // size, 0.1, seed) for seed in range(6) for size in (1, 2)])
    broad, fine = cut(tree, 2), cut(tree, 4)

    assert len(set(zip(broad.tolist(), (TRUTH // 2).tolist(), strict=True))) == 2
    assert len(set(zip(broad.tolist(), fine.tolist(), strict=True))) == 4


def test_agreement_is_one_where_all_draws_see_the_same_and_near_nothing_where_all_see_noise() -> None:
    same, noise = (
        agreements(half_trees([[noisy(TRUTH, share, seed)] for seed in range(4)], seed=1), 4) for share in (0.0, 1.0)
    )

    assert set(same) == {1.0}
    assert abs(float(np.mean(noise))) < 0.1
