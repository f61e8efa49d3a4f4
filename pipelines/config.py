"""What a training run is told: a YAML file of values, typed, frozen, unknown keys refused, all faults named at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from models.errors import ParleyError
from pipelines.reading.settings import ReadingConfig

DEFAULT = Path("configs/default.yaml")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class EncoderConfig(_Section):
    """`model`: the name of a sentence-transformers model, or the path of a local one. `tier`: the transformer itself, or a
    table of token vectors distilled from it. `encoder: static` is short for the default model's static tier.
    """

    model: str = "all-MiniLM-L6-v2"
    tier: Literal["full", "static"] = "full"

    @model_validator(mode="before")
    @classmethod
    def _short(cls, told: Any) -> Any:
        return {"tier": told} if isinstance(told, str) else told

    @property
    def engine(self) -> str | None:
        """The engine that the tier asks for; None where the model's own form decides."""
        return "static" if self.tier == "static" else None


class ThemeConfig(_Section):
    """How themes are discovered. `neighbors`: at most so many, fewer in small corpora. `layer`: the granularity
    of the best score, or the one above or below it. `seed_match`: fit, in standard deviations, from which a cluster takes a
    seed theme's name.
    """

    layouts: int = Field(8, ge=2, le=50)
    neighbors: int = Field(50, ge=2, le=200)
    components: int = Field(10, ge=2, le=100)
    min_themes: int = Field(3, ge=2)
    max_themes: int = Field(60, ge=2)
    layer: Literal["chosen", "coarser", "finer"] = "chosen"
    seed_match: float = Field(0.5, gt=0.0)

    @model_validator(mode="after")
    def _range(self) -> ThemeConfig:
        if self.min_themes > self.max_themes:
            raise ValueError(f"min_themes {self.min_themes} is above max_themes {self.max_themes}")
        return self


class StanceConfig(_Section):
    """How stance is learnt. `weights`: the folder of the shipped stance; `folds`: groups of articles that are held out;
    `coverage`: how often the true stance shall be among the options; `sure`: the probability below which a call is `unsure`.
    """

    weights: str = "seeds/stance"
    folds: int = Field(5, ge=2, le=50)
    coverage: float = Field(0.9, ge=0.5, lt=1.0)
    sure: float = Field(0.5, ge=0.0, lt=1.0)


class TrainConfig(_Section):
    """A whole training run. Paths are relative to the folder that parley is started in."""

    experiment: str = Field("parley", min_length=1)
    articles: tuple[str, ...] = Field(("seeds/articles",), min_length=1)
    labels: str = "seeds/labels.jsonl"
    actors: str = "seeds/actors.yaml"
    seed_themes: str = "seeds/themes.yaml"
    theme_edits: str = "seeds/theme_edits.yaml"
    background: str = "seeds/background.txt"
    seed: int = Field(13, ge=0, lt=2**31)
    reading: ReadingConfig = ReadingConfig()
    encoder: EncoderConfig = EncoderConfig()
    themes: ThemeConfig = ThemeConfig()
    stance: StanceConfig = StanceConfig()

    @classmethod
    def read(cls, path: Path) -> TrainConfig:
        """Read a config file; raises ParleyError that names every fault with its key."""
        values = _load(path)
        try:
            return cls() if values is None else cls.model_validate_json(_json(values))
        except ValidationError as error:
            raise ParleyError(
                f"{path} has {error.error_count()} fault(s):\n"
                + "\n".join(f"    {_told(fault)}" for fault in error.errors()),
                expected="the keys and values that configs/default.yaml explains",
                way_out="mend the lines above; a key left out takes its default",
            ) from error

    def params(self) -> dict[str, str | int | float]:
        """All values under flat names, e.g. `themes.layouts`, the same names in every run."""
        return dict(_flat("", self.model_dump()))


def _load(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ParleyError(
            f"cannot read config {path}: {' '.join(str(error).split())}",
            expected="a YAML file in UTF-8",
            way_out=f"check the path and the spelling; {DEFAULT} is a complete example",
        ) from error


def _json(values: Any) -> str:
    """Strict checks by way of JSON, where a list may become a tuple."""
    import json

    return json.dumps(_text_keys(values), default=str)


def _text_keys(values: Any) -> Any:
    """YAML takes a date for a key, JSON does not: as a text it is refused like any unknown key."""
    if isinstance(values, dict):
        return {str(key): _text_keys(value) for key, value in values.items()}
    return [_text_keys(value) for value in values] if isinstance(values, list) else values


def _told(fault: Any) -> str:
    key = ".".join(str(part) for part in fault["loc"]) or "(whole file)"
    return f"{key}: {fault['msg']}, got {fault['input']!r}"


def _flat(prefix: str, values: dict[str, Any]) -> list[tuple[str, str | int | float]]:
    rows: list[tuple[str, str | int | float]] = []
    for key, value in values.items():
        if isinstance(value, dict):
            rows += _flat(f"{prefix}{key}.", value)
        else:
            rows.append((prefix + key, ", ".join(value) if isinstance(value, tuple) else value))
    return rows
