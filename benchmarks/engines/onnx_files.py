"""The encoder as ONNX files: as exported, with its layers fused, and with int8 weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.engines.batches import Ids

HEADS, HIDDEN = 12, 384


def export(model: Path, target: Path) -> Path:
    """The model's token states, for any batch and length."""
    import torch
    from transformers import AutoModel

    transformer = AutoModel.from_pretrained(str(model), attn_implementation="eager").eval()

    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer  # so that its weights are the graph's, not constants of it

        def forward(self, ids: Any, mask: Any) -> Any:
            return self.transformer(input_ids=ids, attention_mask=mask).last_hidden_state

    ids = torch.randint(5, 1000, (2, 16))
    both = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        States(),
        (ids, torch.ones_like(ids)),
        str(target),
        input_names=["ids", "mask"],
        output_names=["states"],
        dynamic_axes={"ids": both, "mask": both, "states": both},
        opset_version=17,
        dynamo=False,
    )
    return target


def fused(source: Path, target: Path) -> Path:
    """Layer norms, GELU and attention as one operator each."""
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions

    options = FusionOptions("bert")
    options.use_multi_head_attention = True
    options.enable_embed_layer_norm = False
    fused_model = optimizer.optimize_model(str(source), "bert", HEADS, HIDDEN, options, opt_level=0)
    fused_model.save_model_to_file(str(target))
    return target


def quantized_by_batch(source: Path, target: Path) -> Path:
    """int8 products, the scale of activations found anew in each batch: the company of a row moves its bits."""
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(source),
        str(target),
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        extra_options={
            "MatMulConstBOnly": True,
            "DefaultTensorType": TensorProto.FLOAT,
        },  # fused operators tell no type
    )
    return target


def quantized_by_nncf(source: Path, target: Path, ids: Sequence[Sequence[int]]) -> Path:
    """OpenVINO's own int8: what varies most between activations is moved into the weights first."""
    import nncf
    from openvino import Core, save_model

    texts = nncf.Dataset([inputs([own]) for own in ids])
    read = Core().read_model(str(source))
    save_model(nncf.quantize(read, texts, model_type=nncf.ModelType.TRANSFORMER, subset_size=len(ids)), str(target))
    return target


def inputs(ids: Sequence[Sequence[int]] | Ids) -> dict[str, Any]:
    """What the files are asked with: rows of one length."""
    rows = np.array(ids, np.int64)
    return {"ids": rows, "mask": np.ones_like(rows)}
