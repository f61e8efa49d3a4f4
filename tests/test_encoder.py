"""A text has one vector: the same bytes alone or in company, whatever its length or script."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import encoder as encoder_module
from models.encoder import Encoder, Passage, unit

ODD = (
    "",
    " ",
    "\n\t ",
    ".",
    "a",
    "🕊️",
    "The truce 🤝 held for a day 🧵👩‍👩‍👧.",
    "وقف إطلاق النار عند الحدود",
    "הפסקת האש נמשכה שלושה ימים",
    "停火持续了三天",
    "x" * 700,
    "Guards closed the crossing before dawn. " * 60,
    "\x00\ufeff\u202e",
)
texts = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    st.lists(st.sampled_from(["the", "envoy", "left", "Kabul", "after", "talks", "and", "aid"]), max_size=40).map(
        " ".join
    ),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(texts, min_size=1, max_size=6))
def test_a_vector_is_the_same_to_the_last_bit_alone_or_in_a_batch(encoder: Encoder, batch: list[str]) -> None:
    together = encoder.vectors(batch)

    assert [row.tobytes() for row in together] == [encoder.vectors([text])[0].tobytes() for text in batch]


def test_odd_texts_keep_their_vectors_in_any_order(encoder: Encoder) -> None:
    """Windows, emoji, right-to-left and empty texts side by side."""
    shuffled = random.Random(5).sample(ODD, len(ODD))
    first = dict(zip(ODD, encoder.vectors(ODD), strict=True))

    assert all(
        first[text].tobytes() == row.tobytes() for text, row in zip(shuffled, encoder.vectors(shuffled), strict=True)
    )


def test_every_vector_is_a_finite_unit_row(encoder: Encoder) -> None:
    rows = encoder.vectors(ODD)

    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.vectors([]).shape == (0, encoder.engine.dim)


def test_target_states_do_not_change_the_vector_and_do_not_depend_on_company(encoder: Encoder) -> None:
    text = "Kabul accused Islamabad, and Islamabad denied it."
    passage = Passage(text, (((0, 5),), ((14, 23), (29, 38))))
    alone = encoder.encode([passage])[0]
    crowd = encoder.encode([Passage(t) for t in ODD] + [passage])[-1]

    assert alone.targets.shape == (2, encoder.engine.dim)
    assert (alone.vector.tobytes(), alone.targets.tobytes()) == (crowd.vector.tobytes(), crowd.targets.tobytes())
    assert alone.vector.tobytes() == encoder.vectors([text])[0].tobytes()


def test_nothing_of_a_long_passage_is_cut_off(encoder: Encoder) -> None:
    """A target named in the last of several windows has its own state, and the last words change the vector."""
    filler = "Guards closed the crossing before dawn. " * 80
    text = filler + "Islamabad denied it."
    (encoded,) = encoder.encode([Passage(text, (((len(filler), len(filler) + 9),),))])

    assert len(encoder.engine.slices(text)) > 2
    assert np.isclose(np.linalg.norm(encoded.targets[0]), 1.0, atol=1e-5)
    assert encoded.vector.tobytes() != encoder.vectors([filler])[0].tobytes()


def test_how_many_passages_go_through_at_a_time_changes_nothing(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    passages, rows = [Passage(text) for text in ODD[:9]], {}
    for characters in (1, 200, 250_000):
        monkeypatch.setattr(encoder_module, "CHARACTERS", characters)
        rows[characters] = [e.vector.tobytes() for e in encoder.encode(passages)]

    assert rows[1] == rows[200] == rows[250_000]


def test_a_span_outside_the_text_is_refused(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="offsets into the passage's text"):
        encoder.encode([Passage("Kabul denied it.", (((90, 95),),))])


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=3, max_size=3))
def test_unit_gives_length_one_or_leaves_zeros(values: list[float]) -> None:
    row = np.array(values, np.float32)
    length = float(np.linalg.norm(unit(row)))

    assert np.isclose(length, 1.0 if row.any() else 0.0, atol=1e-5)
