"""Real paragraphs of the beat, held out by whole articles and by whole outlets.

The shipped weights have seen these labels, so each fold has weights of its own, made without its articles: a folder like
the shipped one, with `held_out.json`, the list of article ids that were held out. Labels are a language model's.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.stances.data import Bench, Pair, Round, data_folder, whole
from benchmarks.stances.sample import actor_pair
from models.errors import ParleyError
from models.news import STANCES

KINDS = ("article", "outlet")
WITHOUT = "parley, no label of the beat"
HELD_OUT = "held_out.json"


def folds_folder() -> Path:
    """Where the weights of the folds lie: article-0, article-1, …, outlet-0, …, and `without`, which saw no label of the beat."""
    return Path("seeds/stance.work")


def beat(kind: str) -> Bench:
    """One round for each fold of a kind that is there; ParleyError where there is none, or one is not what it should be."""
    folders = sorted(path.parent for path in folds_folder().glob(f"{kind}-*/{HELD_OUT}"))
    if not folders:
        raise ParleyError(
            f"there are no weights {folds_folder()}/{kind}-*/ with {HELD_OUT}",
            expected=f"for each fold a folder like seeds/stance, and in it {HELD_OUT}: the ids of the articles held out",
            way_out="`make pretrain DATA=folder` leaves them there",
        )
    rounds = tuple(_round(folder, kind) for folder in folders)
    count = sum(len(own.test) for own in rounds)
    return Bench(
        f"beat by {kind}",
        rounds,
        (whole(f"whole {kind}s held out", count),),
        seen="other folds, in pretraining",
        ways=(WITHOUT,),
    )


def _round(folder: Path, kind: str) -> Round:
    held_out = set(json.loads((folder / HELD_OUT).read_text(encoding="utf-8")))
    asked = tuple(pair for pair in pairs() if pair.group in held_out)
    rest = tuple(pair for pair in pairs() if pair.group not in held_out)
    torn = {pair.outlet for pair in asked} & {pair.outlet for pair in rest}
    if not asked or (kind == "outlet" and torn):
        told = f"parts of {', '.join(sorted(torn))}" if asked else "no article of the beat"
        raise ParleyError(
            f"{folder / HELD_OUT} holds out {told}",
            expected=f"whole {kind}s of stance/indomain, by the ids before the # sign",
            way_out="make these weights again: `make pretrain DATA=folder`",
        )
    return Round(rest, asked, folder)


@cache
def pairs() -> tuple[Pair, ...]:
    """All pairs whose actor is addressed, in the order of the file; the rest of a page is left out."""
    return tuple(chain.from_iterable(_paragraph(row) for row in _rows()))


def _paragraph(row: dict[str, Any]) -> list[Pair]:
    article, outlet = row["id"].split("#")[0], row["outlet"]
    return [
        actor_pair(f"{row['id']} {told['target']}", row["text"], told["target"], told["label"], article, outlet)
        for told in row["stances"]
        if told["label"] in STANCES
    ]


def readings() -> tuple[list[str], list[str]]:
    """What two independent readings called the same targets, where both say that they are addressed."""
    both: dict[str, list[str]] = defaultdict(list)
    for row in _rows():
        for reading in (row, row["second"]) if "second" in row else ():
            for told in reading["stances"]:
                both[f"{row['id']} {told['target']}"].append(told["label"])
    shared = [labels for labels in both.values() if len(labels) == 2 and set(labels) <= set(STANCES)]
    return [first for first, _ in shared], [second for _, second in shared]


@cache
def _rows() -> Sequence[dict[str, Any]]:
    lines = (data_folder() / "stance" / "indomain" / "paragraphs.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if not row["boilerplate"]]
