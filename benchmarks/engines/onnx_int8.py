"""int8 products with scales fixed beforehand, put into a fused ONNX model.

Written by hand because ONNX Runtime's own static quantization leaves out what follows a fused operator, and its runtime turns
what remains into products by blocks that are slower than floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.engines.onnx_files import inputs

DOMAIN = "com.microsoft"


@dataclass(frozen=True, slots=True)
class Scale:
    """A float is `step` times (its byte less `zero`)."""

    step: float
    zero: int

    @classmethod
    def of(cls, least: float, most: float) -> Scale:
        low, high = min(least, 0.0), max(most, 0.0)
        step = (high - low) / 255 or 1.0
        return cls(step, round(-low / step))


def quantized(source: Path, target: Path, ids: Sequence[Sequence[int]], bits: int) -> Path:
    """Weights in `bits` by column, activations in 8 bits by tensor, over all the range that the texts `ids` show.

    Without VNNI two products are added in 16 bits, which may overflow for weights of 8 bits and cannot for 7.
    """
    import onnx

    model = onnx.load(str(source))
    weights = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    products = [node for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in weights]
    scales = _scales(source, sorted({node.input[0] for node in products}), ids)
    integer = {id(node): _integer(model.graph, node, weights[node.input[1]], bits) for node in products}
    ready: set[str] = set()
    nodes = []
    for node in model.graph.node:
        if id(node) in integer:
            name = node.input[0]
            nodes += [] if name in ready else [_quantize(model.graph, name, scales[name])]
            ready.add(name)
        nodes.append(integer.get(id(node), node))
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    _drop_unused(model.graph)
    model.opset_import.append(onnx.helper.make_opsetid(DOMAIN, 1))
    onnx.save(model, str(target))
    return target


def _scales(source: Path, names: Sequence[str], ids: Sequence[Sequence[int]]) -> dict[str, Scale]:
    """The scale of each tensor in `names`, from the least and the most it is on these texts."""
    import onnx
    from onnxruntime import InferenceSession

    model = onnx.load(str(source))
    model.graph.output.extend(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    seen = [[(found.min(), found.max()) for found in session.run(list(names), inputs([own]))] for own in ids]
    ranges = np.array(seen, np.float64)  # (texts, tensors, 2)
    least, most = ranges[:, :, 0].min(axis=0), ranges[:, :, 1].max(axis=0)
    return {name: Scale.of(float(least[k]), float(most[k])) for k, name in enumerate(names)}


def _quantize(graph: Any, name: str, scale: Scale) -> Any:
    from onnx import helper

    step, zero = (
        _keep(graph, f"{name}:step", np.float32(scale.step)),
        _keep(graph, f"{name}:zero", np.uint8(scale.zero)),
    )
    return helper.make_node("QuantizeLinear", [name, step, zero], [f"{name}:bytes"])


def _integer(graph: Any, node: Any, weights: Any, bits: int) -> Any:
    """The same product of bytes; its steps multiply to that of the result."""
    from onnx import helper

    name, weight = node.input
    most = 2 ** (bits - 1) - 1
    steps = np.abs(weights).max(axis=0) / most
    rounded = np.clip(np.rint(weights / steps), -most, most).astype(np.int8)
    given = [f"{name}:bytes", _keep(graph, f"{weight}:bytes", rounded), f"{name}:step"]
    given += [_keep(graph, f"{weight}:steps", steps.astype(np.float32)), f"{name}:zero"]
    given += [_keep(graph, f"{weight}:zeros", np.zeros(len(steps), np.int8))]
    return helper.make_node("MatMulIntegerToFloat", given, list(node.output), name=node.name, domain=DOMAIN)


def _keep(graph: Any, name: str, value: Any) -> str:
    from onnx import numpy_helper

    graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))
    return name


def _drop_unused(graph: Any) -> None:
    used = {name for node in graph.node for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
