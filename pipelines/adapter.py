"""The stance encoder: the bundled encoder with other transformer layers, which lie in one small file.

The file keeps each matrix as int8 rows with a scale each, the very rounding that CTranslate2 makes of weights, so nothing
is lost by it. Word embeddings and tokenizer are the bundled encoder's own.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.bundle import EncoderRef
from models.encoder import Encoder, Vectors
from models.engines import open_prepared
from models.errors import ParleyError
from models.prepared import prepared_folder
from pipelines.encoders import open_encoder, prepare
from pipelines.weights import BUNDLED, find_weights, revision_of, sha256_of

ENGINE = "ctranslate2"
LEVELS = 127.0
ROWS, SCALES = ".int8", ".scale"
COPIED = (
    "config.json",
    "modules.json",
    "sentence_bert_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "1_Pooling",
)


def write_adapter(tensors: Mapping[str, NDArray[np.float32]], path: Path) -> None:
    """Write the changed tensors, matrices as int8 rows, vectors as they are."""
    from safetensors.numpy import save_file

    arrays: dict[str, NDArray[np.generic]] = {}
    for name, tensor in tensors.items():
        if tensor.ndim == 2:
            scales = LEVELS / np.maximum(np.abs(tensor).max(axis=1), 1e-12).astype(np.float32)
            arrays[name + ROWS] = np.rint(tensor * scales[:, None]).astype(np.int8)
            arrays[name + SCALES] = scales.astype(np.float32)
        else:
            arrays[name] = tensor.astype(np.float32)
    save_file(arrays, path, metadata={"base": revision_of(find_weights(BUNDLED))})


def read_adapter(path: Path) -> dict[str, Vectors]:
    """The changed tensors as 32-bit floats; raises ParleyError for a missing or damaged file."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        arrays = load_file(path)
        return {
            name.removesuffix(ROWS): arrays[name] / arrays[name.removesuffix(ROWS) + SCALES][:, None]
            if name.endswith(ROWS)
            else arrays[name]
            for name in sorted(arrays)
            if not name.endswith(SCALES)
        }
    except (OSError, KeyError, SafetensorError) as error:
        raise ParleyError(
            f"cannot read the stance encoder {path}: {type(error).__name__} {error}",
            expected="the file as it was shipped, or as `parley pretrain` wrote it",
            way_out="copy it again, or make it anew with `parley pretrain --data FOLDER`",
        ) from error


def adapted_revision(path: Path) -> str:
    """First 16 hex digits over the bundled encoder's revision and the adapter's bytes."""
    if not path.is_file():
        read_adapter(path)
    return hashlib.sha256(f"{revision_of(find_weights(BUNDLED))} {sha256_of(path)}".encode()).hexdigest()[:16]


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
    return open_prepared(revision, ENGINE)


def _merged(adapter: Path, folder: Path) -> Path:
    """The bundled encoder's folder, its tensors overwritten by the adapter's."""
    from safetensors.numpy import load_file, save_file

    base = find_weights(BUNDLED)
    for name in COPIED:
        if (base / name).is_dir():
            shutil.copytree(base / name, folder / name)
        elif (base / name).is_file():
            shutil.copyfile(base / name, folder / name)
    tensors, changed = load_file(base / "model.safetensors"), read_adapter(adapter)
    if unknown := sorted(changed.keys() - tensors.keys()):
        raise ParleyError(
            f"{adapter} changes tensors that {BUNDLED} does not have: {', '.join(unknown[:3])}",
            expected=f"an adapter of {BUNDLED}",
            way_out="make it anew with `parley pretrain --data FOLDER`",
        )
    save_file({**tensors, **changed}, folder / "model.safetensors", metadata={"format": "pt"})
    return folder
