"""The bundle as an MLflow pyfunc model: `loader_module` of the logged model, reading data only."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .bundle import Bundle, EncoderRef
from .bundle_files import load
from .characters import tidy
from .encoder import Encoder
from .engines import open_prepared
from .golden import text_article

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "theme", "theme_name", "theme_probability", "theme_state", "theme_parent", "second_theme", "second_probability", "stances",
    "not_addressed",
)  # fmt: skip
# Where a label may say nothing. Among strings pandas reads None as NaN, which is neither a text nor JSON.
OPTIONAL = ("theme_parent", "second_theme")
LISTS = ("stances", "not_addressed")


class ParleyModel:
    """Labels the `text` column, row by row; `stances` and `not_addressed` are JSON lists: a cell holds no list everywhere."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    def predict(self, model_input: pd.DataFrame, params: dict[str, Any] | None = None) -> pd.DataFrame:
        import pandas as pd

        texts = list(model_input["text"])
        blank = [row for row, text in enumerate(texts) if not isinstance(text, str)]
        if blank:
            raise ValueError(
                f"rows {blank[:5]} have no text ({texts[blank[0]]!r}); expected: a string in each row of `text`"
            )
        labels = self.bundle.label([text_article(tidy(text)) for text in texts])
        rows = [asdict(label) for (label,) in labels]
        cells = [{**row, **{name: json.dumps(row[name], ensure_ascii=False) for name in LISTS}} for row in rows]
        kinds = dict.fromkeys(OPTIONAL, "object")
        return pd.DataFrame(
            {name: pd.Series([cell[name] for cell in cells], dtype=kinds.get(name)) for name in COLUMNS}
        )


def _load_pyfunc(data_path: str) -> ParleyModel:
    """The entry point that MLflow calls."""
    return ParleyModel(load(Path(data_path), _open))


def _open(ref: EncoderRef, folder: Path) -> Encoder:
    return open_prepared(ref.revision, ref.engine)
