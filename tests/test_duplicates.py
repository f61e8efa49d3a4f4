"""Near-copies are found whatever their order; bulletins that differ in their facts alone are not taken for one."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading.duplicates import DuplicateFinder
from pipelines.reading.sketches import facts_of, runs_of, words_of

SYLLABLES = "ba de fi go lu ma ne pi ro su ta ve".split()
BULLETIN = (
    "The river authority said on {day} that it had let out {out} units of water from the dams with an inflow of {into}.\n"
    "The level of the lake at the upper dam stood at {level} feet, {above} feet above its lowest mark.\n"
    "Farmers of the valley were asked to watch the canals, to keep cattle away from the banks and to report any breach."
)


def story(seed: int, words: int = 200) -> str:
    """An article of its own: words nobody else uses in that order."""
    random = Random(seed)
    return " ".join("".join(random.choices(SYLLABLES, k=3)) for _ in range(words))


def groups(texts: Iterable[str], similarity: float = 0.5) -> tuple[tuple[int, ...], ...]:
    finder = DuplicateFinder(similarity)
    for text in texts:
        finder.add(text)
    return finder.groups()


def test_the_print_version_with_one_more_paragraph_is_the_same_story() -> None:
    online = story(1)

    assert groups([story(2), online, story(3), f"{online}\n{story(4, 60)}"]) == ((1, 3),)


def test_a_corrected_issue_is_the_same_story() -> None:
    first = f"{story(1)} On Monday 14 of 32 villages were cut off."

    assert groups([first, first.replace("14", "15")]) == ((0, 1),)


def test_marks_capitals_and_lines_make_no_difference() -> None:
    text = "Traders paid Rs1,575 for a bag of flour, and they “did not complain”.\nThe price may rise again in the week after."

    assert groups([text, text.upper().replace("RS1", "Rs 1").replace("\n", " ").replace("“", '"')]) == ((0, 1),)


def test_bulletins_of_two_days_are_two_stories() -> None:
    """Nearly all of their words agree; the numbers do not."""
    one = BULLETIN.format(day="Monday", out="47,900", into="51,200", level="1,068.75", above="18.75")
    other = BULLETIN.format(day="Wednesday", out="55,300", into="55,600", level="1,070.10", above="20.10")
    again = one.replace("watch the canals", "look after the canals")

    assert groups([one, other, again]) == ((0, 2),)


def test_bulletins_without_numbers_are_told_apart_by_their_day() -> None:
    text = f"The council met on Friday. {story(1, 60)}"

    assert groups([text, text.replace("Friday", "Sunday")]) == ()


def test_a_version_without_the_facts_is_still_the_same_story() -> None:
    full = f"{story(1)} On Monday 14 of 32 villages were cut off, 9 of them for 3 days."

    assert groups([full, full.rsplit(" On ", 1)[0]]) == ((0, 1),)


def test_many_facts_are_compared_as_a_few_are() -> None:
    """Only the smallest hashes are kept; of the shorter version they are found in the longer one."""
    table = " ".join(f"seat {1000 + i} went to {story(i, 2)}" for i in range(60))
    other = " ".join(f"seat {3000 + i} went to {story(i, 2)}" for i in range(60))

    assert groups([f"{story(1, 300)} {text}" for text in (table, " ".join(table.split()[:200]), other)]) == ((0, 1),)


def test_similarity_is_the_bound() -> None:
    half = story(1)
    texts = [f"{half} {story(2, 100)}", f"{half} {story(3, 100)}"]

    assert groups(texts, 0.4) == ((0, 1),)
    assert groups(texts, 0.6) == ()


def test_short_texts_are_compared_whole() -> None:
    assert groups(["Rain again", "", "Rain again.", "No rain", "Fog"]) == ((0, 2),)


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_and_one_article_make_no_group(count: int) -> None:
    assert groups([story(1)] * count) == ()


def test_groups_and_their_articles_come_in_reading_order() -> None:
    assert groups([story(1), story(2), story(2), story(3), story(1), story(1)]) == ((0, 4, 5), (1, 2))


def test_a_thousand_copies_are_one_group_at_once() -> None:
    """Without 500,000 comparisons."""
    assert groups([story(1)] * 1000) == (tuple(range(1000)),)


def test_many_near_copies_are_one_group() -> None:
    """Each is compared with a few of them only."""
    assert groups(f"{story(1)} {story(i, 1)}" for i in range(120)) == (tuple(range(120)),)


def test_groups_can_be_asked_for_amid_reading() -> None:
    finder = DuplicateFinder(0.5)
    for text in (story(1), story(1)):
        finder.add(text)
    early = finder.groups()
    finder.add(story(1))

    assert (early, finder.groups()) == (((0, 1),), ((0, 1, 2),))


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(9)))
def test_the_order_of_the_articles_makes_no_difference(order: list[int]) -> None:
    """A chain: each of the versions shares enough with the next alone."""
    parts = [story(seed, 100) for seed in range(6)]
    texts = [" ".join(parts[i : i + 4]) for i in range(3)] + [story(seed) for seed in (7, 7, 8)] + parts[:3]
    found = {frozenset(order[i] for i in group) for group in groups(texts[i] for i in order)}

    assert found == {frozenset(group) for group in groups(texts)}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=8))
def test_any_text_has_a_place_in_one_group_at_most_and_equal_texts_share_it(texts: list[str]) -> None:
    found = groups(texts)
    placed = {i: group for group in found for i in group}

    assert sum(map(len, found)) == len(placed)
    assert all(placed[i] == placed[j] for i, a in enumerate(texts) for j, b in enumerate(texts) if i != j and a == b)


def test_words_split_numbers_from_letters() -> None:
    words = words_of("Rs1,575 paid on Friday—COVID-19_wave")

    assert words == ["rs", "1,575", "paid", "on", "friday", "covid", "19", "wave"]
    assert facts_of(words) == {"1,575", "friday", "19"}
    assert runs_of(["a", "b"]) == ["a b"]
    assert runs_of(list("abcdef")) == ["a b c d e", "b c d e f"]


def test_an_article_takes_600_bytes() -> None:
    texts = [story(seed, 30) for seed in range(2000)]
    finder = DuplicateFinder(0.5)
    finder.add(texts[0])
    tracemalloc.start()
    for text in texts:
        finder.add(text)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept / len(texts) < 700  # a buffer that grows has some room to spare


def test_groups_do_not_depend_on_the_process() -> None:
    code = (
        "from pipelines.reading.duplicates import DuplicateFinder as F\n"
        "f = F(0.5)\n"
        "[f.add(' '.join(str(i * j) for j in range(40 + i))) for i in (1, 2, 3, 2, 1)]\n"
        "print(f._kept.hex(), f.groups())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1")
    }

    assert len(runs) == 1
