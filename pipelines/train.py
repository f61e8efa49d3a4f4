"""One training run: read, learn, label, measure, log, register."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from models.bundle import Bundle
from models.bundle_files import load
from models.encoder import Encoder
from pipelines import tracking
from pipelines.adapter import open_ref
from pipelines.champion import open_champion
from pipelines.config import TrainConfig
from pipelines.corpus_labels import CorpusLabels
from pipelines.cost import Clock, Say
from pipelines.encoders import open_encoder
from pipelines.evaluate import Metrics
from pipelines.inputs import Inputs, read_inputs
from pipelines.learning import Fitted, learn, make_bundle
from pipelines.reading import Counts
from pipelines.record import all_metrics, write_artifacts, write_bundle, write_labels
from pipelines.shipped import Shipped, open_shipped
from pipelines.stance_curve import Curve
from pipelines.theme_editing import EditOutcome
from pipelines.theme_fit import sized
from pipelines.theme_moves import Alignment


@dataclass(frozen=True, slots=True)
class Trained:
    """A finished run: what it is called, what it made and how good that is."""

    run_name: str
    run_id: str
    version: tracking.Version
    bundle: Bundle
    labels: CorpusLabels
    metrics: Metrics
    counts: Counts
    alignment: Alignment
    edits: tuple[EditOutcome, ...]
    stance_told: str
    curve: Curve | None


def train(config: TrainConfig, say: Say) -> Trained:
    """Train on what the config names; raises ParleyError for whatever the user can mend."""
    clock, scope = Clock(say), ExitStack()
    with scope:
        with clock.step("read"):
            inputs = scope.enter_context(read_inputs(config))
        encoder = open_encoder(
            config.encoder.model, engine=config.encoder.engine
        )  # before the run: a wrong name leaves no failed run behind
        shipped = open_shipped(Path(config.stance.weights))
        report = Path(scope.enter_context(tempfile.TemporaryDirectory()), "report")
        run = scope.enter_context(tracking.training_run(config.experiment, config.params()))
        fitted = learn(inputs, config, encoder, shipped, clock, open_champion(encoder))
        bundle, labels = _labelled(inputs, fitted, encoder, shipped, config, clock, report)
        with clock.step("report"):
            metrics = all_metrics(inputs, fitted, bundle, labels)
            write_artifacts(inputs, fitted, bundle, labels, config.seed, report)
            write_bundle(fitted, bundle, labels.golden.chosen(), inputs.batch.learnt, report.with_name("bundle"))
            _log(inputs, bundle, metrics, fitted.themes.fit.calibrated_on, report)
            number = tracking.register(report.with_name("bundle"), encoder.engine.kind)
        version = tracking.settle(number, run.info.run_id, metrics, inputs.gold, _replay)
        tracking.log_metrics(
            clock.metrics() | {"cost.paragraphs_per_second": labels.paragraphs / clock.seconds["label"]}
        )
    return Trained(
        run_name=str(run.info.run_name),
        run_id=run.info.run_id,
        version=version,
        bundle=bundle,
        labels=labels,
        metrics=metrics,
        counts=inputs.batch.counts,
        alignment=fitted.themes.alignment,
        edits=fitted.themes.edits,
        stance_told=fitted.stance.told,
        curve=fitted.curve,
    )


def _labelled(
    inputs: Inputs, fitted: Fitted, encoder: Encoder, shipped: Shipped, config: TrainConfig, clock: Clock, report: Path
) -> tuple[Bundle, CorpusLabels]:
    """The bundle, its themes as large as the labels of the corpus say, and these labels."""
    report.mkdir()
    with clock.step("label"):
        bundle = make_bundle(inputs, fitted, encoder, shipped, config.encoder.model)
        labels = write_labels(inputs, fitted, bundle, report)
    return replace(bundle, themes=sized(bundle.themes, labels.sizes)), labels


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
