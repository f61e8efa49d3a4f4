"""The registered model as a column function of Spark: `mlflow.pyfunc.spark_udf`, with its empty cells given back.

MLflow turns every cell of a string column into a text, so that a label without a parent theme would have the parent "None"
in one batch and none in another. A theme's id has no capitals, so the word is never an id.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import mlflow

from models.serving import COLUMNS, OPTIONAL
from pipelines.store import CHAMPION, MODEL, tracking_uri

if TYPE_CHECKING:
    from pyspark.sql import Column, SparkSession

MISSING = "None"


def label_udf(spark: SparkSession, model: str = f"models:/{MODEL}@{CHAMPION}") -> Callable[[str | Column], Column]:
    """A function of a text column that gives a struct of `models.serving.COLUMNS`, each text labelled by itself."""
    from pyspark.sql import functions

    mlflow.set_tracking_uri(tracking_uri())
    plain = mlflow.pyfunc.spark_udf(spark, model, env_manager="local")

    def label(text: str | Column) -> Column:
        told = plain(text)
        cells = {name: told[name] for name in COLUMNS}
        cells |= {name: functions.nullif(cells[name], functions.lit(MISSING)) for name in OPTIONAL}
        return functions.struct(*[cell.alias(name) for name, cell in cells.items()])

    return label
