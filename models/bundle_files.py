"""Saving and loading a bundle. Loading replays golden predictions and refuses a bundle that no longer gives them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from .actors import ActorBook
from .bundle import Bundle, EncoderRef
from .encoder import Encoder
from .errors import ParleyError
from .golden import Golden, label_texts, replay
from .readings import Encoders
from .stance_files import head_arrays, head_numbers, read_head
from .theme_files import read_themes, theme_arrays, theme_numbers
from .themes import Themes

# Formats 1 and 2 are read for their themes alone, so that a retraining keeps theme ids. Their stance came from the encoder
# of the themes, and who speaks is found by further rules since: they would not label as they did.
FORMAT = 3
FORMATS = (1, 2, FORMAT)
ADAPTER_FILE = "stance_encoder.safetensors"
JSON_FILE, ARRAYS_FILE, GOLDEN_FILE = "bundle.json", "arrays.safetensors", "golden.jsonl"
T = TypeVar("T")
# Opens the encoder that a reference names; the folder is the bundle's, which may hold the layers of an adapted one.
Open = Callable[[EncoderRef, Path], Encoder]


def save(bundle: Bundle, golden_texts: Sequence[str], folder: Path) -> None:
    """Write a bundle, with its labels of `golden_texts`, into an existing empty folder."""
    from safetensors.numpy import save_file

    arrays = theme_arrays(bundle.themes) | head_arrays(bundle.stance)
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / ARRAYS_FILE)
    facts = {
        "format": FORMAT,
        "encoder": asdict(bundle.encoder_ref),
        "stance_encoder": asdict(bundle.stance_ref),
        "themes": theme_numbers(bundle.themes),
        "stance": head_numbers(bundle.stance),
        "actors": bundle.actors.to_rows(),
        "golden": len(golden_texts),
        "data_digest": bundle.data_digest,
        "made_with": bundle.made_with,
    }
    shutil.copyfile(bundle.adapter, folder / ADAPTER_FILE)
    (folder / JSON_FILE).write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh = replace(bundle, encoders=bundle.encoders.fresh())  # what is remembered proves nothing
    rows = [
        Golden(text, asdict(label)) for text, label in zip(golden_texts, label_texts(fresh, golden_texts), strict=True)
    ]
    lines = "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
    (folder / GOLDEN_FILE).write_text(lines, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Filing:
    """What files paragraphs under themes: all that a bundle of an older format is read for."""

    themes: Themes
    encoder: Encoder


def load(folder: Path, open_encoder: Open) -> Bundle:
    """Read a bundle and prove it: raises ParleyError on a missing or damaged file, another format, a changed prediction."""
    bundle = read(folder, open_encoder)
    prove(bundle, folder)
    return bundle


def prove(bundle: Bundle, folder: Path) -> None:
    """Replay the golden predictions, all encoded anew; raises ParleyError where one is damaged or comes out otherwise."""
    replay(replace(bundle, encoders=bundle.encoders.fresh()), read_golden(folder))


def read(folder: Path, open_encoder: Open) -> Bundle:
    """Read a bundle without replaying its golden predictions."""
    facts, arrays = _labelling(folder), _arrays(folder)
    ref, stance_ref = read_refs(folder)
    return Bundle(
        encoder_ref=ref,
        stance_ref=stance_ref,
        encoders=Encoders(open_encoder(ref, folder), open_encoder(stance_ref, folder)),
        adapter=folder / ADAPTER_FILE,
        actors=_parsed(folder, lambda _: ActorBook.from_rows(facts["actors"])),
        themes=_parsed(folder, lambda _: read_themes(facts["themes"], arrays, first=False)),
        stance=_parsed(folder, lambda _: read_head(facts["stance"], arrays)),
        data_digest=str(facts.get("data_digest")),
        made_with=dict(facts.get("made_with", {})),
    )


def read_filing(folder: Path, open_encoder: Open) -> Filing:
    """The themes of a bundle of any format, and their encoder."""
    facts, arrays = _facts(folder), _arrays(folder)
    ref = _parsed(folder / JSON_FILE, lambda _: EncoderRef(**facts["encoder"]))
    themes = _parsed(folder, lambda _: read_themes(facts["themes"], arrays, first=facts["format"] == 1))
    return Filing(themes, open_encoder(ref, folder))


def read_refs(folder: Path) -> tuple[EncoderRef, EncoderRef]:
    """Which encoders a bundle needs, for themes and for stance."""
    facts = _labelling(folder)
    return _parsed(
        folder / JSON_FILE, lambda _: (EncoderRef(**facts["encoder"]), EncoderRef(**facts["stance_encoder"]))
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


def _arrays(folder: Path) -> dict[str, Any]:
    from safetensors.numpy import load_file

    return _parsed(folder / ARRAYS_FILE, load_file)


def _labelling(folder: Path) -> dict[str, Any]:
    """The facts of a bundle that may label; raises ParleyError for one of an older format."""
    facts = _facts(folder)
    if facts["format"] != FORMAT:
        raise ParleyError(
            f"{folder / JSON_FILE} has format {facts['format']}: this version of parley would not label as that model did",
            expected=f"format {FORMAT}: stance has an encoder of its own since, and speakers are found by further rules",
            way_out="train anew with `parley train` (theme ids and names are kept), or label with the version that wrote it",
        )
    return facts


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
