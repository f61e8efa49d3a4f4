"""Dense groups outside all themes: found where a new theme stands, silent where unrelated texts lie about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encoder import Vectors, unit
from models.errors import ParleyError
from models.novelty import (
    MIN_ARTICLES,
    MIN_PARAGRAPHS,
    POOL,
    Closeness,
    Group,
    closeness,
    cohesion,
    dense_groups,
    new_theme_members,
)
from pipelines.novelty import IN_BUNDLE, Outsiders, read_closeness, write_closeness
from pipelines.outputs import Row

DIM = 48
CLOSE = Closeness(near=0.5, belongs=0.4)


def bunch(count: int, seed: int, nearness: float = 0.7) -> Vectors:
    """Unit rows whose cosines to one another are about `nearness`."""
    draw = np.random.default_rng(seed)
    hub = unit(draw.normal(size=DIM))
    return unit(np.sqrt(nearness) * hub + np.sqrt(1 - nearness) * unit(draw.normal(size=(count, DIM))))


def scattered(count: int, seed: int) -> Vectors:
    return unit(np.random.default_rng(seed).normal(size=(count, DIM)))


def apart(count: int) -> list[str]:
    """Each paragraph in an article of its own."""
    return [f"article {number}" for number in range(count)]


def groups_of(vectors: Vectors) -> tuple[Group, ...]:
    return dense_groups(vectors, apart(len(vectors)), CLOSE)


def test_a_bunch_among_scattered_rows_is_one_group_and_holds_nothing_else() -> None:
    groups = groups_of(np.concatenate([scattered(60, 1), bunch(12, 2)]))

    assert [sorted(group.members) for group in groups] == [list(range(60, 72))]
    assert groups[0].cohesion == pytest.approx(0.7, abs=0.05)


@given(st.integers(0, 400), st.integers(0, 1000))
def test_scattered_rows_alone_are_no_group(count: int, seed: int) -> None:
    assert groups_of(scattered(count, seed)) == ()


def test_two_bunches_are_two_groups_the_larger_first() -> None:
    groups = groups_of(np.concatenate([bunch(8, 3), bunch(20, 4), scattered(30, 5)]))

    assert [len(group.members) for group in groups] == [20, 8]


@given(st.permutations(range(40)))
def test_the_same_rows_in_another_order_are_the_same_groups(order: Sequence[int]) -> None:
    vectors = np.concatenate([bunch(10, 6), bunch(7, 7), scattered(23, 8)])

    def told(groups: Sequence[Group], places: Sequence[int]) -> set[tuple[frozenset[int], float]]:
        return {(frozenset(places[i] for i in group.members), group.cohesion) for group in groups}

    assert told(groups_of(vectors[list(order)]), order) == told(groups_of(vectors), range(40))


def test_near_copies_count_once() -> None:
    told_often = np.repeat(bunch(MIN_PARAGRAPHS - 1, 9), 4, axis=0)

    assert groups_of(told_often) == ()


@pytest.mark.parametrize(("articles", "found"), [(MIN_ARTICLES - 1, 0), (MIN_ARTICLES, 1)])
def test_a_group_must_stand_in_several_articles(articles: int, found: int) -> None:
    vectors = bunch(12, 10)

    assert len(dense_groups(vectors, [f"article {i % articles}" for i in range(12)], CLOSE)) == found


def test_one_article_in_the_midst_does_not_hide_a_group_around_it() -> None:
    """The row with the most neighbours may stand among paragraphs of its own article alone."""
    long_read, theme = bunch(20, 11, 0.8), bunch(9, 12)
    articles = ["long read"] * 20 + apart(9)

    (group,) = dense_groups(np.concatenate([long_read, theme]), articles, CLOSE)

    assert sorted(group.members) == list(range(20, 29))


def test_a_larger_pool_asks_for_a_larger_group() -> None:
    few = bunch(MIN_PARAGRAPHS, 13)

    assert len(groups_of(np.concatenate([few, scattered(100, 14)]))) == 1
    assert groups_of(np.concatenate([few, scattered(POOL - len(few), 14)])) == ()


def test_no_chain_joins_two_subjects() -> None:
    """Rows on an arc are each near to the next, while its ends are at right angles."""
    angles = np.linspace(0, np.pi / 2, 60)
    arc = unit(np.column_stack([np.cos(angles), np.sin(angles), np.zeros((60, DIM - 2))]) + 0.5 * scattered(60, 15))

    groups = dense_groups(arc, apart(60), Closeness(near=0.75, belongs=0.75))

    assert all(cohesion(arc[list(group.members)]) >= 0.75 for group in groups)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_rows_are_no_group_and_no_error(count: int) -> None:
    assert groups_of(bunch(count, 16)) == ()


def test_the_most_typical_member_stands_first() -> None:
    vectors = bunch(10, 17)
    (group,) = groups_of(vectors)

    means = [(vectors[i] @ vectors.sum(axis=0)) for i in group.members]
    assert means == sorted(means, reverse=True)


def test_near_means_as_near_as_members_of_a_typical_theme() -> None:
    themes = np.concatenate([bunch(40, 18, 0.6), bunch(40, 19, 0.7), bunch(40, 20, 0.5), scattered(9, 21)])
    names = ["a"] * 40 + ["b"] * 40 + ["c"] * 40 + ["outside"] * 9

    close = closeness(themes, names, scattered(50, 22))

    assert close.near == pytest.approx(0.6, abs=0.03)
    assert 0 < close.belongs < close.near


def test_near_is_nearer_than_unrelated_texts_however_loose_the_themes_are() -> None:
    unrelated = bunch(80, 23, 0.3)

    close = closeness(np.concatenate([scattered(40, 24)]), ["loose"] * 40, unrelated)

    pairs = (unrelated @ unrelated.T)[np.triu_indices(80, 1)]
    assert (pairs >= close.near).mean() <= 0.002
    assert dense_groups(unrelated, apart(80), close) == ()


def test_one_unrelated_text_told_twice_does_not_deafen_the_watch() -> None:
    few = scattered(6, 25)

    assert closeness(bunch(30, 26, 0.4), ["a"] * 30, np.concatenate([few, few])).near < 0.6


@pytest.mark.parametrize("filed", ["outside", "a"])
def test_of_a_corpus_a_group_is_found_outside_and_as_a_stranger_in_a_theme(filed: str) -> None:
    """Themes of one beat have something in common, which the group has not."""
    beat = 0.8 * unit(np.random.default_rng(27).normal(size=DIM))
    vectors = np.concatenate([bunch(10, 28), unit(beat + bunch(60, 29, 0.5)), unit(beat + bunch(60, 30, 0.5))])

    (members,) = new_theme_members(vectors, apart(130), [filed] * 10 + ["a"] * 60 + ["b"] * 60, CLOSE)

    assert np.flatnonzero(members).tolist() == list(range(10))


def test_a_dense_part_of_a_broad_theme_is_no_theme_of_its_own() -> None:
    broad = bunch(60, 31, 0.3)
    part = unit(broad[:12] + bunch(12, 32, 0.9))
    vectors = np.concatenate([part, broad[12:], bunch(60, 33, 0.3)])

    assert dense_groups(vectors[:12], apart(12), CLOSE)
    assert new_theme_members(vectors, apart(120), ["broad"] * 60 + ["other"] * 60, CLOSE) == ()


@pytest.mark.parametrize("theme", ["outside", "a"])
def test_of_a_corpus_without_themes_or_with_one_nothing_breaks(theme: str) -> None:
    assert new_theme_members(scattered(20, 34), apart(20), [theme] * 20, CLOSE) == ()


def row(text: str, article: str, number: int, state: str = "outside", story: str | None = None) -> dict[str, object]:
    return {
        "text": text, "article_id": article, "paragraph": number, "source": f"{article}.txt", "theme_state": state,
        "duplicate_of": story,
    }  # fmt: skip


def outsiders(rows: Sequence[Row]) -> Outsiders:
    found = Outsiders()
    for one in rows:
        found.add(one)
    return found


@given(st.permutations(range(6)))
def test_the_pool_holds_each_text_once_whatever_the_order_of_the_rows(order: Sequence[int]) -> None:
    rows = [
        row("The lake froze.", "b", 2), row("The lake froze.", "a", 7), row("The lake froze.", "a", 3),
        row("A calf was born.", "c", 1), row("The envoys met.", "c", 2, "core"), row("Bread rose.", "d", 1, story="a"),
    ]  # fmt: skip

    found = outsiders([rows[i] for i in order])
    pool = found.first()

    assert len(found) == len(pool) == 3
    assert {(one.text, one.article_id, one.paragraph, one.story) for one in pool} == {
        ("The lake froze.", "a", 3, "a"),
        ("A calf was born.", "c", 1, "c"),
        ("Bread rose.", "d", 1, "a"),
    }
    assert pool == outsiders(rows).first()


def test_a_large_pool_is_looked_at_in_part_and_always_in_the_same() -> None:
    rows = [row(f"Text number {number}.", f"{number:05}", 0) for number in range(3 * POOL + 500)]

    found = outsiders(rows)

    assert (len(found.first()), len(found)) == (POOL, 3 * POOL + 500)
    assert found.first() == outsiders(rows[::-1]).first()


def test_how_close_themes_are_is_kept_with_the_bundle(tmp_path: Path) -> None:
    write_closeness(tmp_path, CLOSE)

    assert read_closeness(tmp_path) == CLOSE


def test_a_bundle_older_than_the_watch_has_none(tmp_path: Path) -> None:
    assert read_closeness(tmp_path) is None


@pytest.mark.parametrize(
    "content", ["{", json.dumps({"near": 0.5}), json.dumps({"near": "high", "belongs": 0.3}), "[]"]
)
def test_a_broken_file_in_the_bundle_is_told_of(tmp_path: Path, content: str) -> None:
    (tmp_path / IN_BUNDLE).write_text(content, encoding="utf-8")

    with pytest.raises(ParleyError, match=r"novelty\.json"):
        read_closeness(tmp_path)
