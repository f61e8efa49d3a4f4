"""Dividing a theme into the parts that a person asks for, each known by a few phrases."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.encoder import Vectors, unit
from models.themes import centered
from pipelines.seed_themes import seed_vectors, slug
from pipelines.theme_alignment import Candidate, Members
from pipelines.theme_edits import Split

Encode = Callable[[Sequence[str]], Vectors]
DIGITS = 6


def parted(edit: Split, members: Members, vectors: Vectors, encode: Encode) -> list[Candidate]:
    """A theme for each part, made of those of the members (n,) that are nearest to it; it may have none, but has its `row`.

    `vectors` (n, dim) are the paragraphs'; `encode` gives unit rows for phrases.
    """
    rows = seed_vectors(encode([phrase for part in edit.parts for phrase in part.phrases]), edit.parts)
    which = np.full(len(members), -1)
    if members.any():
        which[members] = divide(vectors[members], rows)
    return [Candidate(slug(part.name), part.name, False, which == k, rows[k]) for k, part in enumerate(edit.parts)]


def divide(vectors: Vectors, rows: Vectors) -> NDArray[np.int64]:
    """Which part (n,) each paragraph (n, dim) belongs to, given a unit vector of phrases for each part (k, dim).

    What all the paragraphs share is taken off, and what all the phrases share. One round of means, in which phrases weigh
    as much as the paragraphs together, mends much of what phrases alone get wrong (measured: docs/themes.md).
    """
    space, own = (centered(side, side.astype(np.float64).mean(axis=0)) for side in (vectors, rows))
    first = _nearest(space, own)
    sums = np.stack([space[first == k].astype(np.float64).sum(axis=0) for k in range(len(rows))])
    return _nearest(space, unit(own + unit(sums)))


def _nearest(space: Vectors, rows: Vectors) -> NDArray[np.int64]:
    nearest: NDArray[np.int64] = np.round(space.astype(np.float64) @ rows.T.astype(np.float64), DIGITS).argmax(axis=1)
    return nearest
