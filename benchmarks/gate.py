"""The quality gate: train on the sample corpus and hold the figures against the floors in floors.json.

    make gate

A floor may be raised freely; to lower one, say why in the commit that does it.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pipelines.config import TrainConfig

ROOT = Path(__file__).resolve().parents[1]
FLOORS = Path(__file__).with_name("floors.json")


@dataclass(frozen=True, slots=True)
class Held:
    """A figure beside its bound, and whether it keeps to it. A figure that is missing does not."""

    name: str
    value: float | None
    bound: str
    kept: bool


def hold(metrics: dict[str, float], floors: dict[str, dict[str, float]]) -> list[Held]:
    """Each floor against the metric of its name."""
    return [_held(name, metrics.get(name), **bounds) for name, bounds in floors.items()]


def _held(name: str, value: float | None, least: float = float("-inf"), most: float = float("inf")) -> Held:
    bound = f">= {least}" if most == float("inf") else f"<= {most}"
    return Held(name, value, bound, value is not None and least <= value <= most)


def _at_home(config: TrainConfig) -> TrainConfig:
    """The config with its paths made absolute."""
    files = {name: str(ROOT / getattr(config, name)) for name in ("labels", "actors", "seed_themes", "background")}
    return config.model_copy(update=files | {"articles": tuple(str(ROOT / path) for path in config.articles)})


def main() -> int:
    """Train in a store of its own, print every figure beside its bound; 1 where one does not keep to it."""
    config = _at_home(TrainConfig())
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MLFLOW_TRACKING_URI"] = f"sqlite:///{folder}/mlflow.db"
        os.chdir(folder)  # MLflow puts artifacts below the current folder
        from pipelines.train import train

        metrics = train(config, print).metrics
        os.chdir(ROOT)
    rows = hold(metrics, json.loads(FLOORS.read_text(encoding="utf-8")))
    for row in rows:
        told = "missing" if row.value is None else f"{row.value:.4f}"
        print(f"{'ok  ' if row.kept else 'FAIL'}  {row.name:<28}{told:>9}  {row.bound}")
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
