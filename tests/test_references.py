"""A short phrase names a policy or a group again, once its article has named it in full a little earlier."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.actors import POLICY, ActorBook
from models.news import Actor, Mention
from models.references import REACH, references

BOOK = ActorBook(
    (
        Actor("utopia", "Utopia", "state", ("Utopian",)),
        Actor("rebels", "rebels", "group", ("rebel",)),
        Actor("red_band", "Red Band", "armed group", (), groups=("rebels",), later=("the group", "the band")),
        Actor("blue_band", "Blue Band", "armed group", (), groups=("rebels",), later=("the group",)),
        Actor(
            "ferry_pact", "ferry pact", POLICY, ("Utopian ferry deal", "Harbour Accord"), later=("the deal", "the pact")
        ),
        Actor("wool_pact", "wool pact", POLICY, ("wool deal",), later=("the deal", "the wool clause")),
    )
)
FILLER = "It rained all day."


def found(*texts: str, book: ActorBook = BOOK) -> list[dict[str, list[str]]]:
    """The words under each target, paragraph by paragraph."""
    return [{target: [m.text for m in own] for target, own in targets} for targets in references(texts, book)]


def test_a_later_phrase_means_the_policy_named_before_it_in_the_paragraph() -> None:
    assert found("The ferry pact was read out, and the deal was praised.") == [
        {"ferry_pact": ["ferry pact", "the deal"]}
    ]


@pytest.mark.parametrize("dash", ["–", "—", "-"])
def test_a_dash_parts_a_later_phrase_from_what_follows(dash: str) -> None:
    told = f"Fishermen praised the deal {dash} with many words {dash} but not the deal with the bakers."

    assert found("The ferry pact was read out.", told)[1] == {"ferry_pact": ["the deal"]}


def test_a_later_phrase_before_the_full_name_means_nobody() -> None:
    assert found("The deal was praised before the ferry pact was read out.") == [{"ferry_pact": ["ferry pact"]}]


def test_a_later_phrase_may_stand_in_a_paragraph_of_its_own() -> None:
    assert found("The ferry pact was read out.", "Fishermen praised the deal.")[1] == {"ferry_pact": ["the deal"]}


@pytest.mark.parametrize(("between", "expected"), [(REACH - 1, {"ferry_pact": ["the deal"]}), (REACH, {})])
def test_the_full_name_may_not_stand_too_far_back(between: int, expected: dict[str, list[str]]) -> None:
    texts = ("The ferry pact was read out.", *[FILLER] * between, "Fishermen praised the deal.")
    assert found(*texts)[-1] == expected


def test_a_later_phrase_does_not_name_in_full_so_it_does_not_carry_on() -> None:
    texts = ("The ferry pact was read out.", *["Fishermen praised the deal."] * (REACH + 1))
    assert found(*texts)[-1] == {}


def test_a_phrase_that_several_share_means_the_one_named_last() -> None:
    texts = ("The ferry pact was read out.", "The wool pact was not.", "Fishermen praised the deal.")
    assert found(*texts)[-1] == {"wool_pact": ["the deal"]}


def test_somebody_named_in_between_who_does_not_share_the_phrase_takes_nothing_away() -> None:
    texts = ("The ferry pact was read out.", "Utopia sent the Red Band.", "Fishermen praised the deal.")
    assert found(*texts)[-1] == {"ferry_pact": ["the deal"]}


def test_a_later_phrase_of_a_member_addresses_its_groups_too() -> None:
    assert found("The Red Band struck.", "Then the group fled.")[1] == {
        "red_band": ["the group"],
        "rebels": ["the group"],
    }


def test_naming_a_group_is_not_naming_its_members() -> None:
    assert found("The rebels struck.", "Then the group fled.")[1] == {}


@pytest.mark.parametrize("written", ["The deal", "THE DEAL", "the\ndeal", "the deal’s"])
def test_a_later_phrase_may_be_written_in_any_case_and_broken_over_lines(written: str) -> None:
    assert list(found("The ferry pact was read out.", f"{written} fate is open.")[1]) == ["ferry_pact"]


@pytest.mark.parametrize("written", ["the deals", "the dealer", "breathe deal", "a deal"])
def test_only_the_very_phrase_counts(written: str) -> None:
    assert found("The ferry pact was read out.", f"They praised {written}.")[1] == {}


@pytest.mark.parametrize("told", ["with the grocers", "between two towns", "of the century"])
def test_a_phrase_that_goes_on_to_tell_what_it_means_refers_to_nothing_earlier(told: str) -> None:
    assert found("The ferry pact was read out.", f"They praised the deal {told}.")[1] == {}


def test_a_full_mention_is_not_read_as_a_later_phrase_too() -> None:
    book = ActorBook((*BOOK.actors, Actor("deal_town", "the Deal Town", "state", ())))
    assert found("The ferry pact was read out.", "They left the Deal Town.", book=book)[1] == {
        "deal_town": ["the Deal Town"]
    }


def test_targets_stand_by_first_mention() -> None:
    texts = ("The ferry pact was read out.", "The deal pleased Utopia, and Utopia praised the pact.")
    assert references(texts, BOOK)[1] == (
        ("ferry_pact", (Mention("ferry_pact", 0, 8, "The deal"), Mention("ferry_pact", 44, 52, "the pact"))),
        ("utopia", (Mention("utopia", 17, 23, "Utopia"), Mention("utopia", 29, 35, "Utopia"))),
    )


def test_an_article_without_paragraphs_has_no_targets() -> None:
    assert references([], BOOK) == ()


PIECES = ["ferry pact", "wool deal", "Utopian ferry deal", "Utopia", "Red Band", "Blue Band", "rebels", "the deal"]
PIECES += ["The group", "the band", "the", "deal", "deals", " ", " ", " of ", ".", "’s", "\n"]
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join))
ARTICLES = st.lists(TEXTS, max_size=6)


@given(TEXTS)
def test_a_paragraph_alone_has_the_targets_it_names_and_later_phrases_within_itself(text: str) -> None:
    (targets,) = references([text], BOOK)
    named = BOOK.targets(text)

    assert {target for target, _ in targets} == set(named)
    assert all(set(named[target]) <= set(own) for target, own in targets)


@given(ARTICLES)
def test_later_mentions_quote_the_text_and_never_overlap_a_full_one(texts: list[str]) -> None:
    for text, targets in zip(texts, references(texts, BOOK), strict=True):
        full = [(m.start, m.end) for m in BOOK.named(text)]
        spans = {(m.start, m.end) for _, own in targets for m in own}

        assert all(text[m.start : m.end] == m.text and m.actor == target for target, own in targets for m in own)
        assert all(end <= start or stop <= begin for begin, end in spans - set(full) for start, stop in full)


@given(ARTICLES)
def test_targets_and_their_mentions_stand_in_text_order(texts: list[str]) -> None:
    for targets in references(texts, BOOK):
        starts = [own[0].start for _, own in targets]

        assert starts == sorted(starts)
        assert all(a.start <= b.start for _, own in targets for a, b in pairwise(own))


@given(ARTICLES, ARTICLES)
def test_a_paragraph_depends_on_those_within_reach_before_it_and_on_no_others(
    before: list[str], after: list[str]
) -> None:
    own = ["The deal held.", "Then the group left."]
    near = before[-REACH:] if before else []

    assert references([*before, *own, *after], BOOK)[len(before)] == references([*near, own[0]], BOOK)[len(near)]


@given(ARTICLES)
def test_without_later_phrases_the_targets_are_those_named(texts: list[str]) -> None:
    plain = ActorBook(tuple(Actor(a.id, a.name, a.kind, a.aliases, a.except_in, a.groups) for a in BOOK.actors))

    assert references(texts, plain) == tuple(tuple(plain.targets(text).items()) for text in texts)
