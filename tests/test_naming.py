"""Theme names are noun phrases of the members, readable, unique, and the same every time."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encoder import Vectors, unit
from models.naming import theme_phrases, unique_names
from models.stopwords import ALWAYS_BREAKING

FLIGHTS = [
    "The evacuation flights left Kabul before dawn.",
    "On Monday an evacuation flight was late, Omar Rahimi said.",
    "Crews were tired, and the evacuation flights were full of families.",
    "Families waited at the airport for evacuation flights.",
]
TALKS = [
    "The peace talks in Doha went on, he said that on Tuesday.",
    "Envoys left the peace talks after the Security Council met.",
    "Kabul wants peace talks, said Omar Rahimi.",
    "The council will hear of the peace talks; the Security Council was told.",
]
KABUL = ["It was quiet in Kabul.", "They waited in Kabul.", "He left from Kabul."]
WORDS = ["raid", "Raid", "fence", "border", "the", "of", "Kabul", "talks", "peace", "visa", "visas", "aid", "2021", "x"]
texts = st.lists(st.sampled_from([*WORDS, ".", ","]), max_size=12).map(" ".join)
groups = st.lists(st.lists(texts, max_size=6), max_size=4)
phrases = st.lists(
    st.lists(st.sampled_from(["raid", "air strike", "Raid", "visas", "border fence"]), max_size=3), max_size=6
)


def letters(phrases: Sequence[str]) -> Vectors:
    """Unit rows (n, 26) of the phrases' letters: a pure function of each."""
    counts = [[phrase.lower().count(chr(97 + i)) for i in range(26)] for phrase in phrases]
    return unit(np.array(counts, dtype=np.float64) + 1e-3)


def named(given: Sequence[Sequence[str]], banned: Sequence[str] = (), count: int = 5) -> list[tuple[str, ...]]:
    centroids = [letters(own).mean(axis=0) if own else np.ones(26) for own in given]
    return theme_phrases(given, banned, letters, unit(np.array(centroids).reshape(-1, 26)), count)


def test_a_theme_is_known_by_the_noun_phrases_that_set_it_apart() -> None:
    flights, talks = named([FLIGHTS, TALKS])

    assert flights[0] == "evacuation flights"
    assert talks[0] == "peace talks"


def test_an_institution_keeps_its_capitals_and_a_person_is_no_phrase() -> None:
    flights, talks = named([FLIGHTS, TALKS])

    assert "Security Council" in talks
    assert not any("Rahimi" in phrase or "Kabul" in phrase for phrase in flights + talks)


def test_names_alone_stand_in_only_where_there_is_nothing_better_and_never_a_banned_one() -> None:
    assert named([FLIGHTS, KABUL])[1] == ("Kabul",)
    assert named([FLIGHTS, KABUL], banned=["Kabul"])[1] == ()


@pytest.mark.parametrize(
    ("told", "outlet"),
    [
        ("The fence is long, the Border Network said.", "Border Network"),
        ("MOSCOW BUREAU. The bureau saw the fence.", "MOSCOW BUREAU"),
        ('<a href="x">fence</a> &quot; at www.borderpost.com about the fence', "borderpost"),
    ],
)
def test_outlets_datelines_and_markup_are_no_phrases(told: str, outlet: str) -> None:
    own = named([[told, told + " Guards watch the fence.", "The network and the bureau saw the fence."], TALKS])[0]

    assert "fence" in own
    assert not any(outlet.lower() in phrase.lower() for phrase in own)


def test_half_a_phrase_makes_way_for_the_whole() -> None:
    told = ["A task force met.", "The border task force met on the road.", "Villagers saw the border task force leave."]

    assert "border task force" in named([told, TALKS])[0]
    assert not {"border task", "task"} & set(named([told, TALKS])[0])


def test_no_noun_stands_twice_among_the_phrases_of_a_theme() -> None:
    told = [
        "Traders fear the border closure.",
        "The border closure at Torkham hurts the border trade.",
        "The border closure at Torkham ended the border trade.",
    ]
    own = named([told, TALKS])[0]

    assert sum("border" in phrase for phrase in own) == 1


@given(groups, st.sampled_from([(), ("Kabul",), ("Kabul", "peace talks")]), st.integers(1, 5))
def test_phrases_are_few_distinct_and_never_banned_or_function_words(
    given: list[list[str]], banned: tuple[str, ...], count: int
) -> None:
    for own in named(given, banned, count):
        assert len(own) <= count
        assert len(set(own)) == len(own)
        for phrase in own:
            assert phrase not in banned
            assert phrase.split()[0].lower() not in ALWAYS_BREAKING
            assert phrase.split()[-1].lower() not in ALWAYS_BREAKING


@given(groups, st.integers(0, 99))
def test_the_order_of_paragraphs_changes_no_phrase(given: list[list[str]], seed: int) -> None:
    shuffled = [random.Random(seed).sample(group, len(group)) for group in given]

    assert named(shuffled, ["Kabul"]) == named(given, ["Kabul"])


def test_the_order_of_themes_changes_no_phrase() -> None:
    assert named([TALKS, KABUL, FLIGHTS]) == named([FLIGHTS, KABUL, TALKS])[::-1]


@given(phrases, st.lists(st.sampled_from(["raid", "AIR STRIKE", "visas"]), max_size=2))
def test_names_are_unique_whatever_their_case_and_never_taken(given: list[list[str]], taken: list[str]) -> None:
    names = unique_names(given, taken)
    folded = [name.casefold() for name in names]

    assert len(names) == len(given)
    assert len(set(folded)) == len(folded)
    assert not set(folded) & {name.casefold() for name in taken}
    assert unique_names(given, taken) == names


def test_a_number_comes_last_of_all() -> None:
    """Only when the theme's own phrases are all in use; a single word has another phrase beside it where there is one."""
    given = [["air strike", "raid"], ["air strike", "raid"], ["visas", "camps"], ["raid"], ["raid"], [], []]

    assert unique_names(given) == [
        "air strike",
        "air strike and raid",
        "visas and camps",
        "raid",
        "raid 2",
        "theme",
        "theme 2",
    ]
