"""What models of words read: only the sentences that name the target, its names replaced by a mark."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from models.news import Mention
from models.wording import MARK, around


def named(text: str, *names: str) -> list[Mention]:
    return [Mention("a", m.start(), m.end(), m.group()) for name in names for m in re.finditer(name, text)]


def test_only_sentences_that_name_the_target_are_kept() -> None:
    text = "Snow fell in Ghazni. Kabul protested. Talks went on."

    assert around(text, named(text, "Kabul")).split() == [MARK, "protested."]


def test_every_name_of_the_target_is_the_same_mark() -> None:
    """Else the head would learn actors instead of stances."""
    one, other = "Kabul blamed nobody.", "Islamabad blamed nobody."

    assert around(one, named(one, "Kabul")) == around(other, named(other, "Islamabad"))


@given(
    st.lists(st.sampled_from(["Kabul", "Doha", "spoke.", "“Stop,”", "he said.", "and", "Yes!"]), max_size=14).map(
        " ".join
    )
)
def test_no_mention_of_the_target_outlives_the_marking(text: str) -> None:
    mentions = named(text, "Kabul")
    kept = around(text, mentions)

    assert "Kabul" not in kept
    assert len(kept.split()) <= len(text.split())
    assert kept.count(MARK) == len(mentions)
