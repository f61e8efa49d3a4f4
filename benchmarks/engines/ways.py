"""The engines measured, and what each needs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks.engines import onnx_files, onnx_int8, runners
from benchmarks.engines.batches import Forward, OfOneLength, token_ids
from models.encoder import Vectors
from pipelines.encoders import open_encoder
from pipelines.weights import BUNDLED

REFERENCE = "sentence-transformers as it comes"
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class Bench:
    """The model, a folder for what is converted, cores to use, and texts for the scales of activations."""

    model: Path
    scratch: Path
    cores: int
    calibration: Sequence[str]

    def streams(self, forward: Forward) -> Encode:
        """A batch on each core."""
        return OfOneLength(self.model, forward, self.cores)

    def one_by_one(self, forward: Forward) -> Encode:
        """One batch after the other, each on all cores."""
        return OfOneLength(self.model, forward, 1)

    @cached_property
    def ids(self) -> list[list[int]]:
        return token_ids(self.model, self.calibration)

    @cached_property
    def exported(self) -> Path:
        return onnx_files.export(self.model, self.scratch / "model.onnx")

    @cached_property
    def fused(self) -> Path:
        return onnx_files.fused(self.exported, self.scratch / "fused.onnx")

    def integer(self, bits: int) -> Path:
        return onnx_int8.quantized(self.fused, self.scratch / f"int{bits}.onnx", self.ids, bits)

    def integer_by_batch(self) -> Path:
        return onnx_files.quantized_by_batch(self.fused, self.scratch / "by-batch.onnx")

    def integer_by_nncf(self) -> Path:
        return onnx_files.quantized_by_nncf(self.exported, self.scratch / "nncf.xml", self.ids)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to run the encoder; `packages` must be importable."""

    name: str
    packages: tuple[str, ...]
    make: Callable[[Bench], Encode]

    def missing(self) -> list[str]:
        return [package for package in self.packages if find_spec(package) is None]


def _reference(bench: Bench) -> Encode:
    """torch, 32-bit floats, padded batches of 32."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(bench.model), device="cpu")

    def encode(texts: Sequence[str]) -> Vectors:
        rows: Vectors = model.encode(list(texts), show_progress_bar=False, normalize_embeddings=True)
        return np.asarray(rows)

    return encode


def _parley(bench: Bench) -> Encode:
    """As labelling runs it, nothing remembered."""
    encoder = open_encoder(BUNDLED)
    return type(encoder)(encoder.engine).vectors


def _ctranslate2(kind: str) -> Callable[[Bench], Encode]:
    def make(bench: Bench) -> Encode:
        from ctranslate2.converters import TransformersConverter

        folder = bench.scratch / f"ctranslate2-{kind}"
        TransformersConverter(str(bench.model)).convert(str(folder), quantization=kind)
        return bench.streams(runners.ctranslate2(folder, kind, bench.cores))

    return make


def _onnxruntime(file: Callable[[Bench], Path], streams: bool = True) -> Callable[[Bench], Encode]:
    def make(bench: Bench) -> Encode:
        if streams:
            return bench.streams(runners.onnxruntime(file(bench), 1))
        return bench.one_by_one(runners.onnxruntime(file(bench), bench.cores))

    return make


def _openvino(file: Callable[[Bench], Path]) -> Callable[[Bench], Encode]:
    return lambda bench: bench.streams(runners.openvino(file(bench), bench.cores))


ONNX, OPENVINO = ("onnx", "onnxruntime", "torch"), ("onnx", "openvino", "torch")
WAYS = (
    Way(REFERENCE, ("sentence_transformers",), _reference),
    Way("parley as it is", (), _parley),
    Way("torch, one length", ("torch",), lambda bench: bench.one_by_one(runners.torch(bench.model))),
    Way("CTranslate2 int8", ("ctranslate2", "torch"), _ctranslate2("int8")),
    Way("CTranslate2 fp32", ("ctranslate2", "torch"), _ctranslate2("float32")),
    Way("ONNX Runtime fp32", ONNX, _onnxruntime(lambda bench: bench.fused)),
    Way("ONNX Runtime fp32, all cores on a batch", ONNX, _onnxruntime(lambda bench: bench.fused, streams=False)),
    Way("ONNX Runtime int8, fixed scales", ONNX, _onnxruntime(lambda bench: bench.integer(8))),
    Way("ONNX Runtime int7, fixed scales", ONNX, _onnxruntime(lambda bench: bench.integer(7))),
    Way("ONNX Runtime int7, scales by batch", ONNX, _onnxruntime(lambda bench: bench.integer_by_batch())),
    Way("OpenVINO fp32", OPENVINO, _openvino(lambda bench: bench.exported)),
    Way("OpenVINO int8, fixed scales", (*OPENVINO, "nncf"), _openvino(lambda bench: bench.integer_by_nncf())),
)


def at_hand() -> list[Way]:
    """The ways that can run here; the others are named on standard error with the packages they lack."""
    for way in WAYS:
        if way.missing():
            print(f"{way.name}: passed over, {', '.join(way.missing())} not installed", file=sys.stderr)
    return [way for way in WAYS if not way.missing()]
