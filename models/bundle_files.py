"""Saving and loading a bundle. Loading replays golden predictions and refuses a bundle that no longer gives them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from .actors import ActorBook
from .bundle import Bundle, EncoderRef
from .discriminant import Discriminants
from .encoder import Encoder
from .errors import ParleyError
from .golden import Golden, label_texts, replay
from .stance import StanceHead
from .themes import Theme, Themes
from .wording import Wording

# Format 1 had one prototype and one anchor a theme; what it says is read as discriminants and exemplars (`_themes_1`).
FORMAT = 2
FORMATS = (1, FORMAT)
JSON_FILE, ARRAYS_FILE, GOLDEN_FILE = "bundle.json", "arrays.safetensors", "golden.jsonl"
THEME_ARRAYS = ("center", "exemplars", "core")
THEME_NUMBERS = ("floor", "margin", "temperature", "doubt", "nearest")
STANCE_ARRAYS = ("weights", "bias", "shift")
T = TypeVar("T")


def save(bundle: Bundle, golden_texts: Sequence[str], folder: Path) -> None:
    """Write a bundle, with its labels of `golden_texts`, into an existing empty folder."""
    from safetensors.numpy import save_file

    themes, stance = bundle.themes, bundle.stance
    arrays = {name: getattr(themes, name) for name in THEME_ARRAYS} | {
        name: getattr(stance, name) for name in STANCE_ARRAYS
    }
    learnt = themes.discriminants
    arrays |= {"theme_weights": learnt.weights, "theme_bias": learnt.bias, "theme_owners": learnt.owners}
    arrays |= {"word_idf": stance.wording.idf, "word_weights": stance.wording.weights}
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / ARRAYS_FILE)
    facts = {
        "format": FORMAT,
        "encoder": asdict(bundle.encoder_ref),
        "themes": {name: getattr(themes, name) for name in THEME_NUMBERS}
        | {"list": [asdict(theme) for theme in themes.themes]},
        "stance": {"temperature": stance.temperature, "terms": stance.wording.terms},
        "actors": bundle.actors.to_rows(),
        "golden": len(golden_texts),
        "data_digest": bundle.data_digest,
        "made_with": bundle.made_with,
    }
    (folder / JSON_FILE).write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    rows = [
        Golden(text, asdict(label)) for text, label in zip(golden_texts, label_texts(bundle, golden_texts), strict=True)
    ]
    lines = "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
    (folder / GOLDEN_FILE).write_text(lines, encoding="utf-8")


def load(folder: Path, open_encoder: Callable[[EncoderRef], Encoder]) -> Bundle:
    """Read a bundle and prove it: raises ParleyError on a missing or damaged file, an unknown format, a changed prediction."""
    bundle = read(folder, open_encoder)
    replay(bundle, read_golden(folder))
    return bundle


def read(folder: Path, open_encoder: Callable[[EncoderRef], Encoder]) -> Bundle:
    """Read a bundle without replaying its golden predictions."""
    from safetensors.numpy import load_file

    facts = _facts(folder)
    arrays: dict[str, Any] = _parsed(folder / ARRAYS_FILE, load_file)
    ref = read_ref(folder)
    actors, themes, stance = _parsed(folder, lambda _: _learnt(facts, arrays))
    return Bundle(
        encoder_ref=ref,
        encoder=open_encoder(ref),
        actors=actors,
        themes=themes,
        stance=stance,
        data_digest=str(facts.get("data_digest")),
        made_with=dict(facts.get("made_with", {})),
    )


def read_ref(folder: Path) -> EncoderRef:
    """Which encoder a bundle needs."""
    facts = _facts(folder)
    return _parsed(folder / JSON_FILE, lambda _: EncoderRef(**facts["encoder"]))


def _learnt(facts: dict[str, Any], arrays: dict[str, Any]) -> tuple[ActorBook, Themes, StanceHead]:
    """What a bundle's files say, put together."""
    themes, stance = facts["themes"], facts["stance"]
    rows = tuple(Theme(**{**row, "phrases": tuple(row["phrases"])}) for row in themes["list"])
    wording = Wording(tuple(stance["terms"]), arrays["word_idf"], arrays["word_weights"])
    head = StanceHead(
        **{name: arrays[name] for name in STANCE_ARRAYS}, temperature=stance["temperature"], wording=wording
    )
    return (
        ActorBook.from_rows(facts["actors"]),
        _themes_1(rows, themes, arrays) if facts["format"] == 1 else _themes(rows, themes, arrays),
        head,
    )


def _themes(rows: tuple[Theme, ...], numbers: dict[str, Any], arrays: dict[str, Any]) -> Themes:
    return Themes(
        rows,
        discriminants=Discriminants(arrays["theme_weights"], arrays["theme_bias"], arrays["theme_owners"]),
        **{name: arrays[name] for name in THEME_ARRAYS},
        **{name: numbers[name] for name in THEME_NUMBERS},
    )


def _themes_1(rows: tuple[Theme, ...], numbers: dict[str, Any], arrays: dict[str, Any]) -> Themes:
    """A cosine to a prototype is a linear score; the nearest anchor is one nearest exemplar."""
    return Themes(
        rows,
        center=arrays["center"],
        discriminants=Discriminants(arrays["prototypes"].astype(np.float64), np.zeros(len(rows)), np.arange(len(rows))),
        exemplars=arrays["anchors"],
        nearest=1,
        core=arrays["core"],
        **{name: numbers[name] for name in ("floor", "margin", "temperature")},
    )


def read_golden(folder: Path) -> list[Golden]:
    """The golden predictions of a bundle; raises ParleyError when the file is damaged."""
    rows = _parsed(folder / GOLDEN_FILE, _golden)
    facts = _facts(folder)
    expected = _parsed(folder / JSON_FILE, lambda _: facts["golden"])
    if len(rows) != expected:
        raise ParleyError(
            f"{folder / GOLDEN_FILE} holds {len(rows)} golden predictions",
            expected=f"{expected}, as when the bundle was made",
            way_out="copy the bundle again, or train anew with `parley train`",
        )
    return rows


def _facts(folder: Path) -> dict[str, Any]:
    missing = [name for name in (JSON_FILE, ARRAYS_FILE, GOLDEN_FILE) if not (folder / name).is_file()]
    if missing:
        raise ParleyError(
            f"{folder} is no bundle: {', '.join(missing)} missing",
            expected="a folder that `parley train` has written",
            way_out="give a registered model (`--model parley`), or the folder of its bundle",
        )
    facts = _parsed(folder / JSON_FILE, _json)
    if not isinstance(facts, dict) or facts.get("format") not in FORMATS:
        raise ParleyError(
            f"{folder / JSON_FILE} has format {facts.get('format') if isinstance(facts, dict) else facts!r}",
            expected=f"format {' or '.join(map(str, FORMATS))}, which this version of parley reads",
            way_out="use the parley version that wrote it, or train anew with `parley train`",
        )
    return facts


def _parsed(path: Path, parse: Callable[[Path], T]) -> T:
    from safetensors import SafetensorError

    try:
        return parse(path)
    except (AttributeError, KeyError, TypeError, ValueError, SafetensorError) as error:  # whatever broken data can give
        raise ParleyError(
            f"{path} is damaged: {type(error).__name__} {error}",
            expected="the file as `parley train` wrote it",
            way_out="copy the whole bundle again, or train anew with `parley train`",
        ) from error


def _json(path: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return facts


def _golden(path: Path) -> list[Golden]:
    rows = [Golden(**json.loads(line)) for line in path.read_text(encoding="utf-8").split("\n") if line]
    if not rows:
        raise ValueError("it holds no prediction")
    return rows
