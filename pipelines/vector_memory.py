"""Vectors of passages once encoded, kept by everything that decides their bytes: no passage is encoded twice.

The key holds the encoder's revision and the way it was prepared, the engine and what else encodes with their versions, the
processor, the code that encodes, the text, and where its targets stand.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from models import encoder as encoder_code
from models.encoder import Encoded, Encoder, Passage
from models.prepared import prepared_folder
from models.static import ENGINE as STATIC
from pipelines.kept import Kept, open_kept
from pipelines.machine import processor, surroundings

KIND = "vectors"
# The packages that decide bytes, beside the engine, which the prepared folder names.
DECIDING = ("numpy", "sentence-transformers", "tokenizers", "transformers")
ENCODING_CODE = ("encoder.py", "engines.py", "static.py")
HEADER = struct.Struct("<II")
KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class VectorMemory:
    """The `Memory` of one encoder; `maker` tells that encoder from all others."""

    kept: Kept
    maker: bytes

    def recall(self, passages: Sequence[Passage]) -> dict[Passage, Encoded]:
        """What is kept of these passages."""
        keys = {passage: self._key(passage) for passage in passages}
        values = self.kept.get(list(keys.values()))
        return {passage: _unpacked(values[key]) for passage, key in keys.items() if key in values}

    def keep(self, encoded: Mapping[Passage, Encoded]) -> None:
        self.kept.put(KIND, {self._key(passage): _packed(own) for passage, own in encoded.items()})

    def _key(self, passage: Passage) -> bytes:
        told = f"{passage.targets}\n{passage.text}".encode("utf-8", "surrogatepass")
        return hashlib.sha256(self.maker + told).digest()[:KEY_BYTES]


def remembered(encoder: Encoder) -> Encoder:
    """The encoder with this user's memory, where there is one; a table of token vectors is read faster than remembered."""
    kept = open_kept()
    if kept is None or encoder.engine.kind == STATIC:
        return encoder
    made = prepared_folder(encoder.revision, encoder.engine.kind).name
    maker = f"{made} {surroundings(DECIDING)} {processor()} {_code()}"
    return replace(encoder, memory=VectorMemory(kept, hashlib.sha256(maker.encode()).digest()))


@cache
def _code() -> str:
    here = Path(encoder_code.__file__).parent
    digest = hashlib.sha256()
    for name in ENCODING_CODE:
        if (here / name).is_file():
            digest.update(name.encode() + (here / name).read_bytes())
    return digest.hexdigest()


def _packed(encoded: Encoded) -> bytes:
    rows = np.vstack([encoded.vector[None], encoded.targets]).astype("<f4")
    return HEADER.pack(*rows.shape) + rows.tobytes()


def _unpacked(value: bytes) -> Encoded:
    count, dim = HEADER.unpack_from(value)
    rows = np.frombuffer(value, "<f4", offset=HEADER.size).reshape(count, dim).astype(np.float32)
    return Encoded(rows[0], rows[1:])
