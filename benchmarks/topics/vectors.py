"""Vectors: each corpus is encoded once and handed to every method as files.

A text counts by its first window, since that is all that the encoder of the peers would read.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.topics.corpora import Judged
from models.encoder import Encoder, Vectors
from pipelines.encoders import open_encoder

MODEL = "all-MiniLM-L6-v2"
AT_ONCE = 2_048


def cache() -> Path:
    """Where vectors and runs are kept: the folder that PARLEY_BENCH_CACHE names, or benchmarks/.cache."""
    return Path(os.environ.get("PARLEY_BENCH_CACHE", Path(__file__).parents[1] / ".cache"))


def hand_over(judged: Judged) -> Path:
    """The folder that holds texts.json and vectors.npy (n, dim) of a corpus; made where it is missing."""
    if not is_kept(judged):
        write(_folder(judged), judged.texts, encode(judged.texts))
    return _folder(judged)


def is_kept(judged: Judged) -> bool:
    return (_folder(judged) / "vectors.npy").is_file()


def _folder(judged: Judged) -> Path:
    return cache() / "corpora" / f"{judged.name}-{digest(judged.texts)}"


def digest(texts: Sequence[str]) -> str:
    """Twelve hex digits for the encoder's name and the texts in their order."""
    return hashlib.sha256("\0".join((MODEL, *texts)).encode()).hexdigest()[:12]


def write(folder: Path, texts: Sequence[str], vectors: Vectors) -> None:
    """Write what a method is handed; the vectors last, and whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "texts.json").write_text(json.dumps(list(texts)), encoding="utf-8")
    np.save(folder / "draft.npy", vectors)
    (folder / "draft.npy").replace(folder / "vectors.npy")


def encode(texts: Sequence[str]) -> Vectors:
    """Unit rows (n, dim) of the texts' first windows."""
    encoder, parts = open_encoder(MODEL), []
    for start in range(0, len(texts), AT_ONCE):
        print(f"encoding {start:,} of {len(texts):,}", end="\r", file=sys.stderr, flush=True)
        parts.append(encoder.vectors([_window(encoder, text) for text in texts[start : start + AT_ONCE]]))
    return np.concatenate(parts)


def _window(encoder: Encoder, text: str) -> str:
    start, end = encoder.engine.slices(text)[0] if text else (0, 0)
    return text[start:end]
