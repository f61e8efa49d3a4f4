"""Near copies make no theme: only the first of each is learnt from."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.encoder import unit
from pipelines import near_copies
from pipelines.near_copies import COPY, first_of_copies


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 99))
def test_every_row_is_kept_or_nearly_repeats_an_earlier_one(distinct: int, copies: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    base = draw.normal(size=(distinct, 16))
    repeats = base[draw.integers(0, distinct, copies)] if distinct else np.empty((0, 16))
    rows = unit(draw.permutation(np.concatenate([base, repeats + draw.normal(scale=0.01, size=repeats.shape)])))

    kept = first_of_copies(rows)
    cosines = rows @ rows.T

    for row in range(len(rows)):
        repeats_earlier = bool((cosines[row, :row] >= COPY).any())
        assert (row in kept) == (not repeats_earlier)


def test_copies_are_found_across_blocks() -> None:
    row = unit(np.random.default_rng(1).normal(size=(near_copies.BLOCK + 1, 8)).astype(np.float32))
    row[-1] = row[0]

    assert len(row) - 1 not in first_of_copies(row)
