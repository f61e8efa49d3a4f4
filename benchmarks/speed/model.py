"""A bundle to label with: a run on the sample corpus in a store of its own."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.speed.material import ROOT
from benchmarks.speed.process import ran

# A folder of its own for what MLflow writes, and the sample corpus by the paths of the default config.
TRAIN = """
import os
from benchmarks.gate import at_home
from pipelines.config import TrainConfig
from pipelines.train import train
config = TrainConfig.model_validate({"encoder": os.environ["TIER"]})
train(at_home(config), lambda told: None)
"""
CHAMPION = "from pipelines.registry import choose_bundle; print(choose_bundle('parley').folder)"


def trained_bundle(folder: Path, static: bool = False) -> Path:
    """The folder of the champion of a run on the sample corpus; `static`: in the static tier."""
    own = {
        "MLFLOW_TRACKING_URI": f"sqlite:///{folder}/mlflow.db",
        "PYTHONPATH": str(ROOT),
        "TIER": "static" if static else "full",
    }
    ran([sys.executable, "-c", TRAIN], folder, own)
    found = Path(ran([sys.executable, "-c", CHAMPION], folder, own).told.splitlines()[-1])
    return Path(shutil.copytree(found, folder / "bundle"))
