"""Trying only the branches of the letter at hand finds what trying all of them in order finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from models.alternatives import one_of

LETTERS = "aAbBéÉßẞİǅıſK.-^]i"  # among them some that become others, or two, in the other case
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=3), unique=True, max_size=8)


def found(pattern: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(rf"{pattern}(?!\w)", text)]


@given(words=WORDS, text=st.text(LETTERS + " ", max_size=20))
def test_the_same_places_are_found_as_by_a_plain_alternation(words: list[str], text: str) -> None:
    plain = f"(?:{'|'.join(map(re.escape, words)) or '(?!)'})"

    assert found(one_of((word[0], re.escape(word)) for word in words), text) == found(plain, text)


@given(words=WORDS, text=st.text(LETTERS + " ", max_size=20))
def test_branches_may_ignore_the_case_of_their_first_letter(words: list[str], text: str) -> None:
    branches = [(word[0], f"(?ai:{re.escape(word)})") for word in words]
    plain = f"(?:{'|'.join(own for _, own in branches) or '(?!)'})"

    assert found(one_of(branches), text) == found(plain, text)


def test_no_pattern_matches_nothing() -> None:
    assert found(one_of(()), "anything at all") == []
