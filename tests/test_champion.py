"""The champion as a retraining meets it: opened with its own encoder, or the reason why not; ids used up are remembered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from models.bundle import Bundle
from models.bundle_files import Filing
from models.encoder import Encoder
from models.errors import ParleyError
from pipelines.champion import OpenChampion, open_champion, read_retired, write_retired

TEXTS = (
    "The ferry did not sail because of the storm, and travellers slept in the harbour hall.",
    "Envoys of both sides met in Doha and spoke of a ceasefire.",
    "The crossing at Torkham was closed again after shots were fired along the fence.",
)


@dataclass(frozen=True)
class Renamed:
    """An encoder that gives nothing but its revision: vectors made by it must not be asked for."""

    revision: str = "another"


def test_the_registered_champion_files_paragraphs_as_it_labels_them(
    trained: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{trained}/mlflow.db")
    opened = open_champion(encoder)
    assert isinstance(opened, OpenChampion)

    champion = opened.read(TEXTS, encoder.vectors(TEXTS), encoder)
    rows = opened.filing.themes.assign(encoder.vectors(TEXTS))

    assert opened.filing.encoder is encoder
    assert champion.filing == tuple(row.theme for row in rows)
    assert champion.core.tolist() == [row.state == "core" for row in rows]
    assert (champion.version, champion.run_id) == ("1", opened.run_id)


def test_paragraphs_are_encoded_anew_for_a_champion_with_another_encoder(bundle: Bundle) -> None:
    opened = OpenChampion(Filing(bundle.themes, bundle.encoders.theme), "1", "a1b2", ())
    useless = np.full((len(TEXTS), 3), np.nan, dtype=np.float32)

    champion = opened.read(TEXTS, useless, Renamed())  # type: ignore[arg-type]

    assert champion.filing == opened.read(TEXTS, bundle.encoders.theme.vectors(TEXTS), bundle.encoders.theme).filing


def test_without_a_champion_the_reason_is_told(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")

    told = open_champion(encoder)

    assert isinstance(told, str)
    assert told.startswith("no model parley@champion in ")


def test_ids_used_up_are_remembered(tmp_path: Path) -> None:
    write_retired(tmp_path / "theme_ids.json", {"wells", "crue-d'été"})

    assert read_retired(tmp_path / "theme_ids.json") == ("crue-d'été", "wells")
    assert read_retired(tmp_path / "of an older bundle.json") == ()


@pytest.mark.parametrize("text", ["", "[]", '{"retired": 3}', '{"x": []}'])
def test_a_damaged_list_of_ids_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "theme_ids.json").write_text(text, encoding="utf-8")

    with pytest.raises(ParleyError, match="is damaged"):
        read_retired(tmp_path / "theme_ids.json")
