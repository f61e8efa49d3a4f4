"""Label files: the same rows in every format, and a CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from models.errors import ParleyError
from pipelines.outputs import PARQUET_ROWS, Row, defused, write_csv, write_jsonl, write_parquet, writer_for

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.tuples(
    st.sampled_from(FORMULAS), st.text("=1a,\"\r\n'", max_size=8)
).map("".join)
STANCES = st.fixed_dictionaries(
    {
        "target": TEXTS,
        "stance": st.sampled_from(["favor", "against", "unsure"]),
        "probability": st.floats(0, 1),
        "holder": TEXTS,
        "leaning": st.sampled_from(["favor", "against"]),
        "options": st.lists(st.sampled_from(["favor", "neutral"]), max_size=2),
    }
)
ROWS = st.fixed_dictionaries(
    {
        **dict.fromkeys(("article_id", "source", "kind", "text", "theme", "theme_name"), TEXTS),
        **dict.fromkeys(("theme_state", "model_version", "run_id"), TEXTS),
        **{
            name: TEXTS | st.none()
            for name in ("outlet", "date", "title", "duplicate_of", "theme_parent", "second_theme")
        },
        **{name: st.integers(0, 10**6) for name in ("paragraph", "start", "end")},
        "theme_probability": st.floats(0, 1),
        "second_probability": st.floats(0, 1),
        "stances": st.lists(STANCES, max_size=2),
        "not_addressed": st.lists(TEXTS, max_size=2),
    }
)


def row(text: str = "One.", *stances: dict[str, Any]) -> Row:
    texts = dict.fromkeys(
        ("article_id", "source", "kind", "theme", "theme_name", "theme_state", "model_version", "run_id"), "x"
    )
    return {
        **texts,
        **dict.fromkeys(("outlet", "date", "title", "duplicate_of", "theme_parent", "second_theme")),
        "paragraph": 0,
        "start": 0,
        "end": 4,
        "text": text,
        "theme_probability": 0.5,
        "second_probability": 0.25,
        "stances": list(stances),
        "not_addressed": [],
    }


def cells_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@given(rows=st.lists(ROWS, max_size=4))
def test_jsonl_and_parquet_hold_the_rows_they_were_given(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    write_jsonl(rows, folder / "a.jsonl")
    write_parquet(rows, folder / "a.parquet")

    with (folder / "a.jsonl").open(encoding="utf-8", newline="\n") as lines:
        assert [json.loads(line) for line in lines] == rows
    assert parquet.read_table(folder / "a.parquet").to_pylist() == rows


@given(rows=st.lists(ROWS, max_size=4))
def test_csv_has_a_row_for_each_stance_and_no_cell_starts_a_formula(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row]
) -> None:
    path = tmp_path_factory.getbasetemp() / "a.csv"
    write_csv(rows, path)
    read = cells_of(path)

    assert len(read) == sum(max(1, len(one["stances"])) for one in rows)
    assert not [cell for line in read for cell in line.values() if cell.startswith(FORMULAS)]
    long = [
        {**one, **stance}
        for one in rows
        for stance in one["stances"] or [dict.fromkeys(("target", "stance", "probability", "holder"), "")]
    ]
    for line, one in zip(read, long, strict=True):
        assert line["options"] == "; ".join(one.get("options", ()))
        assert line["not_addressed"] in ("; ".join(one["not_addressed"]), "'" + "; ".join(one["not_addressed"]))
        for name in ("source", "text", "title", "target", "holder", "paragraph", "theme_probability", "run_id"):
            value = "" if one[name] is None else str(one[name])
            assert line[name] in (value, f"'{value}")


@given(TEXTS)
def test_a_text_is_defused_only_where_it_would_be_a_formula(text: str) -> None:
    assert defused(text) in (text, f"'{text}")
    assert (defused(text) == text) or text[0] in "=+-@\t\r\n＝＋－＠"


def test_no_line_of_a_csv_file_starts_with_a_formula_hidden_behind_a_carriage_return(tmp_path: Path) -> None:
    write_csv([row("harmless\r=1+1")], tmp_path / "a.csv")

    assert b'"harmless\r=1+1"' in (tmp_path / "a.csv").read_bytes()


def test_many_rows_and_no_rows_can_be_written_as_parquet(tmp_path: Path) -> None:
    for count in (0, PARQUET_ROWS, PARQUET_ROWS + 1):
        write_parquet((row() for _ in range(count)), tmp_path / "a.parquet")

        assert parquet.read_metadata(tmp_path / "a.parquet").num_rows == count


@pytest.mark.parametrize("name", ["labels", "labels.txt", "labels.csv.gz", ".jsonl"])
def test_an_ending_that_cannot_be_written_is_an_error_that_names_it(name: str) -> None:
    with pytest.raises(ParleyError, match=r"\.jsonl, \.parquet, \.csv"):
        writer_for(Path(name))


@pytest.mark.parametrize(
    ("name", "writer"), [("a.JSONL", write_jsonl), ("a.b.csv", write_csv), ("a.Parquet", write_parquet)]
)
def test_the_ending_chooses_the_format_whatever_its_case(name: str, writer: object) -> None:
    assert writer_for(Path(name)) is writer
