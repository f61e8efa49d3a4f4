"""The stance that parley ships: the layers of its encoder and a fitted head, made by `parley pretrain`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.bundle import EncoderRef
from models.bundle_files import ADAPTER_FILE
from models.encoder import Encoder
from models.errors import ParleyError
from models.stance import StanceHead
from models.stance_files import head_arrays, head_numbers, read_head
from pipelines.adapter import adapted_revision, open_adapted
from pipelines.store import write_whole
from pipelines.weights import BUNDLED

LAYERS_FILE, HEAD_FILE, FACTS_FILE = "encoder.safetensors", "head.safetensors", "head.json"


@dataclass(frozen=True, slots=True)
class Shipped:
    """Stance before the first label: the file of the encoder's layers, the encoder they make, and the head on top."""

    adapter: Path
    encoder: Encoder
    head: StanceHead

    @property
    def ref(self) -> EncoderRef:
        """What a bundle that takes the encoder along says of it."""
        return EncoderRef(BUNDLED, self.encoder.revision, self.encoder.engine.kind, ADAPTER_FILE)


def open_shipped(folder: Path) -> Shipped:
    """Open shipped weights; raises ParleyError when a file is missing or damaged."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        numbers = json.loads((folder / FACTS_FILE).read_text(encoding="utf-8"))
        head = read_head(numbers, load_file(folder / HEAD_FILE))
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ParleyError(
            f"cannot read stance weights {folder}: {type(error).__name__} {error}",
            expected=f"a folder with {LAYERS_FILE}, {HEAD_FILE} and {FACTS_FILE}",
            way_out="correct `stance.weights` in the config (shipped: seeds/stance), or make them with `parley pretrain`",
        ) from error
    encoder = open_adapted(folder / LAYERS_FILE)
    if numbers.get("encoder") != encoder.revision:
        raise ParleyError(
            f"{folder / HEAD_FILE} was fitted on stance encoder {numbers.get('encoder')}, {LAYERS_FILE} is {encoder.revision}",
            expected="a head and the layers that it was fitted on",
            way_out="copy the whole folder again, or make it anew with `parley pretrain --data FOLDER`",
        )
    return Shipped(folder / LAYERS_FILE, encoder, head)


def write_head(head: StanceHead, facts: Mapping[str, object], folder: Path) -> None:
    """Write a head beside the layers of its encoder, which must lie there; `facts` tell how it was made."""
    from safetensors.numpy import save_file

    arrays = {name: np.ascontiguousarray(array) for name, array in head_arrays(head).items()}
    save_file(arrays, folder / HEAD_FILE)
    content = {"encoder": adapted_revision(folder / LAYERS_FILE), **head_numbers(head), "made": facts}
    write_whole(folder / FACTS_FILE, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
