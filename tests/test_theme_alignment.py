"""Alignment: a theme that comes back bears its old id and name, a stranger never does, and every move is told."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.news import OUTSIDE
from models.themes import Theme
from pipelines.theme_alignment import Candidate, Champion, Members, align, name_new, retired_ids
from pipelines.theme_moves import Alignment, Move, compare, not_aligned, write_moves

PARAGRAPHS = 24
TEXTS = tuple(f"Paragraph {number:02} tells of its own matter." for number in range(PARAGRAPHS))
IDS = ("floods", "harvest", "ferries", "tram-strike")


def theme(own: str, seed: bool = False) -> Theme:
    return Theme(own, own.replace("-", " "), (f"{own} phrase",), 0, seed)


def champion(filing: list[str], core: list[bool] | None = None, ids: tuple[str, ...] = IDS) -> Champion:
    """A champion that files the paragraphs so; every other one of a theme is a core member unless `core` is given."""
    if core is None:
        core = [own != OUTSIDE and filing[:i].count(own) % 2 == 0 for i, own in enumerate(filing)]
    return Champion(tuple(map(theme, ids)), tuple(filing), np.array(core, dtype=bool), "a1b2", "7")


def filed(**counts: int) -> list[str]:
    """So many paragraphs under each theme, in turn; the rest outside."""
    filing = [own.replace("_", "-") for own, count in counts.items() for _ in range(count)]
    return filing + [OUTSIDE] * (PARAGRAPHS - len(filing))


def rows(*spans: tuple[int, int]) -> Members:
    mask = np.zeros(PARAGRAPHS, dtype=bool)
    for start, end in spans:
        mask[start:end] = True
    return mask


def cluster(*spans: tuple[int, int]) -> Candidate:
    return Candidate(None, None, False, rows(*spans))


def ids(candidates: tuple[Candidate, ...]) -> list[str | None]:
    return [candidate.id for candidate in candidates]


def test_a_theme_that_comes_back_bears_its_old_id_and_name() -> None:
    old = champion(filed(floods=10, tram_strike=10))

    one, other = align([cluster((9, 20)), cluster((0, 9), (20, 22))], old, TEXTS, ())

    assert (one.id, one.name) == ("tram-strike", "tram strike")
    assert other.id == "floods"


def test_without_a_champion_nothing_is_aligned() -> None:
    assert ids(align([cluster((0, 5))], None, TEXTS, ())) == [None]


def test_less_than_half_alike_is_another_theme() -> None:
    """F1 of the members: 2 x 5 of 10 + 9 is above one half, 2 x 4 of 10 + 9 below."""
    old = champion(filed(floods=10))

    assert ids(align([cluster((5, 14))], old, TEXTS, ())) == ["floods"]
    assert ids(align([cluster((6, 15))], old, TEXTS, ())) == [None]


def test_of_two_that_could_bear_an_id_the_more_alike_does() -> None:
    old = champion(filed(floods=12))

    assert ids(align([cluster((0, 5)), cluster((5, 12))], old, TEXTS, ())) == [None, "floods"]


def test_what_the_champion_files_at_a_theme_s_rim_is_a_stranger_to_it() -> None:
    """A matter that the champion never met is filed under its nearest theme, but not among the core members."""
    filing = filed(floods=20)

    assert ids(align([cluster((0, 20))], champion(filing, [i < 1 for i in range(PARAGRAPHS)]), TEXTS, ())) == [None]
    assert ids(align([cluster((0, 20))], champion(filing, [i < 8 for i in range(PARAGRAPHS)]), TEXTS, ())) == ["floods"]


def test_a_seed_theme_bears_its_own_id_whatever_it_overlaps_and_no_cluster_takes_it() -> None:
    old = champion(filed(floods=10, harvest=10))
    seed = Candidate("harvest", "harvest", True, rows((0, 10)))

    aligned = align([seed, cluster((10, 20))], old, TEXTS, ("harvest", "ferries"))

    assert ids(aligned) == ["harvest", None]


def test_an_absent_seed_s_id_is_given_to_no_cluster() -> None:
    old = champion(filed(ferries=10))

    assert ids(align([cluster((0, 10))], old, TEXTS, ("ferries",))) == [None]
    assert ids(align([cluster((0, 10))], old, TEXTS, ())) == ["ferries"]


def test_a_new_theme_gets_an_id_that_no_theme_bears_or_ever_bore() -> None:
    old = replace(champion(filed(floods=10)), retired=("locusts",))
    names = ["Floods", "locusts", "border, fence", "border fence", "outside", "peace talks", "!!!"]

    named = name_new([cluster((i, i + 2)) for i in range(len(names))], names, old, ("peace-talks",))

    assert ids(named) == ["floods-2", "locusts-2", "border-fence", "border-fence-2", "outside-2", "peace-talks-2", "-2"]
    assert [candidate.name for candidate in named] == names


def test_a_name_that_a_theme_has_stays_as_it_is() -> None:
    known = replace(cluster((0, 3)), id="floods", name="high water")

    assert name_new([known], ["river banks"], None, ()) == (known,)


def test_ids_once_given_stay_given() -> None:
    old = replace(champion(filed(floods=10)), retired=("locusts", "ferries"))

    assert retired_ids(old, [theme("floods"), theme("ferries")], ["wells"]) == (
        "harvest",
        "locusts",
        "tram-strike",
        "wells",
    )
    assert retired_ids(None, [theme("floods")], []) == ()


def moves(alignment: Alignment) -> list[tuple[str | int, ...]]:
    return [move.cells() for move in alignment.moves]


def after(*spans: tuple[str, int, int]) -> list[str]:
    filing = [OUTSIDE] * PARAGRAPHS
    for own, start, end in spans:
        filing[start:end] = [own] * (end - start)
    return filing


def test_every_fate_is_told_with_names_sizes_and_what_is_shared() -> None:
    old = champion(filed(floods=8, harvest=4, ferries=4, tram_strike=2))
    now = after(("floods", 0, 5), ("wells", 5, 8), ("harvest", 8, 16), ("locusts", 18, 24))
    themes = [theme("floods"), theme("harvest"), theme("wells"), theme("locusts")]

    told = compare(old, themes, now, TEXTS, {})

    assert moves(told) == [
        ("floods", 8, "kept", "floods", 5, 5),
        ("harvest", 4, "kept", "harvest", 8, 4),
        ("floods", 8, "split", "wells", 3, 3),
        ("ferries", 4, "merged", "harvest", 8, 4),
        ("", "", "new", "locusts", 6, 0),
        ("tram strike", 2, "retired", "", "", 0),
    ]
    assert told.kept_share == pytest.approx(9 / 16)
    assert told.told == "aligned to version 7 (run a1b2)"


def test_a_theme_divided_into_new_ones_is_split_even_where_most_of_it_is_in_one() -> None:
    old = champion(filed(floods=10), ids=("floods",))

    told = compare(old, [theme("wells"), theme("dams")], after(("wells", 0, 7), ("dams", 7, 10)), TEXTS, {})

    assert [(move.fate, move.new.id) for move in told.moves if move.new] == [("split", "wells"), ("split", "dams")]


def test_a_theme_that_goes_on_whole_under_another_id_is_merged_into_it() -> None:
    old = champion(filed(floods=10), ids=("floods",))

    assert moves(compare(old, [theme("high-water", seed=True)], after(("high-water", 0, 11)), TEXTS, {})) == [
        ("floods", 10, "merged", "high water", 11, 10)
    ]


def test_what_a_person_merged_or_split_is_told_as_such_whatever_is_shared() -> None:
    old = champion(filed(floods=10, harvest=4), ids=("floods", "harvest", "ferries"))
    themes = [theme(own) for own in ("harvest", "wells", "dams")]
    by_hand = {"ferries": ["harvest"], "floods": ["wells", "dams"]}

    told = compare(old, themes, after(("harvest", 10, 14), ("dams", 20, 21)), TEXTS, by_hand)

    assert [(move.fate, move.old.id, move.new.id) for move in told.moves if move.old and move.new] == [
        ("kept", "harvest", "harvest"),
        ("split", "floods", "dams"),
        ("split", "floods", "wells"),
        ("merged", "ferries", "harvest"),
    ]


def test_examples_are_shared_paragraphs_and_core_members_come_first() -> None:
    old = champion(filed(floods=8), [i in (5, 6) for i in range(PARAGRAPHS)])

    (move, *_) = compare(old, [theme("floods")], after(("floods", 1, 8)), TEXTS, {}).moves

    assert move.examples == (TEXTS[5], TEXTS[6], TEXTS[1])


def test_the_kept_share_counts_only_what_is_inside_a_theme_both_times() -> None:
    old = champion(filed(floods=4))

    assert compare(old, [theme("floods")], after(("floods", 0, 2)), TEXTS, {}).kept_share == 1.0
    assert compare(old, [theme("floods")], after(("floods", 10, 12)), TEXTS, {}).kept_share is None


def test_the_table_is_a_csv_of_one_row_an_event_and_says_where_a_run_is_not_aligned(tmp_path: Path) -> None:
    old = champion(filed(floods=4), ids=("floods",))
    write_moves(
        compare(old, [theme("floods")], after(("floods", 0, 3)), ("=1+1", *TEXTS[1:]), {}), tmp_path / "one.csv"
    )
    write_moves(not_aligned("no model\n parley"), tmp_path / "none.csv")

    with (tmp_path / "one.csv").open(encoding="utf-8") as one, (tmp_path / "none.csv").open(encoding="utf-8") as none:
        (row,), (told,) = csv.DictReader(one), csv.DictReader(none)

    assert (row["old_id"], row["fate"], row["new_size"], row["shared"]) == ("floods", "kept", "3", "3")
    assert row["examples"].startswith("'=1+1 ¶ ")
    assert told["fate"] == "not aligned: no model parley"


FILINGS = st.lists(st.sampled_from((*IDS, OUTSIDE)), min_size=PARAGRAPHS, max_size=PARAGRAPHS)
CLUSTERS = st.lists(st.integers(-1, 4), min_size=PARAGRAPHS, max_size=PARAGRAPHS)
CORES = st.lists(st.booleans(), min_size=PARAGRAPHS, max_size=PARAGRAPHS)


def clusters_of(which: list[int]) -> list[Candidate]:
    return [Candidate(None, None, False, np.array(which) == k) for k in sorted(set(which) - {-1})]


@given(FILINGS, CORES, CLUSTERS, st.randoms(use_true_random=False))
def test_neither_the_order_of_paragraphs_nor_of_themes_matters(
    filing: list[str], core: list[bool], which: list[int], shuffle: random.Random
) -> None:
    order = shuffle.sample(range(PARAGRAPHS), PARAGRAPHS)
    old = champion(filing, core)
    other = Champion(
        tuple(shuffle.sample(old.themes, len(IDS))), tuple(filing[i] for i in order), old.core[order], "a1b2", "7"
    )
    candidates = clusters_of(which)
    places = shuffle.sample(range(len(candidates)), len(candidates))
    moved = [replace(candidates[j], members=candidates[j].members[order]) for j in places]

    aligned = ids(align(candidates, old, TEXTS, ()))

    assert ids(align(moved, other, [TEXTS[i] for i in order], ())) == [aligned[j] for j in places]


@given(FILINGS, CORES, CLUSTERS)
def test_no_two_themes_bear_one_id_and_each_that_bears_an_old_one_is_half_alike(
    filing: list[str], core: list[bool], which: list[int]
) -> None:
    old = champion(filing, core)
    aligned = align(clusters_of(which), old, TEXTS, ("ferries",))
    given_ids = [candidate.id for candidate in aligned if candidate.id]

    assert len(given_ids) == len(set(given_ids))
    assert "ferries" not in given_ids
    for candidate in aligned:
        if candidate.id:
            own = old.filed({candidate.id})
            assert 4 * (own & candidate.members).sum() >= own.sum() + candidate.members.sum()


@given(FILINGS)
def test_the_same_themes_again_are_all_kept(filing: list[str]) -> None:
    borne = [own for own in IDS if own in filing]
    again = [Candidate(None, None, False, np.array(filing) == own) for own in borne]
    old = champion(filing, [own != OUTSIDE for own in filing])

    assert ids(align(again, old, TEXTS, ())) == borne
    told = compare(old, [theme(own) for own in borne], filing, TEXTS, {})
    assert {move.fate for move in told.moves} <= {"kept", "retired"}
    assert told.kept_share in (1.0, None)


@given(FILINGS, CORES, st.lists(st.sampled_from((*IDS, "wells", "dams", OUTSIDE)), min_size=24, max_size=24))
def test_every_old_and_every_new_theme_is_told_of(filing: list[str], core: list[bool], now: list[str]) -> None:
    new = sorted(set(now) - {OUTSIDE})
    told = compare(champion(filing, core), [theme(own) for own in new], now, TEXTS, {})

    def sides(which: str, fates: tuple[str, ...]) -> list[str]:
        found: list[Move] = [move for move in told.moves if move.fate in fates]
        return sorted(getattr(move, which).id for move in found if getattr(move, which) is not None)

    everything = ("kept", "split", "merged", "new", "retired")
    assert set(sides("old", everything)) == set(IDS)
    assert sorted(set(sides("new", everything))) == new
    assert sides("new", ("kept",)) == sides("old", ("kept",)) == sorted(set(IDS) & set(new))
    assert not set(sides("old", ("retired",))) & set(sides("old", ("kept", "split", "merged")))
    assert not set(sides("new", ("new",))) & set(sides("new", ("kept", "split", "merged")))
