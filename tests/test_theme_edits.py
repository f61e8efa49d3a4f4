"""A person's edits: the file is read strictly, and what it says holds whatever the clusters are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encoder import Vectors, unit
from models.errors import ParleyError
from models.news import OUTSIDE
from models.themes import Theme
from pipelines.seed_themes import SeedTheme
from pipelines.theme_alignment import Candidate, Champion, Members, align, name_new
from pipelines.theme_editing import Edited, apply_edits
from pipelines.theme_edits import Edit, Keep, Rename, Split, read_theme_edits, told
from pipelines.theme_parts import divide

# Four planted themes of six paragraphs each; the halves of the first lie apart a little, as its parts.
EACH, DIM = 6, 8
PARAGRAPHS = 4 * EACH
IDS = ("floods", "harvest", "ferries", "tram-strike")
NUMBER = np.arange(PARAGRAPHS)
TRUTH = np.repeat(np.arange(4), EACH)
PLACES = {"river banks": 4, "dam gates": 5, "wells": 6}
TEXTS = tuple(f"Paragraph {number:02} tells of its own matter." for number in range(PARAGRAPHS))
SPLIT = Split("floods", (SeedTheme("rivers", ("river banks",)), SeedTheme("dams", ("dam gates",))))


def planted() -> Vectors:
    halves = np.where(np.arange(PARAGRAPHS) % 2 == 0, 4, 5)
    return unit(np.eye(DIM)[TRUTH] + 0.6 * np.eye(DIM)[halves] * (TRUTH == 0)[:, None])


def encode(phrases: Sequence[str]) -> Vectors:
    return np.eye(DIM, dtype=np.float32)[[PLACES.get(phrase, 7) for phrase in phrases]]


def champion(ids: Sequence[str] = IDS, filing: Sequence[str] | None = None, retired: tuple[str, ...] = ()) -> Champion:
    """It files the paragraphs as they were planted, unless told otherwise; the first of each three are core members."""
    themes = tuple(Theme(own, own.replace("-", " "), (f"{own} phrase",), 0, False) for own in ids)
    filed = tuple(filing if filing is not None else (IDS[k] for k in TRUTH))
    return Champion(themes, filed, np.array([i % 3 == 0 for i in range(PARAGRAPHS)]), "a1b2", "7", retired)


def candidate(own: str, members: Members, seed: bool = False, row: Vectors | None = None) -> Candidate:
    return Candidate(own, own.replace("-", " "), seed, members, row)


def found(*ids: str) -> list[Candidate]:
    """The planted clusters, under these ids."""
    return [candidate(own, k == TRUTH) for k, own in enumerate(ids)]


def edited(candidates: Sequence[Candidate], *edits: Edit, old: Champion | None = None) -> Edited:
    return apply_edits(candidates, edits, old, planted(), encode)


def themes(outcome: Edited) -> dict[str | None, tuple[str | None, int]]:
    return {c.id: (c.name, int(c.members.sum())) for c in outcome.candidates}


def read(folder: Path, text: str) -> tuple[Edit, ...]:
    path = folder / "edits.yaml"
    path.write_text(text, encoding="utf-8")
    return read_theme_edits(path)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ParleyError) as error:
        read(folder, text)
    return str(error.value)


class TestTheFile:
    def test_the_example_that_comes_with_parley_holds_no_edit_until_its_lines_are_uncommented(
        self, repository: Path, tmp_path: Path
    ) -> None:
        text = (repository / "seeds" / "theme_edits.yaml").read_text(encoding="utf-8")
        entries = [line[2:] for line in text.splitlines() if line.startswith(("# -", "#  "))]

        assert read(tmp_path, text) == ()
        assert [told(edit).split()[0] for edit in read(tmp_path, "\n".join(entries))] == [
            "rename",
            "merge",
            "split",
            "pin",
        ]

    def test_all_four_kinds_are_read(self, tmp_path: Path) -> None:
        edits = read(
            tmp_path,
            "- {rename: floods, to: high water}\n- {merge: [ferries, harvest], to: ports}\n- {pin: tram-strike}\n"
            "- {split: wells, into: [{name: deep wells, phrases: [a]}, {name: dry wells, phrases: [b, c]}]}\n",
        )

        assert edits == (
            Rename("floods", "high water"),
            Keep(("ferries", "harvest"), "ports"),
            Keep(("tram-strike",)),
            Split("wells", (SeedTheme("deep wells", ("a",)), SeedTheme("dry wells", ("b", "c")))),
        )

    def test_all_faults_are_named_at_once_with_their_entry(self, tmp_path: Path) -> None:
        message = refusal(
            tmp_path,
            "- {rename: Floods of May, to: ''}\n- {merge: [a], to: b, by: c}\n- {pin: 7}\n- just words\n"
            "- {pin: a, rename: b, to: c}\n- {split: a, into: [{name: b, phrases: [c]}]}\n"
            "- {split: a, into: [{name: b, phrases: []}, {name: c, phrases: [d], x: 1}]}\n- {pin: outside}\n",
        )

        for fault in (
            "entry 1: rename is 'Floods of May', not a theme's id (do you mean 'floods-of-may'?)",
            "entry 1: to is '', not a name",
            "entry 2: unknown key 'by'",
            "entry 2: merge is ['a'], not a list of two ids or more",
            "entry 3: pin is 7",
            "entry 4: 'just words' is not one of rename, merge, split, pin",
            "entry 5: {'pin': 'a', 'rename': 'b', 'to': 'c'} is not one of",
            "entry 6: into is",
            "entry 7: part {'name': 'b', 'phrases': []}",
            "entry 7: part {'name': 'c'",
            "entry 8: pin is 'outside'",
        ):
            assert fault in message

    @pytest.mark.parametrize(
        "text",
        [
            "- {pin: a}\n- {pin: a}\n",
            "- {rename: a, to: x}\n- {rename: a, to: y}\n",
            "- {merge: [a, b], to: x}\n- {pin: b}\n",
            "- {merge: [a, b], to: x}\n- {merge: [c, b], to: y}\n",
            "- {merge: [a, a], to: x}\n",
            "- {split: a, into: [{name: x, phrases: [p]}, {name: y, phrases: [q]}]}\n- {pin: x}\n",
        ],
    )
    def test_entries_that_contradict_or_repeat_each_other_are_refused(self, tmp_path: Path, text: str) -> None:
        assert "contradict or repeat" in refusal(tmp_path, text)

    @pytest.mark.parametrize(
        "text",
        [
            "- {rename: a, to: X y}\n- {rename: b, to: x-y}\n",
            "- {split: a, into: [{name: x, phrases: [p]}, {name: X, phrases: [q]}]}\n",
        ],
    )
    def test_one_name_for_two_themes_is_refused(self, tmp_path: Path, text: str) -> None:
        assert "the name of 'x" in refusal(tmp_path, text)

    def test_a_pinned_theme_may_be_renamed(self, tmp_path: Path) -> None:
        assert len(read(tmp_path, "- {pin: a}\n- {rename: a, to: x}\n")) == 2

    def test_a_part_may_go_on_under_the_id_that_is_split(self, tmp_path: Path) -> None:
        (split,) = read(tmp_path, "- {split: a, into: [{name: A, phrases: [p]}, {name: b, phrases: [q]}]}\n")

        assert isinstance(split, Split)
        assert split.ids == ("a", "b")

    @pytest.mark.parametrize("text", ["a: 1", "[", "word"])
    def test_a_file_that_holds_no_list_is_refused(self, tmp_path: Path, text: str) -> None:
        assert "edits.yaml" in refusal(tmp_path, text)

    def test_a_missing_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ParleyError, match=r"nowhere\.yaml"):
            read_theme_edits(tmp_path / "nowhere.yaml")


class TestAtTheFirstTraining:
    def test_a_renamed_theme_keeps_its_id(self) -> None:
        assert themes(edited(found(*IDS), Rename("floods", "high water")))["floods"] == ("high water", EACH)

    def test_merged_themes_are_one_under_the_first_id(self) -> None:
        outcome = edited(found(*IDS), Keep(("ferries", "floods"), "water"))

        assert themes(outcome) == {
            "harvest": ("harvest", EACH),
            "tram-strike": ("tram strike", EACH),
            "ferries": ("water", 2 * EACH),
        }
        assert outcome.dissolved == {"floods": ("ferries",)}
        assert outcome.outcomes[0].told == "2 clusters: 12 paragraphs"

    def test_a_merged_theme_tells_the_clusters_that_it_is_made_of(self) -> None:
        """One mean of two themes that are unlike would lie near neither."""
        (water,) = [c for c in edited(found(*IDS), Keep(("ferries", "floods"), "water")).candidates if c.facets]

        assert [np.flatnonzero(facet).tolist() for facet in water.facets] == [
            list(range(EACH)),
            list(range(2 * EACH, 3 * EACH)),
        ]

    def test_a_split_theme_is_divided_by_its_parts_phrases(self) -> None:
        outcome = edited(found(*IDS), SPLIT)
        parts = {c.id: np.flatnonzero(c.members).tolist() for c in outcome.candidates}

        assert "floods" not in parts
        assert (parts["rivers"], parts["dams"]) == ([0, 2, 4], [1, 3, 5])
        assert outcome.dissolved == {"floods": ("rivers", "dams")}

    def test_a_theme_that_is_nowhere_is_told_of(self) -> None:
        edits = (Rename("moths", "butterflies"), Keep(("moths",)), Keep(("moths", "wasps"), "insects"))

        outcome = edited(found(*IDS), *edits)

        assert [(one.applied, one.told) for one in outcome.outcomes] == [
            (False, "not applied: no such theme: moths"),
            (False, "not applied: no such theme: moths"),
            (False, "not applied: no such theme: moths, wasps"),
        ]
        assert themes(outcome) == themes(edited(found(*IDS)))

    def test_of_a_merge_with_one_theme_that_never_was_the_rest_is_done_and_the_other_told_of(self) -> None:
        (outcome,) = edited(found(*IDS), Keep(("floods", "moths"), "water")).outcomes

        assert (outcome.applied, outcome.told) == (True, "1 cluster: 6 paragraphs; no such theme: moths")

    @pytest.mark.parametrize("edit", [Rename("floods", "Harvest"), Keep(("floods", "ferries"), "harvest")])
    def test_a_name_that_another_theme_bears_is_not_given_twice(self, edit: Edit) -> None:
        outcome = edited(found(*IDS), edit)

        assert outcome.outcomes[0].told == "not applied: another theme bears the name 'harvest'"
        assert themes(outcome) == themes(edited(found(*IDS)))

    def test_merged_themes_may_take_the_name_of_one_of_them(self) -> None:
        assert themes(edited(found(*IDS), Keep(("floods", "harvest"), "harvest")))["floods"] == ("harvest", 2 * EACH)

    def test_no_part_takes_the_name_of_a_seed_theme(self) -> None:
        seed = candidate("dams", TRUTH == 3, seed=True)

        assert "bears the name 'dams'" in edited([*found(*IDS[:3]), seed], SPLIT).outcomes[0].told


class TestWhenTheClustersHaveChanged:
    def test_every_cluster_that_was_mostly_the_merged_theme_joins_it(self) -> None:
        """As after a merge: the champion knows one theme, the clusters fall apart as they did before."""
        old = champion(("water", *IDS[2:]), [("water", "water", *IDS[2:])[k] for k in TRUTH], retired=("harvest",))

        outcome = edited(found("water", "harvest-2", *IDS[2:]), Keep(("water", "harvest"), "waters"), old=old)

        assert themes(outcome)["water"] == ("waters", 2 * EACH)
        assert outcome.outcomes[0].told == "2 clusters: 12 paragraphs"
        assert "harvest-2" not in themes(outcome)

    def test_a_pinned_theme_without_a_cluster_is_made_of_the_champion_s_core_members(self) -> None:
        swallowed = [candidate("floods", TRUTH <= 1), *found(*IDS)[2:]]

        outcome = edited(swallowed, Keep(("harvest",)), old=champion())

        assert themes(outcome)["harvest"] == ("harvest", 2)
        assert themes(outcome)["floods"] == ("floods", 2 * EACH - 2)
        assert outcome.outcomes[0].told == "no cluster, the champion's own: 2 paragraphs"

    def test_a_pinned_theme_that_no_paragraph_is_about_stays_by_its_name_and_phrases(self) -> None:
        outcome = edited(found(*IDS), Keep(("wells",)), old=champion((*IDS, "wells")))
        (pinned,) = [c for c in outcome.candidates if c.id == "wells"]

        assert not pinned.members.any()
        assert pinned.row is not None
        assert pinned.row == pytest.approx(unit(np.eye(DIM)[6] + np.eye(DIM)[7]), abs=1e-6)

    def test_a_pinned_theme_may_be_renamed_where_no_cluster_is_found(self) -> None:
        outcome = edited(found(*IDS[1:]), Rename("wells", "deep wells"), Keep(("wells",)), old=champion(("wells",)))

        assert themes(outcome)["wells"][0] == "deep wells"

    def test_the_parts_are_taken_together_and_divided_anew(self) -> None:
        """The champion knows the parts, and the clusters cut across them."""
        parts = ("rivers", "dams")
        filing = [parts[i % 2] if k == 0 else IDS[k] for i, k in enumerate(TRUTH)]
        halves = [candidate("rivers", NUMBER < 3), candidate("new", (TRUTH == 0) & (NUMBER >= 3))]

        outcome = edited([*halves, *found(*IDS)[1:]], SPLIT, old=champion((*parts, *IDS[1:]), filing))

        assert {c.id: np.flatnonzero(c.members).tolist() for c in outcome.candidates if c.id in parts} == {
            "rivers": [0, 2, 4],
            "dams": [1, 3, 5],
        }
        assert "new" not in themes(outcome)

    def test_a_seed_theme_is_swallowed_by_no_edit_that_does_not_name_it(self) -> None:
        seed = candidate("talks", TRUTH == 0, seed=True)

        outcome = edited([seed, *found(*IDS)[1:]], Keep(("floods",)), old=champion())

        assert themes(outcome)["talks"] == ("talks", EACH)
        assert themes(outcome)["floods"] == ("floods", 0)


EDITS = (Keep(("harvest", "ferries"), "trade"), Keep(("tram-strike",)), SPLIT, Rename("tram-strike", "stoppages"))
CLUSTERS = st.lists(st.integers(0, 5), min_size=PARAGRAPHS, max_size=PARAGRAPHS)


@given(CLUSTERS, CLUSTERS, st.permutations(EDITS))
def test_edits_hold_through_two_retrainings_whatever_the_clusters_and_the_order_of_entries(
    first: list[int], second: list[int], edits: Sequence[Edit]
) -> None:
    old = champion()
    for run, which in enumerate((first, second)):
        clusters = [Candidate(None, None, False, np.array(which) == k) for k in sorted(set(which))]
        aligned = align(clusters, old, TEXTS, ())
        taken = ("trade", "stoppages", "rivers", "dams", *IDS)
        named = name_new(aligned, [f"theme {run} {k}" for k in range(len(aligned))], old, taken)
        outcome = edited(named, *edits, old=old)
        swapped = edited(named[::-1], *edits[::-1], old=old)

        assert all(one.applied for one in outcome.outcomes)
        assert {"harvest", "tram-strike", "rivers", "dams"} <= set(themes(outcome))
        assert not {"ferries", "floods"} & set(themes(outcome))
        assert themes(outcome)["tram-strike"][0] == "stoppages"
        assert themes(outcome)["harvest"][0] == "trade"
        assert len({c.id for c in outcome.candidates}) == len({c.name for c in outcome.candidates})
        assert len(outcome.candidates) == len(themes(outcome))
        assert np.sum([c.members for c in outcome.candidates], axis=0).max() <= 1
        assert all(c.members.any() or c.row is not None for c in outcome.candidates)
        assert themes(outcome) == themes(swapped)
        old = trained(outcome, old)


def trained(outcome: Edited, old: Champion) -> Champion:
    """The champion that these themes become, which files each paragraph where it was put."""
    filing = [next((str(c.id) for c in outcome.candidates if c.members[i]), OUTSIDE) for i in range(PARAGRAPHS)]
    return Champion(
        tuple(Theme(str(c.id), str(c.name), (), 0, False) for c in outcome.candidates),
        tuple(filing),
        old.core,
        "c3d4",
        "8",
        ("ferries", "floods"),
    )


def test_paragraphs_are_divided_by_phrases_and_then_by_one_another() -> None:
    """The last lies a little nearer to the first phrase, but among the paragraphs of the second."""
    rows = unit(np.eye(4)[:2] + 0.0)
    near = np.array([[1, 0, 0, 0], [1, 0, 0, 0.1], [0, 1, 1, 0], [0, 1, 1.2, 0], [0.2, 0.1, 1, 0]])

    assert divide(unit(near), rows).tolist() == [0, 0, 1, 1, 1]
