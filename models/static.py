"""The static tier: every token has one vector, whatever stands around it, and a text's vector is their mean.

The table of tokens is distilled from a transformer by model2vec, once (see `pipelines/static_tier.py`); reading a text takes
neither. Its numbers are multiples of 2⁻²⁰, so that sums of them are exact in 64-bit floats: a text has the same bytes
alone and in any batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .encoder import Span, Vectors, Window
from .prepared import Manifest

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

ENGINE = "static"
TABLE_FILE, TABLE = "table.safetensors", "table"


@dataclass(frozen=True, slots=True)
class StaticEngine:
    """`table` (tokens, dim): each token's vector times its weight; nought for tokens that tell nothing."""

    name: str
    revision: str
    kind: str
    dim: int
    tokenizer: Tokenizer
    table: Vectors

    def slices(self, text: str) -> tuple[Span, ...]:
        """A text is read whole, however long it is."""
        return ((0, len(text)),)

    def windows(self, texts: Sequence[str]) -> list[Window]:
        """One window a text with one state, the text's own: tokens that know no context tell nothing of a target."""
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        rows = [self._mean(encoding) for encoding in encodings]
        return [Window(row, row[None], ((0, len(text)),)) for text, row in zip(texts, rows, strict=True)]

    def _mean(self, encoding: Encoding) -> Vectors:
        own = self.table[np.array(encoding.ids, dtype=np.int64)]
        mean: Vectors = (own.sum(axis=0, dtype=np.float64) / max(1, len(own))).astype(np.float32)
        return mean


def open_static(folder: Path, manifest: Manifest) -> StaticEngine:
    """Open a prepared table and its tokenizer."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    table = load_file(folder / TABLE_FILE)[TABLE]
    return StaticEngine(manifest.name, manifest.revision, manifest.engine, manifest.dim, tokenizer, table)
