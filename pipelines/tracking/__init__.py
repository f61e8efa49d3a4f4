"""MLflow: the only package that imports it. Runs, registered versions, and which of them is the champion."""

from __future__ import annotations

import logging
import os

os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
# A quarter of a minute for a server that does not answer; MLflow's own default waits four.
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "3")

from pipelines.tracking.runs import Run, log_artifacts, log_data, log_metrics, log_tags, runs, training_run
from pipelines.tracking.versions import GOLD_TAG, Version, promote, register, resolve, settle

# MLflow sets its loggers to INFO as it is imported, and tells of every table it makes.
for _name in ("mlflow", "alembic"):
    logging.getLogger(_name).setLevel(logging.ERROR)

__all__ = [
    "GOLD_TAG",
    "Run",
    "Version",
    "log_artifacts",
    "log_data",
    "log_metrics",
    "log_tags",
    "promote",
    "register",
    "resolve",
    "runs",
    "settle",
    "training_run",
]
