"""One pretraining: read the data, fine-tune in two stages, prove it on articles and outlets held out, write what is shipped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from tokenizers import Tokenizer

from models.stance import StanceHead
from pipelines import tracking
from pipelines.cost import Clock, Say
from pipelines.pretraining.batches import tokenized
from pipelines.pretraining.examples import Example
from pipelines.pretraining.export import head_of, write_layers, write_newsmtsc_head
from pipelines.pretraining.held_out import WITHOUT, HeldOut, calibration_of, figures, scored, write_folds
from pipelines.pretraining.loop import Progress, fine_tune
from pipelines.pretraining.material import Material, read_material, second_stage, splits
from pipelines.pretraining.network import StanceNetwork
from pipelines.pretraining.settings import BEAT, WIDE, Stage
from pipelines.shipped import write_head
from pipelines.store import whole_file
from pipelines.weights import BUNDLED, find_weights, revision_of

SEED = 0


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A finished pretraining: where it lies and how good it is on what was held out."""

    out: Path
    metrics: dict[str, float]


@dataclass(frozen=True, slots=True)
class Tuned:
    """A fine-tuned network, and the digest of all that made it: where it started, its examples, settings and seed."""

    network: StanceNetwork
    key: str


def pretrain(data: Path, out: Path, say: Say) -> Pretrained:
    """Make stance weights from a data folder; a stopped run goes on from its checkpoints in the folder `out`.work.

    What lies there of other data or settings is not used. Raises ParleyError when the data is not there.
    """
    clock = Clock(say)
    with clock.step("read"):
        material = read_material(data)
    work = out.with_name(out.name + ".work")
    for folder in (out, work):
        folder.mkdir(parents=True, exist_ok=True)
    counts = {"wide.examples": len(material.wide), "beat.examples": sum(1 for own in material.beat if own.judged)}
    params = {**WIDE.params(), **BEAT.params(), "seed": SEED, **counts}
    with tracking.training_run("parley-pretrain", params):
        with clock.step("wide"):
            wide = _stage(None, material.wide, WIDE, work / "wide", say)
        with clock.step("hold out"):
            held = _held_out(wide, material, work, say)
        with clock.step("beat"):
            final = _stage(wide, second_stage(material, (), BEAT.replay), BEAT, work / "beat", say)
        metrics = figures(held)
        _write(final.network, held, {"unnamed_labels": material.unnamed, "metrics": metrics, **params}, out)
        tracking.log_metrics({f"pretrain.{name}": value for name, value in metrics.items()} | clock.metrics())
        tracking.log_artifacts(out)
    return Pretrained(out, metrics)


def _held_out(wide: Tuned, material: Material, work: Path, say: Say) -> list[HeldOut]:
    """The first stage alone on all of the beat, then second stages each on what it was kept from."""
    held = [scored(WITHOUT, wide.network, material.beat, material.wide, work / WITHOUT)]
    for name, test in splits(material.beat).items():
        examples = second_stage(material, test, BEAT.replay)
        tuned = _stage(wide, examples, BEAT, work / name, partial(_prefixed, say, name))
        held.append(scored(name, tuned.network, test, (*material.wide, *examples), work / name))
    write_folds(held)
    return held


def _stage(start: Tuned | None, examples: Sequence[Example], stage: Stage, path: Path, say: Say) -> Tuned:
    """A network fine-tuned from `start` (the bundled encoder if None); read where one of the same making lies finished."""
    source = find_weights(BUNDLED)
    origin = start.key if start else revision_of(source)
    key = hashlib.sha256(repr((origin, examples, stage, SEED)).encode()).hexdigest()[:12]
    done = path.with_name(f"{path.name}-{key}.pt")
    torch.manual_seed(SEED)
    network = StanceNetwork(source)
    if done.is_file():
        network.load_state_dict(torch.load(done, weights_only=True))
        return Tuned(network, key)
    if start is not None:
        network.load_state_dict(start.network.state_dict())
    rows = tokenized(examples, Tokenizer.from_file(str(source / "tokenizer.json")))
    checkpoint = done.with_suffix(".checkpoint")
    fine_tune(network, rows, stage, SEED, checkpoint, lambda now: _tell(say, now))
    with whole_file(done) as draft:
        torch.save(network.state_dict(), draft)
    checkpoint.unlink()
    return Tuned(network, key)


def _write(network: StanceNetwork, held: Sequence[HeldOut], facts: dict[str, object], out: Path) -> None:
    write_layers(network, out)
    write_newsmtsc_head(network, out)
    plain = head_of(network, "stance")
    write_head(StanceHead(plain.weights, plain.bias, calibration_of(held)), facts, out)


def _prefixed(say: Say, name: str, told: str) -> None:
    say(f"  without {name}: {told.strip()}")


def _tell(say: Callable[[str], None], done: Progress) -> None:
    say(f"  {done.stage}: epoch {done.epoch}, step {done.step} of {done.steps}, loss {done.loss:.3f}")
