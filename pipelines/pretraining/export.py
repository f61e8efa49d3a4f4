"""From a trained network to the files that are shipped: its layers as moves from the bundled ones, and its heads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.encoder import Encoder, Passage, Vectors
from models.stance import StanceHead, features
from pipelines.adapter import write_adapter
from pipelines.pretraining.examples import Example, Task
from pipelines.pretraining.network import StanceNetwork
from pipelines.shipped import LAYERS_FILE
from pipelines.stance_calibration import PLAIN
from pipelines.stance_pairs import CLASSES, Pairs

NEWSMTSC_HEAD = "newsmtsc_head.safetensors"


def write_layers(network: StanceNetwork, folder: Path) -> Path:
    """Write the transformer's trained layers; they go with the bundled encoder's word embeddings."""
    path = folder / LAYERS_FILE
    write_adapter({name: tensor.detach().numpy() for name, tensor in network.layers().items()}, path)
    return path


def head_of(network: StanceNetwork, task: Task) -> StanceHead:
    """A task's head, not calibrated, on unit vectors (the network's own scale folded in)."""
    own = network.head(task)
    weights = own.weight.detach().numpy().astype(np.float64) * network.scale
    return StanceHead(weights, own.bias.detach().numpy().astype(np.float64), PLAIN)


def write_newsmtsc_head(network: StanceNetwork, folder: Path) -> None:
    """The head of the other task, for benchmarks: three sides, in the order of STANCES."""
    from safetensors.numpy import save_file

    own = head_of(network, "newsmtsc")
    sides = len(CLASSES) - 1
    save_file({"weights": own.weights[:sides].copy(), "bias": own.bias[:sides].copy()}, folder / NEWSMTSC_HEAD)


def pairs_of(examples: Sequence[Example], encoder: Encoder) -> Pairs:
    """Examples as pairs, encoded just as labelling will encode them."""
    examples = [own for own in examples if own.judged]
    encoded = encoder.encode([Passage(own.text, tuple(judged.spans for judged in own.judged)) for own in examples])
    rows: list[Vectors] = [features(own) for own in encoded]
    judged = [(example, own) for example in examples for own in example.judged]
    return Pairs(
        np.concatenate(rows) if rows else np.empty((0, 0), np.float32),
        tuple(CLASSES[own.label] for _, own in judged),
        ("",) * len(judged),
        tuple(example.article for example, _ in judged),
        ("",) * len(judged),
    )
