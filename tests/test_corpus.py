"""The corpus: neither file names nor order matter, equal texts count once, pairs come from labels and mentions."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.actors import ActorBook
from models.encoder import Encoder
from models.news import Article, Paragraph
from models.readings import Encoders
from pipelines.corpus import (
    canonical,
    gold_digest,
    gold_rows,
    labelled_pairs,
)
from pipelines.gold import GoldParagraph, GoldStance
from pipelines.sampling import FOLDS, find_places, read_sample
from pipelines.stance_pairs import NOT_ADDRESSED

ACTORS = ActorBook.from_rows(
    [
        {"id": "iran", "name": "Iran", "kind": "state", "aliases": ["Iran"]},
        {"id": "china", "name": "China", "kind": "state", "aliases": ["China"]},
    ]
)


def article(number: int, *texts: str, source: str = "a.txt") -> Article:
    paragraphs = tuple(Paragraph(text, i, 0, len(text)) for i, text in enumerate(texts))
    return Article(f"{number:016x}", source, None, None, None, None, None, paragraphs, ())


def gold(text: str, **stances: str) -> GoldParagraph:
    return GoldParagraph(
        "a.txt", text, None, tuple(GoldStance(target, stance, "author") for target, stance in stances.items())
    )  # type: ignore[arg-type]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.text("ab", min_size=1, max_size=2)), max_size=12),
    st.randoms(use_true_random=False),
)
def test_canonical_articles_are_distinct_and_in_an_order_of_their_own(
    rows: list[tuple[int, str]], shuffle: random.Random
) -> None:
    articles = [article(number, "Text.", source=source) for number, source in rows]
    shuffled = shuffle.sample(articles, len(articles))

    there, here = ([own[i] for i in canonical(own).positions] for own in (shuffled, articles))

    assert there == here
    assert [one.id for one in here] == sorted({one.id for one in articles}) == list(canonical(articles).ids)


def test_the_gold_digest_ignores_order_but_no_label_and_no_alias() -> None:
    labels = [gold("One.", iran="favor"), gold("Two.")]
    fewer = replace(ACTORS.actors[0], aliases=())

    own = gold_digest(labels, ACTORS)

    assert own == gold_digest(labels[::-1], ActorBook(ACTORS.actors[::-1]))
    assert own != gold_digest(labels[:1], ACTORS)
    assert own != gold_digest([gold("One.", iran="against"), gold("Two.")], ACTORS)
    assert own != gold_digest(labels, ActorBook((fewer, ACTORS.actors[1])))


def test_equal_paragraphs_count_once_and_the_order_is_that_of_their_content(encoder: Encoder) -> None:
    articles = [
        article(1, "China thanked Iran.", "The same words."),
        article(7, "The same words.", "Iran thanked nobody."),
    ]

    one, other = (read_sample(own, find_places(own), encoder).corpus for own in (articles, articles[::-1]))

    assert sorted(one.texts) == ["China thanked Iran.", "Iran thanked nobody.", "The same words."]
    assert one.texts == other.texts
    assert np.array_equal(one.vectors, other.vectors)
    assert {text: int(fold) for text, fold in zip(one.texts, one.folds, strict=True)}[
        "Iran thanked nobody."
    ] == 7 % FOLDS


def test_pairs_are_what_labelled_paragraphs_name_and_a_name_without_a_label_is_not_addressed(encoder: Encoder) -> None:
    labels = [
        gold("China thanked Iran.", iran="favor"),
        gold("Nobody was named.", china="against"),
        gold("Iran rejected it.", iran="against"),
    ]

    pairs, addressed = labelled_pairs(labels, gold_rows(labels, ACTORS, Encoders(encoder, encoder)))

    assert list(zip(pairs.targets, pairs.classes, strict=True)) == [
        ("china", NOT_ADDRESSED),
        ("iran", "favor"),
        ("iran", "against"),
    ]
    assert pairs.sides.classes == ("favor", "against")
    assert (addressed.found, addressed.missed, addressed.extra) == (2, 1, 1)
    assert pairs.features.shape == (3, 2 * encoder.engine.dim)
    assert all("targetmark" in words and "Iran" not in words for words in pairs.sides.wording)


def test_labels_that_address_nobody_give_no_pairs(encoder: Encoder) -> None:
    labels = [gold("Nobody was named.")]

    pairs, addressed = labelled_pairs(labels, gold_rows(labels, ACTORS, Encoders(encoder, encoder)))

    assert (len(pairs.classes), len(pairs.features), addressed.found) == (0, 0, 0)
