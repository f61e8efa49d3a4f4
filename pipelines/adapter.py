"""The stance encoder: the bundled encoder with other transformer layers, which lie in one small file.

The file tells how far each matrix has moved from the bundled one, as small whole numbers of steps, deflated: fine-tuning
moves weights little, and coarse steps tell it well enough (Liu et al. 2024, BitDelta, arXiv:2402.10193). Word embeddings
and tokenizer are the bundled encoder's own. Files of earlier versions, whole matrices as int8 rows, are still read.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.bundle import EncoderRef
from models.encoder import Encoder, Vectors
from models.engines import open_prepared
from models.errors import ParleyError
from models.prepared import prepared_folder
from pipelines.encoders import open_encoder, prepare
from pipelines.vector_memory import remembered
from pipelines.weights import BUNDLED, BUNDLED_REVISION, find_weights, sha256_of

ENGINE = "ctranslate2"
# A step is this share of the spread of a row's moves: 2.8 bits a number, and 3 percent of the power of the moves lost.
STEP = 0.6
MOST = 127
MOVES, STEPS = ".moves", ".step"
ROWS, SCALES = ".int8", ".scale"  # of earlier files
COPIED = (
    "config.json",
    "modules.json",
    "sentence_bert_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "1_Pooling",
)


def write_adapter(tensors: Mapping[str, NDArray[np.float32]], path: Path) -> None:
    """Write the changed tensors: of matrices the moves in steps, vectors as they are.

    Raises KeyError for a matrix that the bundled encoder does not have.
    """
    from safetensors.numpy import save_file

    base = _base()
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, tensor in tensors.items():
        if tensor.ndim == 2:
            moves = tensor - base[name]
            steps = np.maximum(STEP * moves.std(axis=1), np.abs(moves).max(axis=1) / MOST).astype(np.float32)
            levels = np.rint(moves / np.where(steps > 0, steps, 1.0)[:, None]).astype(np.int8)
            arrays[name + MOVES] = np.frombuffer(zlib.compress(levels.tobytes(), 9), np.uint8)
            arrays[name + STEPS] = steps
        else:
            arrays[name] = tensor.astype(np.float32)
    save_file(arrays, path, metadata={"base": BUNDLED_REVISION})


def read_adapter(path: Path) -> dict[str, Vectors]:
    """The changed tensors as 32-bit floats; raises ParleyError for a missing or damaged file."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "np") as file:
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  (it is no mapping)
            made_of = file.metadata() or {}
        _check_base(path, made_of)
        return dict(_tensors(arrays))
    except (OSError, KeyError, ValueError, zlib.error, SafetensorError) as error:
        raise ParleyError(
            f"cannot read the stance encoder {path}: {type(error).__name__} {error}",
            expected="the file as it was shipped, or as `parley pretrain` wrote it",
            way_out="copy it again, or make it anew with `parley pretrain --data FOLDER`",
        ) from error


def _check_base(path: Path, made_of: Mapping[str, str]) -> None:
    if (base := made_of.get("base", BUNDLED_REVISION)) != BUNDLED_REVISION:
        raise ParleyError(
            f"{path} tells how far layers have moved from those of {BUNDLED} {base}, and here is {BUNDLED_REVISION}",
            expected=f"an adapter of {BUNDLED} {BUNDLED_REVISION}",
            way_out="use the version of parley it came with, or make it anew with `parley pretrain --data FOLDER`",
        )


def _tensors(arrays: Mapping[str, NDArray[Any]]) -> Iterator[tuple[str, Vectors]]:
    base = _base()
    for key, array in sorted(arrays.items()):
        if key.endswith(MOVES):
            name = key.removesuffix(MOVES)
            levels = np.frombuffer(zlib.decompress(array.tobytes()), np.int8).reshape(base[name].shape)
            yield name, base[name] + levels.astype(np.float32) * arrays[name + STEPS][:, None]
        elif key.endswith(ROWS):
            name = key.removesuffix(ROWS)
            yield name, array / arrays[name + SCALES][:, None]
        elif not key.endswith((STEPS, SCALES)):
            yield key, array


def _base() -> dict[str, Vectors]:
    from safetensors.numpy import load_file

    tensors: dict[str, Vectors] = load_file(find_weights(BUNDLED) / "model.safetensors")
    return tensors


def adapted_revision(path: Path) -> str:
    """First 16 hex digits over the bundled encoder's revision and the adapter's bytes."""
    if not path.is_file():
        read_adapter(path)
    return hashlib.sha256(f"{BUNDLED_REVISION} {sha256_of(path)}".encode()).hexdigest()[:16]


def open_ref(ref: EncoderRef, folder: Path) -> Encoder:
    """Open an encoder that the bundle in `folder` was trained with."""
    if ref.adapter is None:
        return open_encoder(ref.model, ref.revision, ref.engine)
    encoder = open_adapted(folder / ref.adapter)
    if encoder.revision != ref.revision:
        raise ParleyError(
            f"{folder / ref.adapter} makes an encoder of revision {encoder.revision}",
            expected=f"revision {ref.revision}, which the model was trained with",
            way_out="copy the whole bundle again, or train anew with `parley train`",
        )
    return encoder


def open_adapted(path: Path) -> Encoder:
    """Open the stance encoder that an adapter file makes of the bundled one, preparing it on first use."""
    revision = adapted_revision(path)
    if not (prepared_folder(revision, ENGINE) / "manifest.json").is_file():
        with tempfile.TemporaryDirectory(prefix="parley-adapted-") as scratch:
            prepare(f"{BUNDLED} for stance", _merged(path, Path(scratch)), revision, ENGINE)
    return remembered(open_prepared(revision, ENGINE))


def _merged(adapter: Path, folder: Path) -> Path:
    """The bundled encoder's folder, its tensors overwritten by the adapter's."""
    from safetensors.numpy import save_file

    base = find_weights(BUNDLED)
    for name in COPIED:
        if (base / name).is_dir():
            shutil.copytree(base / name, folder / name)
        elif (base / name).is_file():
            shutil.copyfile(base / name, folder / name)
    tensors, changed = _base(), read_adapter(adapter)
    if unknown := sorted(changed.keys() - tensors.keys()):
        raise ParleyError(
            f"{adapter} changes tensors that {BUNDLED} does not have: {', '.join(unknown[:3])}",
            expected=f"an adapter of {BUNDLED}",
            way_out="make it anew with `parley pretrain --data FOLDER`",
        )
    save_file({**tensors, **changed}, folder / "model.safetensors", metadata={"format": "pt"})
    return folder
