"""The two ways a transformer is run, each independent of what else is in the batch.

`ctranslate2`: int8 weights; integer products are exact and every batch holds texts of one token length, so no row is
padded and each is bit-equal alone or in company. `torch`: sentence-transformers, one text at a time, for models that
CTranslate2 cannot run. Both read a *prepared* folder (see `pipelines/encoders.py`) and write nothing.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .encoder import Encoder, Span, Vectors, Window
from .errors import ParleyError
from .prepared import Manifest, check_files, prepared_folder
from .static import ENGINE as STATIC
from .static import open_static

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BATCH = 32
# How many threads encode; by default one for each core that this process may use.
THREADS_VARIABLE = "PARLEY_THREADS"
MOST_THREADS = 8
SPECIAL_TOKENS = 2


def open_prepared(revision: str, engine: str) -> Encoder:
    """Open an encoder that this machine has prepared.

    Raises ParleyError when it has not, or when the files are no longer those it prepared.
    """
    folder = prepared_folder(revision, engine)
    if not (folder / "manifest.json").is_file():
        raise ParleyError(
            f"encoder {revision} ({engine}) is not prepared on this machine: {folder} is missing",
            expected="the encoder that the model was trained with",
            way_out="run `parley label` or `parley train` once on this machine, which prepares it",
        )
    manifest = Manifest.read(folder)
    check_files(Path(manifest.source) if engine == "torch" else folder, manifest)
    if engine == STATIC:
        return Encoder(open_static(folder, manifest))
    return Encoder(CTranslate2Engine(folder, manifest) if engine == "ctranslate2" else TorchEngine(manifest))


class _Tokenized:
    """What both engines share: names from the manifest, and cutting long texts where words begin."""

    def __init__(self, manifest: Manifest, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.manifest = manifest
        self.tokenizer = tokenizer

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def revision(self) -> str:
        return self.manifest.revision

    @property
    def kind(self) -> str:
        return self.manifest.engine

    @property
    def dim(self) -> int:
        return self.manifest.dim

    def slices(self, text: str) -> tuple[Span, ...]:
        room = self.manifest.window - SPECIAL_TOKENS
        if len(text) <= room:  # a token has at least one character
            return ((0, len(text)),)
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        if len(encoding.ids) <= room:
            return ((0, len(text)),)
        return _cut(encoding.offsets, encoding.word_ids, len(text), room)


def _cut(offsets: Sequence[Span], words: Sequence[int | None], length: int, room: int) -> tuple[Span, ...]:
    """Spans of at most `room` tokens that start at a word, or inside one only where a word alone overfills a window."""
    cuts, first = [0], 0
    while len(offsets) - first > room:
        last = first + room
        start_of_word = next((i for i in range(last, first, -1) if words[i] != words[i - 1]), last)
        cuts.append(offsets[start_of_word][0])
        first = start_of_word
    return tuple(zip(cuts, [*cuts[1:], length], strict=True))


class CTranslate2Engine(_Tokenized):
    """int8 on the CPU, without torch: starts in a fifth of a second."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        import ctranslate2
        from tokenizers import Tokenizer

        super().__init__(manifest, Tokenizer.from_file(str(folder / "tokenizer.json")))
        # CTranslate2 rounds alike for any number of workers, so this is a matter of speed only.
        self.workers = threads()
        self.encoder = ctranslate2.Encoder(
            str(folder), device="cpu", compute_type="int8", inter_threads=self.workers, intra_threads=1
        )

    def windows(self, texts: Sequence[str]) -> list[Window]:
        encodings = self.tokenizer.encode_batch(list(texts))
        by_length: dict[int, list[int]] = defaultdict(list)
        for i, encoding in enumerate(encodings):
            by_length[len(encoding.ids)].append(i)
        batches = [rows[k : k + BATCH] for rows in by_length.values() for k in range(0, len(rows), BATCH)]
        found: dict[int, Window] = {}
        with ThreadPoolExecutor(self.workers) as pool:
            for rows, states in zip(
                batches, pool.map(self._forward, [[encodings[i].ids for i in b] for b in batches]), strict=True
            ):
                for i, own in zip(rows, states, strict=True):
                    found[i] = Window(_pooled(own, self.manifest.pooling), own, tuple(encodings[i].offsets))
        return [found[i] for i in range(len(texts))]

    def _forward(self, ids: list[list[int]]) -> Vectors:
        states: Vectors = np.array(self.encoder.forward_batch(ids).last_hidden_state, dtype=np.float32)
        return states  # (batch, tokens, dim)


def threads() -> int:
    """How many threads encode; raises ParleyError where PARLEY_THREADS is no number."""
    told = os.environ.get(THREADS_VARIABLE)
    if not told:
        return min(
            len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST_THREADS
        )
    if not told.isdecimal() or int(told) < 1:
        raise ParleyError(
            f"{THREADS_VARIABLE} is {told!r}",
            expected="a whole number from 1",
            way_out=f"e.g. {THREADS_VARIABLE}=1, or leave it out for one thread a core",
        )
    return int(told)


def _pooled(states: Vectors, pooling: str) -> Vectors:
    row: Vectors = (states[0] if pooling == "cls" else states.astype(np.float64).mean(axis=0)).astype(np.float32)
    return row


class TorchEngine(_Tokenized):
    """sentence-transformers, one text a pass, on a GPU where there is one: slower, but any model it can load."""

    def __init__(self, manifest: Manifest) -> None:
        import torch
        from sentence_transformers import SentenceTransformer
        from tokenizers import Tokenizer

        device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model: Any = SentenceTransformer(manifest.source, device=device)
        # A copy: the model's own cuts long texts off from its first use on, which would hide how long they are.
        super().__init__(manifest, Tokenizer.from_str(self.model.tokenizer.backend_tokenizer.to_str()))

    def windows(self, texts: Sequence[str]) -> list[Window]:
        return [self._window(text) for text in texts]

    def _window(self, text: str) -> Window:
        out = self.model.encode(text, output_value=None, show_progress_bar=False)
        states = out["token_embeddings"].float().cpu().numpy()
        offsets = self.model.tokenizer.backend_tokenizer.encode(text).offsets
        if len(offsets) != len(states):
            raise ParleyError(
                f"model {self.name!r} gives {len(states)} token states for {len(offsets)} tokens",
                expected="one state per token, so that a target's own tokens can be found",
                way_out="choose a model without a prompt or token pruning in `encoder.model`",
            )
        return Window(out["sentence_embedding"].float().cpu().numpy(), states, tuple(offsets))
