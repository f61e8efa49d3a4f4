"""The gate: train on the sample corpus, label with what was learnt, and hold the figures against the floors of floors.json.

    make gate

Reading is held too where PARLEY_DATA names the folder of pages to read; elsewhere its floors are passed over, and the gate
says so. A floor may be raised freely, and lowered with a flag and a reason: see `benchmarks/floors.py`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import boilerplate, reading
from benchmarks.floors import Floor, read_floors
from benchmarks.speed.figures import speed_figures
from models.errors import ParleyError
from pipelines.config import TrainConfig

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Held:
    """A figure beside its floor, and whether it keeps to it. A figure that is missing does not."""

    floor: Floor
    value: float | None

    @property
    def kept(self) -> bool:
        return self.floor.keeps(self.value)

    def __str__(self) -> str:
        told = "missing" if self.value is None else f"{self.value:.4f}"
        return f"{'ok  ' if self.kept else 'FAIL'}  {self.floor.name:<28}{told:>9}  {self.floor}"


def hold(figures: Mapping[str, float], floors: Iterable[Floor]) -> list[Held]:
    """Each floor against the figure of its name."""
    return [Held(floor, figures.get(floor.name)) for floor in floors]


def reading_figures(data: Path) -> dict[str, float]:
    """How well saved pages and copied text are read."""
    pages = [
        reading.compare(page.body, reading.parley(page.id, page.data))
        for page in reading.read_pages(data / "extraction")
    ]
    lines = boilerplate.alone(data / boilerplate.NAME).scores["all"]
    return {
        "reading.html_f1": reading.f1(pages)[0],
        "reading.html_exact": reading.exact(pages),
        "reading.line_precision": lines.precision,
        "reading.line_recall": lines.recall,
    }


def at_home(config: TrainConfig) -> TrainConfig:
    """The config with its paths made absolute."""
    files = {name: str(ROOT / getattr(config, name)) for name in ("labels", "actors", "seed_themes", "background")}
    stance = config.stance.model_copy(update={"weights": str(ROOT / config.stance.weights)})
    return config.model_copy(
        update=files | {"stance": stance, "articles": tuple(str(ROOT / path) for path in config.articles)}
    )


def main() -> int:
    """Print every figure beside its floor; 1 where one does not keep to it."""
    try:
        floors = read_floors().floors
    except ParleyError as error:
        print(f"gate: {error}", file=sys.stderr)
        return 2
    figures: dict[str, float] = {}
    if data := os.environ.get("PARLEY_DATA"):
        figures = reading_figures(Path(data))
    else:
        print("PARLEY_DATA is not set: the floors of reading are passed over")
        floors = tuple(floor for floor in floors if not floor.name.startswith("reading."))
    rows = hold(figures | _trained_and_labelled(), floors)
    print(*rows, sep="\n")
    return 0 if all(row.kept for row in rows) else 1


def _trained_and_labelled() -> dict[str, float]:
    """The figures of a run on the sample corpus, and of labelling with its model."""
    config = at_home(TrainConfig())
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MLFLOW_TRACKING_URI"] = f"sqlite:///{folder}/mlflow.db"
        os.chdir(folder)  # MLflow puts artifacts below the current folder
        from pipelines.registry import choose_bundle
        from pipelines.train import train

        metrics = train(config, print).metrics
        speed = speed_figures(choose_bundle("parley").folder.resolve())
        os.chdir(ROOT)
    return {**metrics, **speed}


if __name__ == "__main__":
    sys.exit(main())
