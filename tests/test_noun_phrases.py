"""Noun phrases are found by what the texts themselves tell of their words."""

from __future__ import annotations

import pytest

from models.lexicon import Lexicon, fold, read_words
from models.noun_phrases import noun_phrases

CORPUS = [
    "They raid the camp. They raid a farm. She will raid it. The camp was quiet.",
    "The women's rights groups met near Torkham. A raid was feared in Torkham.",
    "Military aid to Ukraine was late. The aid is needed in Ukraine.",
]


def whole(text: str, corpus: list[str] | None = None) -> set[str]:
    lexicon = Lexicon(read_words(one) for one in [*(CORPUS if corpus is None else corpus), text])
    return {phrase.text for phrase in noun_phrases(read_words(text), lexicon) if phrase.whole}


def test_a_verb_by_the_company_it_keeps_is_in_no_phrase() -> None:
    assert "raid" not in " ".join(whole("Soldiers raid the camp."))


def test_two_phrases_and_the_preposition_between_are_one_phrase() -> None:
    assert {"military aid to Ukraine", "border closure at Torkham"} <= whole(
        "He promised military aid to Ukraine and a border closure at Torkham."
    )


def test_an_owner_is_left_out_and_a_plural_one_belongs_to_the_phrase() -> None:
    found = whole("Torkham's border fence and the women's rights groups")

    assert "border fence" in found
    assert "women's rights groups" in found
    assert not any("Torkham" in phrase and "fence" in phrase for phrase in found)


@pytest.mark.parametrize("text", ["on Monday night", "said that", "5bn dollars", "he won't"])
def test_days_numbers_and_reporting_scraps_make_no_phrase(text: str) -> None:
    assert whole(text) == set()


def test_a_capital_that_starts_a_sentence_is_not_kept_and_that_of_a_name_is() -> None:
    corpus = ["The border guards and the Security Council met.", "A border fence for the Security Council."]

    assert "border fence" in whole("Border fence of wire.", corpus)
    assert "Security Council" in whole("Security Council members left the Security Council.", corpus)


def test_a_name_is_not_cut_in_front() -> None:
    assert "Commission" not in whole("He asked the Securities and Exchange Commission.")


def test_spellings_of_a_phrase_share_a_key() -> None:
    assert fold("Refugee Camps") == fold("refugee camp")
    assert fold("U.S. troops") == fold("US troop")
    assert fold("us troops") != fold("US troops")
