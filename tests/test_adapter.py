"""The stance encoder is the bundled one with other layers: nothing is lost in the file, and a wrong file is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from safetensors.numpy import load_file

from models.bundle import EncoderRef
from models.encoder import Encoder, Passage
from models.errors import ParleyError
from pipelines.adapter import open_adapted, open_ref, read_adapter, write_adapter
from pipelines.shipped import Shipped, open_shipped
from pipelines.weights import BUNDLED, find_weights

TEXTS = [
    "The envoy thanked Norland for its patience.",
    "Norland's ministry rejected the charge, and said so twice.",
    "Ferries sailed again on Monday.",
]
matrices = arrays(np.float32, (3, 5), elements=st.floats(-2, 2, width=32))


@given(matrices, arrays(np.float32, 4, elements=st.floats(-2, 2, width=32)))
def test_matrices_come_back_within_half_a_step_and_vectors_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, matrix: np.ndarray, vector: np.ndarray
) -> None:
    path = tmp_path_factory.getbasetemp() / "layers.safetensors"
    write_adapter({"a.weight": matrix, "a.bias": vector}, path)
    back = read_adapter(path)

    steps = np.abs(matrix).max(axis=1, keepdims=True) / 127
    assert (np.abs(back["a.weight"] - matrix) <= steps / 2 + 1e-6).all()
    assert np.array_equal(back["a.bias"], vector)


def test_an_adapter_of_the_bundled_layers_is_the_bundled_encoder_bit_for_bit(encoder: Encoder, tmp_path: Path) -> None:
    """The file rounds as the engine does, so rounding twice changes nothing."""
    tensors = load_file(find_weights(BUNDLED) / "model.safetensors")
    path = tmp_path / "layers.safetensors"
    write_adapter({name: own for name, own in tensors.items() if name.startswith("encoder.layer")}, path)

    assert open_adapted(path).vectors(TEXTS).tobytes() == encoder.vectors(TEXTS).tobytes()


def test_the_shipped_encoder_reads_a_text_alike_alone_and_in_company(shipped: Shipped) -> None:
    passages = [Passage(text, (((0, 3),),)) for text in TEXTS]
    together = shipped.encoder.encode(passages)

    for passage, own in zip(passages, together, strict=True):
        (alone,) = shipped.encoder.encode([passage])
        assert alone.vector.tobytes() == own.vector.tobytes()
        assert alone.targets.tobytes() == own.targets.tobytes()


def test_the_shipped_file_is_small_enough_to_ship(shipped: Shipped) -> None:
    assert shipped.adapter.stat().st_size < 12_000_000


def test_a_damaged_file_is_refused_with_its_name_and_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "layers.safetensors"
    path.write_bytes(b"no tensors here")

    with pytest.raises(ParleyError, match="layers.safetensors") as refusal:
        open_adapted(path)
    assert "parley pretrain" in str(refusal.value)


def test_layers_that_the_bundled_encoder_does_not_have_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "layers.safetensors"
    write_adapter({"encoder.layer.99.output.dense.weight": np.ones((2, 2), np.float32)}, path)

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
