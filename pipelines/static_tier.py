"""Distilling the static tier of an encoder: model2vec's table of token vectors, with the same bytes wherever it is made.

The transformer reads each token of its vocabulary alone; what all of them share is taken off, and frequent tokens weigh
less than rare ones (Tulkens and van Dongen 2024, Model2Vec). The transformer runs in 64 bits: what processors round
otherwise is then far below the 16 bits that are kept, where 32 bits would show it in every vector.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.static import TABLE, TABLE_FILE
from pipelines.weights import revision_of

if TYPE_CHECKING:
    from model2vec import StaticModel

# model2vec's own default: how much less a frequent token weighs than a rare one.
RARITY = 1e-4
# A number below 16 on this grid is exact in 32-bit floats, and any sum of them in 64-bit ones.
GRID = 2.0**20
# Changes whenever a table of the same weights and the same model2vec would be another.
WAY = f"static-1 {RARITY}"


def static_revision(source: Path) -> str:
    """First 16 hex digits over the transformer's revision and the way of distilling: another than the transformer's own."""
    return hashlib.sha256(f"{revision_of(source)} {WAY}".encode()).hexdigest()[:16]


def distil(source: Path, draft: Path) -> int:
    """Write the table and the tokenizer of the model in `source` into `draft`; gives the number of dimensions."""
    from safetensors.numpy import save_file

    model = distilled(source)
    weights = np.array(model.weights, np.float64)
    if model.unk_token_id is not None:
        weights[model.unk_token_id] = 0.0  # model2vec leaves unknown tokens out
    rows = np.rint(model.embedding.astype(np.float64) * weights[:, None] * GRID) / GRID
    table = rows.astype(np.float32) + np.float32(0.0)  # a nought has no sign
    save_file({TABLE: np.ascontiguousarray(table)}, draft / TABLE_FILE)  # which writes memory as it lies
    model.tokenizer.save(str(draft / "tokenizer.json"))
    return int(table.shape[1])


def distilled(source: Path) -> StaticModel:
    """model2vec's model of the transformer in `source`, a local folder; nothing is asked of any network."""
    from model2vec.distill import distill_from_model
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging as transformers_log

    transformers_log.set_verbosity_error()
    transformers_log.disable_progress_bar()
    tokenizer = AutoTokenizer.from_pretrained(str(source), local_files_only=True)
    model = AutoModel.from_pretrained(str(source), local_files_only=True, use_safetensors=True).double()
    model.register_forward_hook(_mean_in_first, with_kwargs=True)
    # All components are kept: two thirds of them read no faster, since tokens take the time, and tell themes apart less well.
    return distill_from_model(model, tokenizer, device="cpu", pca_dims="auto", sif_coefficient=RARITY, pooling="first")


def _mean_in_first(module: object, places: tuple[Any, ...], named: Mapping[str, Any], output: Any) -> Any:
    """Put the mean of the states (batch, tokens, dim) in the first: model2vec's own mean is taken in 32 bits."""
    states = output.last_hidden_state
    mask = named["attention_mask"].to(states.dtype)[:, :, None]
    states[:, 0] = (states * mask).sum(dim=1) / mask.sum(dim=1)
    return output
