"""How the shipped stance is trained: two stages, the wider data first, then our beat."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of fine-tuning. `rate` is the last layer's, each layer below has `decay` of the one above.

    `tokens`: a batch's size, padding counted; `average`: how much of the running mean of the weights a step keeps;
    `replay`: how many examples of the first stage are mixed in.
    """

    name: str
    epochs: int
    rate: float
    head_rate: float
    replay: int = 0
    decay: float = 0.9
    tokens: int = 900
    warmup: float = 0.06
    smoothing: float = 0.05
    average: float = 0.998

    def params(self) -> dict[str, str | int | float]:
        """All values under flat names, e.g. `wide.epochs`."""
        return {f"{self.name}.{key}": value for key, value in asdict(self).items() if key != "name"}


WIDE = Stage("wide", epochs=3, rate=6e-5, head_rate=5e-4)
BEAT = Stage("beat", epochs=2, rate=3e-5, head_rate=2e-4, replay=1000, average=0.99)
