"""The stance encoder is the bundled one with other layers: nothing is lost in the file, and a wrong file is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from models.bundle import EncoderRef
from models.encoder import Encoder, Passage
from models.errors import ParleyError
from pipelines.adapter import STEP, open_adapted, open_ref, read_adapter, write_adapter
from pipelines.shipped import Shipped, open_shipped
from pipelines.weights import BUNDLED, find_weights

TEXTS = [
    "The envoy thanked Norland for its patience.",
    "Norland's ministry rejected the charge, and said so twice.",
    "Ferries sailed again on Monday.",
]
QUERY, BIAS = "encoder.layer.0.attention.self.query.weight", "encoder.layer.0.attention.self.query.bias"


@pytest.fixture(scope="module")
def bundled() -> dict[str, np.ndarray]:
    return load_file(find_weights(BUNDLED) / "model.safetensors")


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1), spread=st.sampled_from([0.0, 1e-6, 0.01, 3.0]), far=st.floats(0, 50))
def test_matrices_come_back_within_half_a_step_and_vectors_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, bundled: dict[str, np.ndarray], seed: int, spread: float, far: float
) -> None:
    path = tmp_path_factory.getbasetemp() / "layers.safetensors"
    draw = np.random.default_rng(seed)
    moves = draw.normal(scale=spread, size=bundled[QUERY].shape).astype(np.float32)
    moves[0, 0] += far * spread
    bias = draw.normal(size=384).astype(np.float32)
    write_adapter({QUERY: bundled[QUERY] + moves, BIAS: bias}, path)
    back = read_adapter(path)

    steps = np.maximum(STEP * moves.std(axis=1), np.abs(moves).max(axis=1) / 127)[:, None]
    assert (np.abs(back[QUERY] - bundled[QUERY] - moves) <= steps * 0.501 + 1e-6).all()
    assert np.array_equal(back[BIAS], bias)


def test_the_same_tensors_make_the_same_bytes(tmp_path: Path, bundled: dict[str, np.ndarray]) -> None:
    for name in ("one", "other"):
        write_adapter({QUERY: bundled[QUERY] * 1.01}, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_file_of_an_earlier_version_is_still_read(tmp_path: Path) -> None:
    levels, scale = np.array([[127, -64, 0]], np.int8), np.array([254.0], np.float32)
    save_file({"a.weight.int8": levels, "a.weight.scale": scale}, tmp_path / "layers.safetensors")
    assert read_adapter(tmp_path / "layers.safetensors")["a.weight"].tolist() == [[0.5, np.float32(-64 / 254), 0.0]]


def test_an_adapter_of_the_bundled_layers_is_the_bundled_encoder_bit_for_bit(
    encoder: Encoder, bundled: dict[str, np.ndarray], tmp_path: Path
) -> None:
    path = tmp_path / "layers.safetensors"
    write_adapter({name: own for name, own in bundled.items() if name.startswith("encoder.layer")}, path)

    assert open_adapted(path).vectors(TEXTS).tobytes() == encoder.vectors(TEXTS).tobytes()


def test_the_shipped_encoder_reads_a_text_alike_alone_and_in_company(shipped: Shipped) -> None:
    passages = [Passage(text, (((0, 3),),)) for text in TEXTS]
    together = shipped.encoder.encode(passages)

    for passage, own in zip(passages, together, strict=True):
        (alone,) = shipped.encoder.encode([passage])
        assert alone.vector.tobytes() == own.vector.tobytes()
        assert alone.targets.tobytes() == own.targets.tobytes()


def test_the_shipped_file_is_small_enough_to_ship(shipped: Shipped) -> None:
    assert shipped.adapter.stat().st_size < 5_000_000


@pytest.mark.parametrize("content", [b"no tensors here", b""])
def test_a_damaged_file_is_refused_with_its_name_and_the_way_out(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "layers.safetensors"
    path.write_bytes(content)

    with pytest.raises(ParleyError, match="layers.safetensors") as refusal:
        open_adapted(path)
    assert "parley pretrain" in str(refusal.value)


def test_moves_that_are_not_whole_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "layers.safetensors"
    write_adapter({QUERY: np.zeros((384, 384), np.float32)}, path)
    arrays = load_file(path)
    save_file(arrays | {QUERY + ".moves": arrays[QUERY + ".moves"][:9].copy()}, path)

    with pytest.raises(ParleyError, match="layers.safetensors"):
        open_adapted(path)


def test_moves_from_other_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "layers.safetensors"
    write_adapter({BIAS: np.zeros(384, np.float32)}, path)
    save_file(load_file(path), path, metadata={"base": "0123456789abcdef"})

    with pytest.raises(ParleyError, match="0123456789abcdef"):
        open_adapted(path)


def test_a_head_beside_layers_that_it_was_not_fitted_on_is_refused(repository: Path, tmp_path: Path) -> None:
    for name in ("head.json", "head.safetensors"):
        shutil.copyfile(repository / "seeds" / "stance" / name, tmp_path / name)
    write_adapter({BIAS: np.zeros(384, np.float32)}, tmp_path / "encoder.safetensors")

    with pytest.raises(ParleyError, match="was fitted on stance encoder"):
        open_shipped(tmp_path)


def test_layers_that_the_bundled_encoder_does_not_have_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "layers.safetensors"
    write_adapter({"encoder.layer.99.output.dense.bias": np.ones(2, np.float32)}, path)

    with pytest.raises(ParleyError, match=r"encoder\.layer\.99"):
        open_adapted(path)


def test_a_bundle_whose_layers_were_changed_is_refused(shipped: Shipped, tmp_path: Path) -> None:
    write_adapter({}, tmp_path / "layers.safetensors")
    ref = EncoderRef(BUNDLED, shipped.encoder.revision, shipped.encoder.engine.kind, "layers.safetensors")

    with pytest.raises(ParleyError, match="which the model was trained with"):
        open_ref(ref, tmp_path)


@pytest.mark.parametrize("present", [(), ("head.json",)])
def test_a_folder_that_is_no_stance_weights_is_refused(tmp_path: Path, present: tuple[str, ...]) -> None:
    for name in present:
        (tmp_path / name).write_text("{}", encoding="utf-8")

    with pytest.raises(ParleyError, match="cannot read stance weights"):
        open_shipped(tmp_path)
