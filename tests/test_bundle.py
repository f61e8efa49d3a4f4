"""A label depends on the article's own text and nothing else, and is the one that training gave."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.bundle import Bundle, Label
from models.golden import text_article
from models.news import OUTSIDE, STANCES, UNSURE, Article
from models.references import references
from pipelines.corpus import Row
from pipelines.inputs import Inputs

OFF_TOPIC = (
    "The goalkeeper saved two penalties in the shoot-out, and the home side goes to the quarter-finals for the first time.",
    "Fry the onions gently until they turn golden, stir in the cumin, and leave the lentils to simmer for half an hour.",
    "The second album trades the band's guitars for a string quartet; the slow songs on side two are the better half of it.",
    "Sow the beans once the last frost has passed, a hand apart, and water them in the morning so that the leaves dry.",
    "The phone maker's new model has a brighter screen and a battery that lasts two days, but its camera is slow at night.",
    "Astronomers found a faint ring around the dwarf planet when it passed in front of a distant star in the spring.",
    "The bakery on Mill Street has changed hands; its new owner promises longer hours and the same sourdough.",
    "Her opponent blundered a rook on move thirty, and the fourteen-year-old won the chess open with a round to spare.",
)


def dumped(labels: Sequence[Label]) -> str:
    return json.dumps([asdict(label) for label in labels])


def of_texts(bundle: Bundle, texts: Sequence[str]) -> list[str]:
    return [dumped(labels) for labels in bundle.label([text_article(text) for text in texts])]


@pytest.fixture(scope="module")
def alone(bundle: Bundle, inputs: Inputs) -> dict[str, str]:
    """The labels of each article, by its id, labelled by itself."""
    return {article.id: dumped(bundle.label([article])[0]) for article in inputs.articles}


@pytest.fixture(scope="module")
def together(bundle: Bundle, inputs: Inputs) -> list[Label]:
    """The labels of all articles, labelled at once."""
    return [label for labels in bundle.label(inputs.articles) for label in labels]


@pytest.fixture(scope="module")
def articles(inputs: Inputs) -> tuple[Article, ...]:
    return tuple(inputs.articles)


@pytest.fixture(scope="module")
def paragraphs(rows: list[Row]) -> list[str]:
    return [row.text for row in rows[:40:4]] + [
        *OFF_TOPIC[:2],
        "",
        "Pakistan.",
        "طالبان 🕊️",
        "US troops left. " * 120,
    ]


@pytest.fixture(scope="module")
def by_text(bundle: Bundle, paragraphs: list[str]) -> dict[str, str]:
    return {text: of_texts(bundle, [text])[0] for text in paragraphs}


def test_training_and_labelling_give_the_same_labels(bundle: Bundle, rows: list[Row], together: list[Label]) -> None:
    """One function assigns; discovery only finds what there is to assign to."""
    trained = [bundle.label_read(row.read, row.encoded) for row in rows]

    assert dumped(trained) == dumped(together)


@settings(max_examples=4, deadline=None)
@given(st.data())
def test_articles_are_labelled_the_same_alone_in_any_batch_order_or_shard(
    bundle: Bundle, articles: tuple[Article, ...], alone: dict[str, str], data: st.DataObject
) -> None:
    batch = data.draw(st.lists(st.sampled_from(articles), min_size=1, max_size=5))
    cut = data.draw(st.integers(0, len(batch)))
    sharded = bundle.label(batch[:cut]) + bundle.label(batch[cut:])

    assert [dumped(labels) for labels in bundle.label(batch)] == [alone[article.id] for article in batch]
    assert [dumped(labels) for labels in sharded] == [alone[article.id] for article in batch]


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_paragraphs_are_labelled_the_same_alone_and_in_company(
    bundle: Bundle, paragraphs: list[str], by_text: dict[str, str], data: st.DataObject
) -> None:
    batch = data.draw(st.lists(st.sampled_from(paragraphs), min_size=1, max_size=8))

    assert of_texts(bundle, batch) == [by_text[text] for text in batch]


def test_the_same_words_get_the_same_label_wherever_they_stand(bundle: Bundle, rows: list[Row]) -> None:
    """Theme and stances; who holds a stance may follow from the paragraphs before."""
    labels = {text: of_texts(bundle, [text] * 3) for text in [row.text for row in rows[:6]]}

    assert all(len(set(own)) == 1 for own in labels.values())


def test_where_an_article_comes_from_changes_no_label(
    bundle: Bundle, articles: tuple[Article, ...], alone: dict[str, str]
) -> None:
    first = articles[0]
    moved = Article(first.id, "elsewhere.txt", None, "Another Paper", None, None, None, first.paragraphs, ())

    assert dumped(bundle.label([moved])[0]) == alone[first.id]


def test_every_label_is_a_known_answer_with_an_honest_probability(bundle: Bundle, together: list[Label]) -> None:
    known = {theme.id: theme.name for theme in bundle.themes.themes} | {OUTSIDE: OUTSIDE}
    for label in together:
        assert label.theme_name == known[label.theme]
        assert 0.0 < label.theme_probability <= 1.0
        assert (label.theme_state == "outside") == (label.theme == OUTSIDE)
        for stance in label.stances:
            assert stance.target in bundle.actors.ids
            assert stance.leaning in STANCES
            assert stance.options[0] == stance.leaning
            assert stance.stance == (UNSURE if stance.probability < bundle.stance.calibration.sure else stance.leaning)
            assert 1 / 3 - 1e-4 <= stance.probability <= 1.0
            assert stance.holder


def test_every_actor_named_gets_a_stance_or_is_told_as_not_addressed_and_no_other_does(
    bundle: Bundle, inputs: Inputs, together: list[Label]
) -> None:
    texts = [[paragraph.text for paragraph in article.prose] for article in inputs.articles]
    named = [sorted(target for target, _ in own) for article in texts for own in references(article, bundle.actors)]
    told = [sorted([*(stance.target for stance in label.stances), *label.not_addressed]) for label in together]

    assert told == named
    assert any(label.not_addressed for label in together)
    assert any(label.stances for label in together)


def test_theme_probabilities_and_outside_sum_to_one(bundle: Bundle, rows: list[Row]) -> None:
    for row in rows:
        assert bundle.themes.probabilities(row.encoded.vector[None]).sum() == pytest.approx(1.0)


@pytest.mark.parametrize("text", OFF_TOPIC)
def test_a_text_off_the_beat_is_outside(bundle: Bundle, text: str) -> None:
    ((label,),) = bundle.label([text_article(text)])

    assert (label.theme, label.theme_state, label.stances) == (OUTSIDE, "outside", ())
    assert label.theme_probability > 0.5


def test_most_paragraphs_on_the_beat_are_not_outside(bundle: Bundle, rows: list[Row]) -> None:
    """Else "outside" would be an easy way to be right about the texts above."""
    states = [bundle.label_read(row.read, row.encoded).theme_state for row in rows]

    assert states.count("outside") < len(states) / 5
    assert "core" in states


def test_no_articles_and_no_paragraphs_give_no_labels(bundle: Bundle) -> None:
    empty = Article("", "", None, None, None, None, None, (), ())

    assert bundle.label([]) == []
    assert bundle.label([empty]) == [()]
