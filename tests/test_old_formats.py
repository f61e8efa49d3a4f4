"""A bundle as parley wrote it at formats 1 and 2: its themes are read as they were, so that ids last; it labels no more."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from models.bundle import Bundle
from models.bundle_files import ARRAYS_FILE, JSON_FILE, load, read_filing, save
from models.encoder import Vectors, unit
from models.errors import ParleyError
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
    return then(bundle.themes, fitted.sample.corpus.vectors)


@pytest.fixture
def folder(bundle: Bundle, fitted: Fitted, old: Then, tmp_path: Path) -> Path:
    """A bundle folder with the files, arrays, numbers and golden labels of format 1."""
    save(bundle, fitted.sample.corpus.texts[:5], tmp_path)
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
    return tmp_path


def test_every_paragraph_gets_the_theme_probability_and_state_that_it_got_then(
    folder: Path, bundle: Bundle, fitted: Fitted, old: Then
) -> None:
    filing = read_filing(folder, lambda ref, _: bundle.encoders.theme)
    now = filing.themes.assign(fitted.sample.corpus.vectors)
    answers = [old.answer(vector) for vector in fitted.sample.corpus.vectors]

    assert {state for _, _, state in answers} == {"core", "assigned", "outside"}
    assert [(row.theme, row.state) for row in now] == [(theme, state) for theme, _, state in answers]
    assert [row.probability for row in now] == pytest.approx([share for _, share, _ in answers], abs=2e-4)


@pytest.mark.parametrize("number", [1, 2])
def test_it_is_refused_for_labelling_since_it_would_not_label_as_it_did(
    folder: Path, bundle: Bundle, number: int
) -> None:
    facts = json.loads((folder / JSON_FILE).read_text(encoding="utf-8"))
    (folder / JSON_FILE).write_text(json.dumps({**facts, "format": number}), encoding="utf-8")

    with pytest.raises(ParleyError, match=f"has format {number}: .* would not label as that model did") as refusal:
        load(folder, lambda ref, _: bundle.encoders.theme)
    assert "train anew" in str(refusal.value)


def test_the_themes_of_format_2_are_read_as_they_are(bundle: Bundle, fitted: Fitted, tmp_path: Path) -> None:
    save(bundle, fitted.sample.corpus.texts[:5], tmp_path)
    facts = json.loads((tmp_path / JSON_FILE).read_text(encoding="utf-8"))
    del facts["stance_encoder"]
    (tmp_path / JSON_FILE).write_text(json.dumps({**facts, "format": 2}), encoding="utf-8")

    filing = read_filing(tmp_path, lambda ref, _: bundle.encoders.theme)

    assert filing.themes.assign(fitted.sample.corpus.vectors) == bundle.themes.assign(fitted.sample.corpus.vectors)


@pytest.mark.parametrize("name", ["prototypes", "anchors"])
def test_what_format_1_held_is_missed_where_it_is_missing(folder: Path, bundle: Bundle, name: str) -> None:
    arrays = {own: array for own, array in load_file(folder / ARRAYS_FILE).items() if own != name}
    save_file(arrays, folder / ARRAYS_FILE)

    with pytest.raises(ParleyError, match=f"damaged: KeyError '{name}'"):
        read_filing(folder, lambda ref, _: bundle.encoders.theme)
