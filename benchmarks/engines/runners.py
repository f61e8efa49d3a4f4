"""Each engine as a function from token ids of one length to token states."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np

from benchmarks.engines.batches import Forward, Ids
from benchmarks.engines.onnx_files import inputs
from models.encoder import Vectors


def ctranslate2(folder: Path, kind: str, workers: int) -> Forward:
    """`kind` is how numbers are kept: `int8` or `float32`."""
    from ctranslate2 import Encoder, StorageView

    encoder = Encoder(str(folder), device="cpu", compute_type=kind, inter_threads=workers, intra_threads=1)

    def forward(ids: Ids) -> Vectors:
        lengths = StorageView.from_array(np.full(len(ids), ids.shape[1], np.int32))
        states = encoder.forward_batch(StorageView.from_array(ids.astype(np.int32)), lengths).last_hidden_state
        return np.array(states, np.float32)

    return forward


def onnxruntime(file: Path, threads: int) -> Forward:
    """`threads` work on one batch; several batches at a time need no more sessions than one."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def forward(ids: Ids) -> Vectors:
        states: Vectors = session.run(None, inputs(ids))[0]
        return states

    return forward


def openvino(file: Path, workers: int) -> Forward:
    """A stream for each worker."""
    from openvino import Core

    settings = {"INFERENCE_NUM_THREADS": workers, "NUM_STREAMS": workers, "INFERENCE_PRECISION_HINT": "f32"}
    compiled = Core().compile_model(str(file), "CPU", settings)
    own = threading.local()

    def forward(ids: Ids) -> Vectors:
        if not hasattr(own, "request"):
            own.request = compiled.create_infer_request()
        return np.array(own.request.infer(inputs(ids))[compiled.output(0)], np.float32)

    return forward


def torch(model: Path) -> Forward:
    """32-bit floats, and nothing padded: what padding costs sentence-transformers."""
    from torch import from_numpy, inference_mode
    from transformers import AutoModel

    transformer = AutoModel.from_pretrained(str(model), attn_implementation="sdpa").eval()

    def forward(ids: Ids) -> Vectors:
        with inference_mode():
            states: Vectors = transformer(input_ids=from_numpy(ids)).last_hidden_state.numpy()
        return states

    return forward
