"""The labels file: every fault named with its line, nothing half read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.actors import ActorBook
from models.errors import ParleyError
from pipelines.actors import read_actors
from pipelines.gold import SHOWN, GoldParagraph, GoldStance, read_gold

ROWS = [
    {"id": "iran", "name": "Iran", "kind": "state", "aliases": ["Iran"]},
    {"id": "china", "name": "China", "kind": "state", "aliases": ["China"]},
]
ACTORS = ActorBook.from_rows(ROWS)
GOOD = {
    "source": "a.txt",
    "text": "China thanked Iran.",
    "theme": None,
    "stances": [{"target": "iran", "stance": "favor", "holder": "China"}],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.sampled_from(["iran", "favor"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["target", "stance", "holder"]) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=10,
)


def stance(**changes: Any) -> dict[str, Any]:
    return {"target": "iran", "stance": "favor", "holder": "China"} | changes


def write(folder: Path, *rows: object) -> Path:
    path = folder / "labels.jsonl"
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows),
        encoding="utf-8",
    )
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ParleyError) as error:
        read_gold(path, ACTORS)
    return str(error.value)


def test_a_good_line_is_read_as_it_stands(tmp_path: Path) -> None:
    (row,) = read_gold(write(tmp_path, GOOD, ""), ACTORS)

    assert row == GoldParagraph("a.txt", "China thanked Iran.", None, (GoldStance("iran", "favor", "China"),))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (GOOD | {"stances": [stance(target="atlantis")]}, "unknown target 'atlantis'"),
        (GOOD | {"stances": [stance(target=["iran"])]}, "unknown target ['iran']"),
        (GOOD | {"stances": [stance(stance="for")]}, "stance is 'for'"),
        (GOOD | {"stances": [stance(holder=" ")]}, "holder is ' '"),
        (GOOD | {"stances": [stance(), stance(stance="against")]}, "target 'iran' stands twice"),
        (GOOD | {"stances": [stance(sure=1)]}, "needs just the keys"),
        (GOOD | {"stances": ["iran"]}, "needs just the keys"),
        (GOOD | {"stances": {"iran": "favor"}}, "not a list"),
        (GOOD | {"theme": 3}, "theme is 3"),
        (GOOD | {"colour": "red"}, "unknown key 'colour'"),
        ({key: GOOD[key] for key in ("source", "stances")}, "text is None"),
        ('{"source": "a.txt", "text": "China', "is no JSON"),
        ("[1, 2]", "is list, not an object"),
    ],
)
def test_a_faulty_line_is_named_with_its_number_and_the_fault(tmp_path: Path, row: object, fault: str) -> None:
    told = refusal(write(tmp_path, GOOD, row, GOOD))

    assert f"line 2: {fault}" in told or ("line 2: " in told and fault in told)
    assert "line 1:" not in told
    assert "line 3:" not in told
    assert "way out:" in told


def test_all_faults_of_all_lines_are_named_at_once(tmp_path: Path) -> None:
    told = refusal(
        write(tmp_path, {"text": "", "stances": [stance(target="x", stance="y", holder="")], "z": 1}, "{", GOOD)
    )

    for fault in (
        "unknown key 'z'",
        "source is None",
        "text is ''",
        "unknown target 'x'",
        "stance is 'y'",
        "holder is ''",
    ):
        assert f"line 1: {fault}" in told
    assert "line 2: is no JSON" in told


def test_of_very_many_faults_the_first_are_named_and_the_others_counted(tmp_path: Path) -> None:
    told = refusal(write(tmp_path, *["{"] * (SHOWN + 7)))

    assert told.count("is no JSON") == SHOWN
    assert "and 7 more" in told


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    assert "holds no line" in refusal(write(tmp_path, "", " "))
    assert "nowhere.jsonl" in refusal(tmp_path / "nowhere.jsonl")


def test_a_text_may_hold_line_separators_of_other_scripts(tmp_path: Path) -> None:
    """They are white space, as they are where articles are read."""
    (row,) = read_gold(write(tmp_path, GOOD | {"text": "China\u2028thanked\x85Iran."}), ACTORS)

    assert row.text == "China thanked Iran."


@given(
    row=st.fixed_dictionaries({}, optional=dict.fromkeys(("source", "text", "theme", "stances", "paragraph"), JSON))
    | JSON
)
def test_whatever_a_line_holds_it_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, row: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")

    told = "line 1: "
    try:
        read_gold(path, ACTORS)
    except ParleyError as error:
        told = error.problem

    assert "line 1: " in told


def test_the_labels_that_come_with_parley_can_be_read(repository: Path) -> None:
    actors = read_actors(repository / "seeds" / "actors.yaml")

    assert len(read_gold(repository / "seeds" / "labels.jsonl", actors)) >= 350
