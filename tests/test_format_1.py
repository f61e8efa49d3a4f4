"""A bundle as parley wrote it at format 1 is loaded, and labels as it did then."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from models.bundle import Bundle
from models.bundle_files import ARRAYS_FILE, GOLDEN_FILE, JSON_FILE, THEME_NUMBERS, load, save
from models.encoder import Vectors, unit
from models.errors import ParleyError
from models.golden import label_texts
from models.news import OUTSIDE
from models.themes import Themes
from pipelines.learning import Fitted

MARGIN, TEMPERATURE = 0.02, 0.05


@dataclass(frozen=True, slots=True)
class Then:
    """Themes as format 1 held them, with the arithmetic of its time: one prototype and one anchor a theme."""

    ids: tuple[str, ...]
    center: Vectors
    prototypes: Vectors
    anchors: Vectors
    core: NDArray[np.float64]
    floor: float

    def answer(self, vector: Vectors) -> tuple[str, float, str]:
        """Theme, probability and state of one vector (dim,)."""
        cosines = self._cosines(self.prototypes, unit(vector.astype(np.float64) - self.center))
        nearest = self._cosines(self.anchors, vector).max()
        inside = 1.0 / (1.0 + np.exp((self.floor - nearest) / MARGIN))
        if inside < 0.5:
            return OUTSIDE, round(1.0 - inside, 4), "outside"
        best = int(cosines.argmax())
        raised = np.exp((cosines - cosines.max()) / TEMPERATURE)
        share = inside * raised[best] / raised.sum()
        return self.ids[best], round(share, 4), "core" if cosines[best] >= self.core[best] else "assigned"

    def _cosines(self, rows: Vectors, vector: Vectors) -> NDArray[np.float64]:
        return np.round(rows.astype(np.float64) @ vector.astype(np.float64), 6)


def then(themes: Themes, vectors: Vectors) -> Then:
    """Themes of that time: the means of what each of today's is given among these rows (n, dim)."""
    given = np.array([row.second if row.theme == OUTSIDE else row.theme for row in themes.assign(vectors)])
    ids = tuple(theme.id for theme in themes.themes if (given == theme.id).any())
    center = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    space = unit(vectors.astype(np.float64) - center)
    prototypes, anchors = (
        unit(np.stack([rows[given == own].mean(axis=0) for own in ids])) for rows in (space, vectors)
    )
    core = np.round(np.median(space @ prototypes.T, axis=0) + 0.3, 6).astype(np.float64)
    return Then(ids, center, prototypes, anchors, core, round(float(np.median(vectors @ anchors.T)) + 0.05, 6))


@pytest.fixture(scope="module")
def old(bundle: Bundle, fitted: Fitted) -> Then:
    return then(bundle.themes, fitted.corpus.vectors)


@pytest.fixture
def folder(bundle: Bundle, fitted: Fitted, old: Then, tmp_path: Path) -> Path:
    """A bundle folder with the files, arrays, numbers and golden labels of format 1."""
    texts = fitted.corpus.texts[:30]
    save(bundle, texts, tmp_path)
    arrays = {name: array for name, array in load_file(tmp_path / ARRAYS_FILE).items() if "theme_" not in name}
    del arrays["exemplars"]
    arrays |= {"center": old.center, "prototypes": old.prototypes, "anchors": old.anchors, "core": old.core}
    save_file(arrays, tmp_path / ARRAYS_FILE)
    facts = json.loads((tmp_path / JSON_FILE).read_text(encoding="utf-8"))
    listed = {theme.id: asdict(theme) for theme in bundle.themes.themes}
    rows = [{key: listed[own][key] for key in ("id", "name", "phrases", "size", "seed")} for own in old.ids]
    facts["format"] = 1
    facts["themes"] = {"floor": old.floor, "margin": MARGIN, "temperature": TEMPERATURE, "list": rows}
    (tmp_path / JSON_FILE).write_text(json.dumps(facts), encoding="utf-8")
    (tmp_path / GOLDEN_FILE).write_text(golden_lines(bundle, old, texts), encoding="utf-8")
    return tmp_path


def golden_lines(bundle: Bundle, old: Then, texts: tuple[str, ...]) -> str:
    """Labels with the fields that they had at format 1, themes answered as they were then."""
    rows = []
    for text, vector, label in zip(texts, bundle.encoder.vectors(texts), label_texts(bundle, texts), strict=True):
        theme, probability, state = old.answer(vector)
        stances = [asdict(stance) for stance in label.stances]
        told = {"theme": theme, "theme_name": bundle.themes.name_of(theme), "theme_probability": probability}
        rows.append({"text": text, "label": told | {"theme_state": state, "stances": stances}})
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_every_paragraph_gets_the_theme_probability_and_state_that_it_got_then(
    folder: Path, bundle: Bundle, fitted: Fitted, old: Then
) -> None:
    now = load(folder, lambda ref: bundle.encoder).themes.assign(fitted.corpus.vectors)
    answers = [old.answer(vector) for vector in fitted.corpus.vectors]

    assert {state for _, _, state in answers} == {"core", "assigned", "outside"}
    assert [(row.theme, row.state) for row in now] == [(theme, state) for theme, _, state in answers]
    assert [row.probability for row in now] == pytest.approx([share for _, share, _ in answers], abs=2e-4)


def test_saved_again_it_is_of_today_s_format_and_labels_the_same(
    folder: Path, bundle: Bundle, fitted: Fitted, tmp_path_factory: pytest.TempPathFactory
) -> None:
    loaded, again = load(folder, lambda ref: bundle.encoder), tmp_path_factory.mktemp("again")
    save(loaded, fitted.corpus.texts[:5], again)
    facts = json.loads((again / JSON_FILE).read_text(encoding="utf-8"))

    assert facts["format"] == 2
    assert {*THEME_NUMBERS} <= facts["themes"].keys()
    assert load(again, lambda ref: bundle.encoder).themes.assign(fitted.corpus.vectors) == loaded.themes.assign(
        fitted.corpus.vectors
    )


@pytest.mark.parametrize("name", ["prototypes", "anchors"])
def test_what_format_1_held_is_missed_where_it_is_missing(folder: Path, bundle: Bundle, name: str) -> None:
    arrays = {own: array for own, array in load_file(folder / ARRAYS_FILE).items() if own != name}
    save_file(arrays, folder / ARRAYS_FILE)

    with pytest.raises(ParleyError, match=f"damaged: KeyError '{name}'"):
        load(folder, lambda ref: bundle.encoder)
