"""What every engine is given alike: batches of one token length, and a mean over tokens that adds in one order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoder import Vectors, unit

BATCH = 32
WINDOW = 256
Ids = NDArray[np.int64]
# Token ids (batch, tokens), all of one length, to states (batch, tokens, dim).
Forward = Callable[[Ids], Vectors]


def token_ids(model: Path, texts: Sequence[str]) -> list[list[int]]:
    """Token ids of each text, cut off at the model's window."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(WINDOW)
    return [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]


@dataclass(frozen=True, slots=True)
class OfOneLength:
    """Encodes texts in batches of one token length, `workers` batches at a time, the longest first."""

    model: Path
    forward: Forward
    workers: int

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """Unit rows (n_texts, dim)."""
        ids = token_ids(self.model, texts)
        batches = list(_batches(ids))
        with ThreadPoolExecutor(self.workers) as pool:
            pooled = list(pool.map(lambda rows: self._pooled([ids[i] for i in rows]), batches))
        order = np.argsort(np.concatenate(batches))
        return unit(np.concatenate(pooled)[order])

    def _pooled(self, batch: list[list[int]]) -> NDArray[np.float64]:
        return np.stack([states.mean(axis=0, dtype=np.float64) for states in self.forward(np.array(batch, np.int64))])


def _batches(ids: Sequence[Sequence[int]]) -> list[list[int]]:
    by_length: dict[int, list[int]] = defaultdict(list)
    for i, own in enumerate(ids):
        by_length[len(own)].append(i)
    rows = [by_length[length] for length in sorted(by_length, reverse=True)]
    return [own[k : k + BATCH] for own in rows for k in range(0, len(own), BATCH)]
