"""The MLflow model answers as the bundle does; this needs no MLflow."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pytest

from models.bundle import Bundle
from models.bundle_files import save
from models.golden import text_article
from models.serving import COLUMNS, ParleyModel, _load_pyfunc
from pipelines.corpus import Row


@pytest.fixture(scope="module")
def texts(rows: list[Row]) -> list[str]:
    return [row.text for row in rows[:12]] + ["", "Fry the onions until golden.", "Pakistan 🕊️"]


@pytest.fixture(scope="module")
def served(bundle: Bundle, texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> ParleyModel:
    folder: Path = tmp_path_factory.mktemp("served")
    save(bundle, texts[:3], folder)
    return _load_pyfunc(str(folder))


def test_a_table_of_texts_is_labelled_as_the_bundle_labels(
    served: ParleyModel, bundle: Bundle, texts: list[str]
) -> None:
    table = served.predict(pd.DataFrame({"text": texts}))
    expected = [asdict(labels[0]) for labels in bundle.label([text_article(text) for text in texts])]
    rows = [
        {**row, "stances": json.loads(row["stances"]), "not_addressed": json.loads(row["not_addressed"])}
        for row in table.to_dict("records")
    ]

    assert rows == json.loads(json.dumps(expected))


def test_the_columns_are_those_promised_and_stances_are_json(served: ParleyModel, texts: list[str]) -> None:
    table = served.predict(pd.DataFrame({"text": texts, "more": 1}))

    assert tuple(table.columns) == COLUMNS
    assert table["theme_probability"].between(0, 1).all()
    assert all(isinstance(json.loads(cell), list) for cell in table["stances"])


def test_rows_are_labelled_each_by_itself(served: ParleyModel, texts: list[str]) -> None:
    table = pd.DataFrame({"text": texts})
    backwards = served.predict(table[::-1])

    assert backwards[::-1].to_dict("records") == served.predict(table).to_dict("records")


def test_an_empty_table_gives_an_empty_table(served: ParleyModel) -> None:
    answer = served.predict(pd.DataFrame({"text": []}))

    assert (len(answer), tuple(answer.columns)) == (0, COLUMNS)


@pytest.mark.parametrize("blank", [None, float("nan"), pd.NA, 5])
def test_a_row_without_a_text_is_refused_by_its_number(served: ParleyModel, blank: object) -> None:
    with pytest.raises(ValueError, match=r"rows \[1\] have no text"):
        served.predict(pd.DataFrame({"text": ["Tehran thanked Beijing.", blank]}))
