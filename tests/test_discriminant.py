"""Discriminants file planted themes right, and to the last bit alike in any batch."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.discriminant import GRID, discriminants, exact_products, learn_discriminants, theme_means
from models.encoder import Vectors, unit

DIM = 24
rows = arrays(np.float32, st.tuples(st.integers(1, 9), st.just(DIM)), elements=st.floats(-1, 1, width=32)).map(unit)


@given(rows, rows, st.integers(0, 10_000))
def test_products_are_the_same_bits_alone_in_company_and_summed_in_another_order(
    some: Vectors, others: Vectors, seed: int
) -> None:
    together = exact_products(some, others)
    order = np.random.default_rng(seed).permutation(DIM)

    assert np.array_equal(together, np.concatenate([exact_products(row[None], others) for row in some]))
    assert np.array_equal(together, exact_products(some[:, order], others[:, order]))


@given(rows, rows)
def test_products_are_those_of_the_rows_to_six_digits(some: Vectors, others: Vectors) -> None:
    assert np.allclose(exact_products(some, others), some.astype(np.float64) @ others.astype(np.float64).T, atol=1e-5)


def test_the_widest_rows_allowed_still_sum_without_rounding() -> None:
    """8,192 products of the largest numbers on the grid, plus one of the smallest: nothing of it is lost."""
    ones = np.ones((1, 8191))
    least = np.full((1, 1), 1 / GRID)

    assert exact_products(np.hstack([ones, least]), np.hstack([ones, least]))[0, 0] == 8191 + 1 / GRID**2


def planted(each: int = 30) -> tuple[Vectors, np.ndarray]:
    """Three themes that lie near each other along one axis, under a scatter that is wide along another."""
    draw = np.random.default_rng(2)
    filing = np.repeat(np.arange(3), each)
    place = np.zeros((3 * each, DIM))
    place[:, 0] = filing - 1.0
    noise = draw.normal(scale=0.05, size=place.shape)
    noise[:, 1] = draw.normal(scale=3.0, size=len(place))
    return unit(place + noise + np.eye(DIM)[2]), filing


def test_a_direction_in_which_all_themes_scatter_counts_for_less() -> None:
    space, filing = planted()
    means = theme_means(space, filing, 3)

    by_cosine = (unit(means) @ space.T).argmax(axis=0)
    by_discriminants = learn_discriminants(space, filing, 3).nearest(space)

    assert (by_discriminants == filing).mean() > (by_cosine == filing).mean()


def test_weights_lie_within_the_grid_s_bounds() -> None:
    learnt = learn_discriminants(*planted(), 3)

    assert np.abs(learnt.weights).max() == 1.0


def test_with_an_even_scatter_the_nearest_mean_wins() -> None:
    draw = np.random.default_rng(3)
    means, space = draw.normal(size=(5, DIM)), draw.normal(size=(50, DIM)).astype(np.float32) / 6

    nearest = ((space[:, None] - means[None]) ** 2).sum(axis=2).argmin(axis=1)

    assert np.array_equal(discriminants(means, np.eye(DIM)).nearest(space), nearest)


def test_a_theme_without_rows_has_a_mean_of_zeros() -> None:
    space, filing = planted()

    assert np.array_equal(theme_means(space, filing, 4)[3], np.zeros(DIM))
