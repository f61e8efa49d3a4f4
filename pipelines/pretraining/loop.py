"""Fine-tuning, with checkpoints from which a stopped run goes on to the same weights."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from pipelines.pretraining.batches import Tokenized, batches
from pipelines.pretraining.network import StanceNetwork
from pipelines.pretraining.settings import Stage

THREADS = 2  # sums of other numbers of threads round otherwise


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage has come."""

    stage: str
    epoch: int
    step: int
    steps: int
    loss: float


Say = Callable[[Progress], None]


def fine_tune(
    network: StanceNetwork, rows: Sequence[Tokenized], stage: Stage, seed: int, checkpoint: Path, say: Say
) -> None:
    """Train in place; the network ends with the average of its weights over the last steps (Polyak averaging)."""
    torch.set_num_threads(THREADS)
    torch.set_flush_denormal(True)  # of the whole process, hence given back
    try:
        _train(network, rows, stage, seed, checkpoint, say)
    finally:
        torch.set_flush_denormal(False)


def _train(
    network: StanceNetwork, rows: Sequence[Tokenized], stage: Stage, seed: int, checkpoint: Path, say: Say
) -> None:
    steps = sum(1 for epoch in range(stage.epochs) for _ in batches(rows, stage.tokens, _draw(seed, epoch)))
    run = _Run.start(network, stage, steps, seed)
    first = run.resume(checkpoint) if checkpoint.is_file() else 0
    for epoch in range(first, stage.epochs):
        network.train()
        total = 0.0
        for batch in batches(rows, stage.tokens, _draw(seed, epoch)):
            total += run.step(network.loss(batch, stage.smoothing))
        run.save(checkpoint, epoch + 1)
        say(Progress(stage.name, epoch + 1, run.done, steps, total * stage.epochs / steps))
    run.settle()


def _draw(seed: int, epoch: int) -> random.Random:
    return random.Random(seed * 1000 + epoch)  # noqa: S311


@dataclass(slots=True)
class _Run:
    """What changes while a stage runs."""

    trained: list[nn.Parameter]
    average: list[torch.Tensor]
    network: StanceNetwork
    optimizer: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LRScheduler
    keep: float
    done: int = 0

    @classmethod
    def start(cls, network: StanceNetwork, stage: Stage, steps: int, seed: int) -> _Run:
        torch.manual_seed(seed)
        layers = network.encoder.encoder.layer
        groups: list[dict[str, Any]] = [
            {"params": list(layer.parameters()), "lr": stage.rate * stage.decay ** (len(layers) - 1 - depth)}
            for depth, layer in enumerate(layers)
        ]
        groups.append({"params": list(network.heads.parameters()), "lr": stage.head_rate})
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        warm = max(1, round(stage.warmup * steps))
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min(1.0, (step + 1) / warm) * max(0.0, (steps - step) / steps)
        )
        trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
        return cls(trained, [own.detach().clone() for own in trained], network, optimizer, schedule, stage.average)

    def step(self, loss: torch.Tensor) -> float:
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.trained, 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.done += 1
        keep = min(self.keep, (1 + self.done) / (10 + self.done))
        torch._foreach_mul_(self.average, keep)
        torch._foreach_add_(self.average, [own.detach() for own in self.trained], alpha=1.0 - keep)
        return float(loss.detach())

    def save(self, path: Path, epoch: int) -> None:
        draft = path.with_suffix(".draft")
        torch.save(
            {
                "epoch": epoch, "done": self.done, "average": self.average, "network": self.network.state_dict(),
                "optimizer": self.optimizer.state_dict(), "schedule": self.schedule.state_dict(),
                "draws": torch.get_rng_state(),
            },
            draft,
        )  # fmt: skip
        draft.replace(path)

    def resume(self, path: Path) -> int:
        kept = torch.load(path, weights_only=True)
        self.network.load_state_dict(kept["network"])
        self.optimizer.load_state_dict(kept["optimizer"])
        self.schedule.load_state_dict(kept["schedule"])
        torch.set_rng_state(kept["draws"])
        self.average, self.done = kept["average"], kept["done"]
        return int(kept["epoch"])

    def settle(self) -> None:
        with torch.no_grad():
            for own, mean in zip(self.trained, self.average, strict=True):
                own.copy_(mean)
