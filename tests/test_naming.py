"""Theme names are readable, unique, made from the members' own phrases, and the same every time."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from models.naming import theme_phrases, unique_names
from models.stopwords import STOPWORDS

GROUPS = [
    ["The evacuation flight left Kabul.", "An evacuation flight was late.", "Kabul airport saw an evacuation flight."],
    ["Peace talks in Doha went on.", "Peace talks stalled over prisoners.", "Kabul wants peace talks."],
    ["Kabul spoke.", "Kabul was quiet.", "Kabul waited."],
]
WORDS = ["raid", "Raid", "fence", "border", "the", "of", "Kabul", "talks", "peace", "visa", "visas", "aid", "2021", "x"]
texts = st.lists(st.sampled_from([*WORDS, ".", ","]), max_size=12).map(" ".join)
groups = st.lists(st.lists(texts, max_size=6), max_size=4)
phrases = st.lists(
    st.lists(st.sampled_from(["raid", "air strike", "Raid", "visas", "raid, visas"]), max_size=3), max_size=6
)


def test_a_theme_is_known_by_the_phrases_that_set_it_apart() -> None:
    flights, talks, _ = theme_phrases(GROUPS, banned=["Kabul"])

    assert flights[0] == "evacuation flight"
    assert talks[0] == "peace talks"


def test_a_banned_name_alone_names_no_theme() -> None:
    assert theme_phrases(GROUPS, banned=["Kabul"])[2] == ()
    assert theme_phrases(GROUPS, banned=[])[2] == ("kabul",)


@given(groups, st.sampled_from([(), ("Kabul",), ("Kabul", "peace talks")]), st.integers(1, 5))
def test_phrases_are_few_clean_and_never_of_banned_words_only(
    given: list[list[str]], banned: tuple[str, ...], count: int
) -> None:
    barred = {word.lower() for phrase in banned for word in phrase.split()} | STOPWORDS
    for group, own in zip(given, theme_phrases(given, banned, count), strict=True):
        assert len(own) <= count
        for phrase in own:
            inside = phrase.split()

            assert not set(inside) <= barred
            assert inside[0] not in STOPWORDS
            assert inside[-1] not in STOPWORDS
            assert sum(set(inside) <= set(text.lower().split()) for text in group) >= 2


@given(groups, st.integers(0, 99))
def test_the_order_of_paragraphs_changes_no_phrase(given: list[list[str]], seed: int) -> None:
    shuffled = [random.Random(seed).sample(group, len(group)) for group in given]

    assert theme_phrases(shuffled, ["Kabul"]) == theme_phrases(given, ["Kabul"])


@given(phrases, st.lists(st.sampled_from(["raid", "AIR STRIKE", "visas"]), max_size=2))
def test_names_are_unique_whatever_their_case_and_never_taken(given: list[list[str]], taken: list[str]) -> None:
    names = unique_names(given, taken)
    folded = [name.casefold() for name in names]

    assert len(names) == len(given)
    assert len(set(folded)) == len(folded)
    assert not set(folded) & {name.casefold() for name in taken}
    assert unique_names(given, taken) == names


def test_a_number_comes_last_of_all() -> None:
    """Only when the theme's own phrases are all in use."""
    given = [["air strike", "raid"], ["air strike", "raid"], ["visas", "camps"], ["raid"], ["raid"], [], []]

    assert unique_names(given) == [
        "air strike",
        "air strike, raid",
        "visas, camps",
        "raid",
        "raid 2",
        "theme",
        "theme 2",
    ]
