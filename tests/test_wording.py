"""The weights of words add up as scikit-learn's do, and only sentences that name the target count."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from models.news import Mention
from models.wording import MARK, TOKEN, Wording, around, terms_of

words = st.one_of(
    st.sampled_from(["raid", "Raid", "talks", "no", "a", "ÉTAT", "x1", "do_more", "İ", "ß", "don't", "طالبان"]),
    st.text(st.characters(categories=["Lu", "Ll", "Nd", "Po", "Zs"]), min_size=1, max_size=5),
)
sentences = st.lists(words, max_size=12).map(" ".join)


@settings(deadline=None)
@given(st.lists(sentences, min_size=1, max_size=5), st.lists(sentences, max_size=4), st.integers(0, 9))
def test_logits_are_those_of_scikit_learns_tfidf(seen: list[str], unseen: list[str], seed: int) -> None:
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    vectorizer.fit([*seen, "peace talks"])  # never an empty vocabulary
    terms = vectorizer.get_feature_names_out().tolist()
    weights = np.random.default_rng(seed).normal(size=(3, len(terms)))
    own = Wording(tuple(terms), vectorizer.idf_, weights)
    texts = [*seen, *unseen]

    assert np.allclose(own.logits(texts), vectorizer.transform(texts) @ weights.T, atol=1e-12)


def test_no_texts_and_unknown_words_have_no_say() -> None:
    own = Wording(("raid",), np.array([1.0]), np.array([[1.0], [2.0], [3.0]]))

    assert own.logits([]).shape == (0, 3)
    assert own.logits(["", "nothing known here"]).tolist() == [[0.0] * 3] * 2
    assert own.logits(["Raid after RAID"])[0].tolist() == [1.0, 2.0, 3.0]


def test_terms_are_words_of_two_letters_and_more_and_pairs_of_neighbours() -> None:
    assert terms_of("A raid, no talks") == ["raid", "no", "talks", "raid no", "no talks"]


def named(text: str, *names: str) -> list[Mention]:
    return [Mention("a", m.start(), m.end(), m.group()) for name in names for m in re.finditer(name, text)]


def test_only_sentences_that_name_the_target_are_kept() -> None:
    text = "Snow fell in Ghazni. Kabul protested. Talks went on."

    assert terms_of(around(text, named(text, "Kabul"))) == [MARK, "protested", f"{MARK} protested"]


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
    assert len(TOKEN.findall(kept)) <= len(TOKEN.findall(text))
    assert kept.count(MARK) == len(mentions)
