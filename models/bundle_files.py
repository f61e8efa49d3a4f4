"""Saving and loading a bundle. Loading replays golden predictions and refuses a bundle that no longer gives them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from .actors import ActorBook
from .bundle import Bundle, EncoderRef, Label
from .encoder import Encoder
from .errors import ParleyError
from .news import Article, Paragraph
from .stance import StanceHead
from .themes import Theme, Themes
from .wording import Wording

FORMAT = 1
JSON_FILE, ARRAYS_FILE, GOLDEN_FILE = "bundle.json", "arrays.safetensors", "golden.jsonl"
THEME_ARRAYS = ("center", "prototypes", "anchors", "core")
THEME_NUMBERS = ("floor", "margin", "temperature")
STANCE_ARRAYS = ("weights", "bias", "shift")
# Another processor may round an int8 product's scale otherwise; a label that changes for it is refused all the same.
TOLERANCE = 0.01
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Golden:
    """A paragraph and the label the bundle gave it when it was made (as plain JSON values)."""

    text: str
    label: dict[str, Any]


def save(bundle: Bundle, golden_texts: Sequence[str], folder: Path) -> None:
    """Write a bundle, with its labels of `golden_texts`, into an existing empty folder."""
    from safetensors.numpy import save_file

    themes, stance = bundle.themes, bundle.stance
    arrays = {name: getattr(themes, name) for name in THEME_ARRAYS} | {
        name: getattr(stance, name) for name in STANCE_ARRAYS
    }
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
        Golden(text, asdict(label))
        for text, label in zip(golden_texts, _label_texts(bundle, golden_texts), strict=True)
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
    numbers = {name: themes[name] for name in THEME_NUMBERS}
    wording = Wording(tuple(stance["terms"]), arrays["word_idf"], arrays["word_weights"])
    head = StanceHead(
        **{name: arrays[name] for name in STANCE_ARRAYS}, temperature=stance["temperature"], wording=wording
    )
    return (
        ActorBook.from_rows(facts["actors"]),
        Themes(rows, **{name: arrays[name] for name in THEME_ARRAYS}, **numbers),
        head,
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


def replay(bundle: Bundle, golden: Sequence[Golden]) -> None:
    """Label the golden paragraphs again; raises ParleyError naming the first that came out otherwise."""
    for row, label in zip(golden, _label_texts(bundle, [row.text for row in golden]), strict=True):
        found = json.loads(json.dumps(asdict(label)))
        if not same_label(row.label, found):
            raise ParleyError(
                f"the bundle labels a golden paragraph otherwise than when it was made: {row.text[:60]!r}\n"
                f"  then: {row.label}\n  now:  {found}",
                expected="the same label, stances and holders, probabilities within " + str(TOLERANCE),
                way_out=f"install the versions it was made with ({_versions(bundle)}), or train anew with `parley train`",
            )


def same_label(one: Any, other: Any) -> bool:
    """Whether two labels as JSON values are equal, numbers within TOLERANCE."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_label(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same_label, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= TOLERANCE
    return bool(one == other)


def text_article(text: str) -> Article:
    """An article of one paragraph, for text that comes without a page around it."""
    return Article("", "", None, None, None, None, None, (Paragraph(text, 0, 0, len(text)),), ())


def _label_texts(bundle: Bundle, texts: Sequence[str]) -> list[Label]:
    return [labels[0] for labels in bundle.label([text_article(text) for text in texts])]


def _facts(folder: Path) -> dict[str, Any]:
    missing = [name for name in (JSON_FILE, ARRAYS_FILE, GOLDEN_FILE) if not (folder / name).is_file()]
    if missing:
        raise ParleyError(
            f"{folder} is no bundle: {', '.join(missing)} missing",
            expected="a folder that `parley train` has written",
            way_out="give a registered model (`--model parley`), or the folder of its bundle",
        )
    facts = _parsed(folder / JSON_FILE, _json)
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise ParleyError(
            f"{folder / JSON_FILE} has format {facts.get('format') if isinstance(facts, dict) else facts!r}",
            expected=f"format {FORMAT}, which this version of parley reads",
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


def _versions(bundle: Bundle) -> str:
    return ", ".join(f"{name} {version}" for name, version in sorted(bundle.made_with.items()))
