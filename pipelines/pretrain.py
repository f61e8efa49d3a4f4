"""One pretraining: read the data, fine-tune in two stages, prove it on articles and outlets held out, write what is shipped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.actors import ActorBook
from models.metrics import macro_f1
from models.news import STANCES
from models.stance import SIDES, Calibration, StanceHead
from pipelines import tracking
from pipelines.actors import read_actors
from pipelines.adapter import open_adapted
from pipelines.config import StanceConfig
from pipelines.cost import Clock, Say
from pipelines.pretraining.batches import tokenized
from pipelines.pretraining.examples import Counted, Example, annotated, apart, kept_labels, newsmtsc
from pipelines.pretraining.export import head_of, pairs_of, write_layers, write_newsmtsc_head
from pipelines.pretraining.loop import Progress, fine_tune
from pipelines.pretraining.network import StanceNetwork
from pipelines.pretraining.settings import BEAT, WIDE, Stage
from pipelines.shipped import write_head
from pipelines.stance_calibration import calibrate
from pipelines.stance_pairs import Pairs
from pipelines.weights import BUNDLED, find_weights

SEED = 0
BOOKS = ("seeds/actors.yaml", "seeds/stance/other_actors.yaml")
KEPT = "seeds/stance/labels.jsonl"
ARTICLE_FOLDS = 3
# The two outlets that most of the annotated beat comes from; all the others together are the third group.
OUTLETS = ("Associated Press of Pakistan (APP)", "Dawn")


@dataclass(frozen=True, slots=True)
class Material:
    """What is learnt from: `wide` in the first stage, `beat` in the second; `unnamed` labels could not be placed."""

    wide: tuple[Example, ...]
    beat: tuple[Example, ...]
    unnamed: int


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Predictions for examples that a second stage has not seen: their pairs and logits (n, 4), in one order."""

    name: str
    pairs: Pairs
    logits: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A finished pretraining: where it lies and how good it is on what was held out."""

    out: Path
    metrics: dict[str, float]


def pretrain(data: Path, out: Path, say: Say) -> Pretrained:
    """Make stance weights from a data folder; a stopped run goes on from its checkpoints in the folder `out`.work.

    Raises ParleyError when the data is not there.
    """
    clock = Clock(say)
    with clock.step("read"):
        material = read_material(data)
    work = out.with_name(out.name + ".work")
    for folder in (out, work):
        folder.mkdir(parents=True, exist_ok=True)
    params = {
        **WIDE.params(),
        **BEAT.params(),
        "seed": SEED,
        "wide.examples": len(material.wide),
        "beat.examples": len(material.beat),
    }
    with tracking.training_run("parley-pretrain", params):
        with clock.step("wide"):
            wide = _stage(None, material.wide, WIDE, work / "wide.pt", say)
        with clock.step("hold out"):
            held = [_scored("without", wide, material.beat, work)]
            held += [_held_out(name, wide, material, test, work, say) for name, test in splits(material.beat).items()]
        with clock.step("beat"):
            final = _stage(wide, _second(material, ()), BEAT, work / "beat.pt", say)
        metrics = _figures(held)
        _write(final, held, {"unnamed_labels": material.unnamed, "metrics": metrics, **params}, out)
        _write_held_out(held, work / "held_out.jsonl")
        tracking.log_metrics({f"pretrain.{name}": value for name, value in metrics.items()} | clock.metrics())
        tracking.log_artifacts(out)
    return Pretrained(out, metrics)


def read_material(data: Path) -> Material:
    """All examples. Nothing of the beat's annotated articles stands in `wide`, so that they can be held out."""
    books = [ActorBook(read_actors(Path(path)).actors) for path in BOOKS]
    beat = annotated(data, "indomain", books)
    parts: list[Counted] = [
        newsmtsc(data, "train"),
        annotated(data, "worldnews", books),
        kept_labels(data, Path(KEPT), books),
    ]
    wide = apart((example for part in parts for example in part.examples), beat.examples)
    return Material(wide, beat.examples, sum(part.unnamed for part in (beat, *parts)))


def splits(beat: Sequence[Example]) -> dict[str, tuple[Example, ...]]:
    """What is held out in turn: thirds of the articles, then each of the outlets."""
    rows: dict[str, list[Example]] = {}
    for example in beat:
        fold = int(hashlib.sha256(example.article.encode()).hexdigest(), 16) % ARTICLE_FOLDS
        rows.setdefault(f"article-{fold}", []).append(example)
        outlet = OUTLETS.index(example.outlet) if example.outlet in OUTLETS else len(OUTLETS)
        rows.setdefault(f"outlet-{outlet}", []).append(example)
    return {name: tuple(rows[name]) for name in sorted(rows)}


def _second(material: Material, test: Sequence[Example]) -> tuple[Example, ...]:
    """The second stage's examples: the beat but for what is held out, and some of the first stage's against forgetting."""
    again = sorted(material.wide, key=lambda own: hashlib.sha256(own.text.encode()).digest())[: BEAT.replay]
    return apart((*material.beat, *again), test)


def _held_out(
    name: str, wide: StanceNetwork, material: Material, test: Sequence[Example], work: Path, say: Say
) -> HeldOut:
    network = _stage(wide, _second(material, test), BEAT, work / f"{name}.pt", partial(_prefixed, say, name))
    return _scored(name, network, test, work)


def _stage(
    start: StanceNetwork | None, examples: Sequence[Example], stage: Stage, path: Path, say: Say
) -> StanceNetwork:
    """A network fine-tuned from `start` (the bundled encoder if None); taken from `path` where it lies finished."""
    torch.manual_seed(SEED)
    source = find_weights(BUNDLED)
    network = StanceNetwork(source)
    if path.is_file():
        network.load_state_dict(torch.load(path, weights_only=True))
        return network
    if start is not None:
        network.load_state_dict(start.state_dict())
    rows = tokenized(examples, Tokenizer.from_file(str(source / "tokenizer.json")))
    fine_tune(network, rows, stage, SEED, path.with_suffix(".checkpoint"), lambda done: _tell(say, done))
    torch.save(network.state_dict(), path)
    path.with_suffix(".checkpoint").unlink()
    return network


def _scored(name: str, network: StanceNetwork, test: Sequence[Example], work: Path) -> HeldOut:
    """Logits as the shipped engine gives them: int8, not the network's own."""
    folder = work / name
    folder.mkdir(exist_ok=True)
    pairs = pairs_of(test, open_adapted(write_layers(network, folder)))
    head = head_of(network, "stance")
    return HeldOut(name, pairs, np.stack([head.logits(row) for row in pairs.features]))


def _figures(held: Sequence[HeldOut]) -> dict[str, float]:
    """Macro-F1 over the sides: with articles held out, with outlets held out (each and pooled), and without the beat's labels."""
    groups = {kind: [own for own in held if own.name.startswith(kind)] for kind in ("without", "article", "outlet")}
    figures = {f"{kind}_macro_f1": _f1(rows) for kind, rows in groups.items()}
    return figures | {f"{own.name.replace('-', '_')}_macro_f1": _f1([own]) for own in held if own.name != "without"}


def _f1(rows: Sequence[HeldOut]) -> float:
    gold = [name for own in rows for name in own.pairs.sides.classes]
    said = [STANCES[k] for own in rows for k in own.logits[own.pairs.truth < SIDES][:, :SIDES].argmax(axis=1)]
    return round(macro_f1(gold, said, STANCES), 4)


def calibration_of(held: Sequence[HeldOut]) -> Calibration:
    """Calibrated on the predictions for articles that the second stage had not seen."""
    rows = [own for own in held if own.name.startswith("article")]
    logits, truth = np.concatenate([own.logits for own in rows]), np.concatenate([own.pairs.truth for own in rows])
    config = StanceConfig()
    return calibrate(logits, truth, config.coverage, config.sure)


def _write(network: StanceNetwork, held: Sequence[HeldOut], facts: dict[str, object], out: Path) -> None:
    write_layers(network, out)
    write_newsmtsc_head(network, out)
    plain = head_of(network, "stance")
    write_head(StanceHead(plain.weights, plain.bias, calibration_of(held)), facts, out)


def _write_held_out(held: Sequence[HeldOut], path: Path) -> None:
    """What benchmarks score again: no texts, since those may not be passed on."""
    rows = [
        {"held_out": own.name, "article": article, "class": label, "logits": np.round(logits, 4).tolist()}
        for own in held
        for article, label, logits in zip(own.pairs.articles, own.pairs.classes, own.logits, strict=True)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _prefixed(say: Say, name: str, told: str) -> None:
    say(f"  without {name}: {told.strip()}")


def _tell(say: Callable[[str], None], done: Progress) -> None:
    say(f"  {done.stage}: epoch {done.epoch}, step {done.step} of {done.steps}, loss {done.loss:.3f}")
