"""The labels file: what people say a paragraph is about, and who takes which stance in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.actors import ActorBook
from models.characters import tidy
from models.errors import ParleyError
from models.news import STANCES, Stance

_KEYS = {"source", "paragraph", "text", "theme", "stances"}
_STANCE_KEYS = {"target", "stance", "holder"}
_EXPECTED = (
    'one JSON object a line: {"source": file, "paragraph": number, "text": …, "theme": name or null, '
    '"stances": [{"target": actor id, "stance": "favor|against|neutral", "holder": …}]}'
)
SHOWN = 20


@dataclass(frozen=True, slots=True)
class GoldStance:
    """Who takes which stance toward an actor (by id)."""

    target: str
    stance: Stance
    holder: str


@dataclass(frozen=True, slots=True)
class GoldParagraph:
    """A labelled paragraph. `source` groups the paragraphs of one article; `theme` is None where nobody judged it."""

    source: str
    text: str
    theme: str | None
    stances: tuple[GoldStance, ...]


def read_gold(path: Path, actors: ActorBook) -> tuple[GoldParagraph, ...]:
    """Read a labels file; raises ParleyError that names every faulty line (the first few, and how many more)."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # a text may hold the other line separators
    except (OSError, UnicodeDecodeError) as error:
        raise ParleyError(
            f"cannot read labels {path}: {error}", expected=_EXPECTED, way_out="correct `labels` in the config"
        ) from error
    rows, faults = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = _line(line, set(actors.ids))
        if isinstance(found, GoldParagraph):
            rows.append(found)
        else:
            faults += [f"    line {number}: {fault}" for fault in found]
    if faults or not rows:
        raise _refusal(path, faults, actors)
    return tuple(rows)


def _refusal(path: Path, faults: Sequence[str], actors: ActorBook) -> ParleyError:
    more = [f"    … and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
    told = "\n".join([*faults[:SHOWN], *more]) or "    it holds no line"
    return ParleyError(
        f"labels {path} cannot be used:\n{told}",
        expected=f"{_EXPECTED}; targets are {', '.join(actors.ids)}",
        way_out="mend these lines, or add the actor to the actors file",
    )


def _line(line: str, targets: set[str]) -> GoldParagraph | list[str]:
    """The paragraph of one line, or all that is wrong with it."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        return [f"is no JSON ({error.msg} at column {error.colno})"]
    if not isinstance(row, dict):
        return [f"is {type(row).__name__}, not an object"]
    faults = [f"unknown key {key!r}" for key in row if key not in _KEYS]
    faults += [f"{key} is {row.get(key)!r}, not a text" for key in ("source", "text") if not _is_text(row.get(key))]
    if not (row.get("theme") is None or _is_text(row["theme"])):
        faults.append(f"theme is {row['theme']!r}, neither a name nor null")
    stances = row.get("stances", [])
    if not isinstance(stances, list):
        return [*faults, f"stances is {stances!r}, not a list"]
    faults += [fault for stance in stances for fault in _stance_faults(stance, targets)]
    faults += _repeats(stances)
    if faults:
        return faults
    return GoldParagraph(
        row["source"], tidy(row["text"]), row.get("theme"), tuple(GoldStance(**stance) for stance in stances)
    )


def _stance_faults(stance: Any, targets: set[str]) -> list[str]:
    if not isinstance(stance, dict) or set(stance) != _STANCE_KEYS:
        return [f"stance {stance!r} needs just the keys target, stance, holder"]
    faults = []
    if not _is_text(stance["target"]) or stance["target"] not in targets:
        faults.append(f"unknown target {stance['target']!r}")
    if stance["stance"] not in STANCES:
        faults.append(f"stance is {stance['stance']!r}, not favor, against or neutral")
    if not _is_text(stance["holder"]):
        faults.append(f"holder is {stance['holder']!r}, not a text")
    return faults


def _repeats(stances: Sequence[Any]) -> list[str]:
    names = [str(stance["target"]) for stance in stances if isinstance(stance, dict) and "target" in stance]
    return [f"target {name!r} stands twice" for name in sorted({name for name in names if names.count(name) > 1})]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
