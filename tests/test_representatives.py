"""Paragraphs that stand for a theme are typical, spread and the same whatever the order."""

from __future__ import annotations

import numpy as np
import pytest

from models.encoder import unit
from models.representatives import COPY, representatives


def theme(size: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, list[str]]:
    draw = np.random.default_rng(seed)
    vectors = unit(np.eye(8)[0] + draw.normal(scale=0.3, size=(size, 8)))
    return vectors, draw.random(size), [f"paragraph {i}" for i in range(size)]


@pytest.mark.parametrize("size", [1, 2, 5, 60, 3000])
def test_they_are_likely_members_and_no_near_copies_of_one_another(size: int) -> None:
    vectors, probabilities, texts = theme(size)
    chosen = representatives(vectors, probabilities, texts, 3)

    assert 1 <= len(chosen) <= 3
    assert len(set(chosen)) == len(chosen)
    if size > 6:
        assert probabilities[chosen].min() >= np.median(probabilities).round(4)
    own = vectors[chosen] @ vectors[chosen].T
    assert own[~np.eye(len(chosen), dtype=bool)].max(initial=-1.0) < COPY + 1e-3


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    vectors, probabilities, texts = theme(40, seed)
    probabilities = probabilities.round(1)  # many ties
    order = np.random.default_rng(seed + 100).permutation(40)
    moved = representatives(vectors[order], probabilities[order], [texts[i] for i in order], 4)

    assert [texts[i] for i in representatives(vectors, probabilities, texts, 4)] == [texts[order[i]] for i in moved]


def test_two_sides_of_a_theme_are_both_shown() -> None:
    sides = unit(np.repeat([[1.0, 0.6, 0.0], [1.0, -0.6, 0.0]], [9, 5], axis=0))
    texts = [f"side {i}" for i in range(14)]

    chosen = representatives(sides, np.full(14, 0.9), texts, 2)

    assert {i < 9 for i in chosen} == {True, False}


def test_copies_are_shown_once_and_an_empty_theme_has_none() -> None:
    copies = unit(np.ones((6, 4)))

    assert len(representatives(copies, np.ones(6), [f"copy {i}" for i in range(6)], 3)) == 1
    assert representatives(np.empty((0, 4)), np.empty(0), [], 3) == []
