"""One training run: read, learn, label, measure, log, register."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from models.bundle import Bundle, Label
from models.bundle_files import load
from pipelines import tracking
from pipelines.adapter import open_ref
from pipelines.champion import open_champion
from pipelines.config import TrainConfig
from pipelines.cost import Clock, Say
from pipelines.encoders import open_encoder
from pipelines.evaluate import Metrics
from pipelines.inputs import Inputs, read_inputs
from pipelines.learning import learn, make_bundle
from pipelines.reading import Counts
from pipelines.record import all_metrics, write_artifacts, write_bundle
from pipelines.shipped import open_shipped
from pipelines.stance_curve import Curve
from pipelines.theme_editing import EditOutcome
from pipelines.theme_moves import Alignment


@dataclass(frozen=True, slots=True)
class Trained:
    """A finished run: what it is called, what it made and how good that is."""

    run_name: str
    run_id: str
    version: tracking.Version
    bundle: Bundle
    labels: tuple[Label, ...]
    metrics: Metrics
    counts: Counts
    alignment: Alignment
    edits: tuple[EditOutcome, ...]
    stance_told: str
    curve: Curve | None


def train(config: TrainConfig, say: Say) -> Trained:
    """Train on what the config names; raises ParleyError for whatever the user can mend."""
    clock = Clock(say)
    with clock.step("read"):
        inputs = read_inputs(config)
    encoder = open_encoder(config.encoder.model)  # before the run: a wrong name leaves no failed run behind
    shipped = open_shipped(Path(config.stance.weights))
    with tracking.training_run(config.experiment, config.params()) as run:
        fitted = learn(inputs, config, encoder, shipped, clock, open_champion(encoder))
        with clock.step("label"):
            bundle = make_bundle(inputs, fitted, encoder, shipped, config.encoder.model)
            labels = [bundle.label_read(row.read, row.encoded) for row in fitted.rows]
        with clock.step("report"), tempfile.TemporaryDirectory() as scratch:
            metrics = all_metrics(inputs, fitted, bundle, labels)
            write_artifacts(inputs, fitted, bundle, labels, config.seed, Path(scratch, "report"))
            write_bundle(fitted, bundle, labels, inputs.learnt, Path(scratch, "bundle"))
            _log(inputs, bundle, metrics, fitted.themes.fit.calibrated_on, Path(scratch, "report"))
            number = tracking.register(Path(scratch, "bundle"), encoder.engine.kind)
        version = tracking.settle(number, run.info.run_id, metrics, inputs.gold, _replay)
        tracking.log_metrics(clock.metrics() | {"cost.paragraphs_per_second": len(labels) / clock.seconds["encode"]})
    return Trained(
        run_name=str(run.info.run_name),
        run_id=run.info.run_id,
        version=version,
        bundle=bundle,
        labels=tuple(labels),
        metrics=metrics,
        counts=inputs.reading.counts,
        alignment=fitted.themes.alignment,
        edits=fitted.themes.edits,
        stance_told=fitted.stance.told,
        curve=fitted.curve,
    )


def _log(inputs: Inputs, bundle: Bundle, metrics: Metrics, calibrated_on: str, report: Path) -> None:
    listed = [
        {
            "article_id": a.id,
            "source": a.source,
            "outlet": a.outlet or "",
            "date": a.date or "",
            "paragraphs": len(a.prose),
        }
        for a in inputs.articles
    ]
    tracking.log_data(listed, bundle.data_digest)
    tracking.log_metrics(metrics)
    tags = {
        "parley.code_version": code_version(),
        "parley.data_digest": bundle.data_digest,
        "parley.gold_digest": inputs.gold,
        "parley.themes_calibrated_on": calibrated_on,
        "parley.encoder_revision": bundle.encoder_ref.revision,
        "parley.encoder_engine": bundle.encoder_ref.engine,
        "parley.stance_encoder_revision": bundle.stance_ref.revision,
    }
    tracking.log_tags(tags)
    tracking.log_artifacts(report)


def _replay(folder: Path) -> None:
    """Load the registered bundle as labelling will; raises ParleyError when it does not give its golden predictions."""
    load(folder, open_ref)


def code_version() -> str:
    """The commit this code is at, marked where files differ from it; "unknown" outside a git checkout."""
    here = Path(__file__).resolve().parent
    if shutil.which("git") is None:
        return "unknown"
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"], cwd=here, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "unknown"
