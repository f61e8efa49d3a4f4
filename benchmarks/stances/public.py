"""The public benchmarks, as the folder `stance` of PARLEY_DATA holds them; its READMEs tell sources and licences.

Without `test` the development parts are read: what is chosen is chosen on these.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.stances.data import Bench, Pair, Part, Round, data_folder, whole
from benchmarks.stances.places import Places, places

NEWSMTSC_HEAD = "parley, a head for NewsMTSC"
Record = dict[str, Any]


def newsmtsc(test: bool) -> Bench:
    """Sentiment toward persons, sentences of US political news (Hamborg and Donnay, EACL 2021); rw as met, mt with two targets."""
    names = ("test_rw", "test_mt") if test else ("dev_rw", "dev_mt")
    asked = {name: tuple(map(_mention, _records("newsmtsc", name))) for name in names}
    train = tuple(map(_mention, _records("newsmtsc", "train")))
    parts, start = [], 0
    for name, pairs in asked.items():
        parts.append(Part(name, tuple((start + place,) for place in range(len(pairs)))))
        start += len(pairs)
    return Bench(
        "newsmtsc",
        (Round(train, sum(asked.values(), ())),),
        tuple(parts),
        seen="train part, in pretraining",
        ways=(NEWSMTSC_HEAD,),
    )


def _mention(row: Record) -> Pair:
    """Further mentions are other places of the same target, found by the data's own coreference."""
    spans = ((row["target_start"], row["target_end"]), *((m["from"], m["to"]) for m in row.get("further_mentions", ())))
    return _pair(row, row["target"], row["label"], tuple(sorted(spans)), row["text"])


def seesaw(test: bool) -> Bench:
    """Favor or against, the pair being given (Zhang et al., EMNLP 2022); pairs of one article are a group."""
    name = "test" if test else "valid"
    train, asked = (tuple(map(_triplet, _records("seesaw", part))) for part in ("train", name))
    return Bench("seesaw", (Round(train, asked),), (whole(name, len(asked)),), labels=("against", "favor"))


def _triplet(row: Record) -> Pair:
    return _pair(row, row["target"], row["label"], _span(row, "target"), row["id"].split("/")[0])


def dse(test: bool) -> Bench:
    """What one actor shows toward another (Park et al., Findings of ACL 2021), repeats of train left out.

    The data names as target whom the sentiment is toward, so which one it names says something of the label: a target that
    stands before its holder is never neutral. So both actors are asked about, in training too, where the other one is neutral.
    """
    name = "test_dedup" if test else "valid_dedup"
    train, asked = (tuple(pair for row in _records("dse", part) for pair in _both(row)) for part in ("train", name))
    parts = (
        Part(f"{name}, direction given", tuple((place,) for place in range(0, len(asked), 2))),
        Part(f"{name}, both asked", tuple((place, place + 1) for place in range(0, len(asked), 2))),
    )
    return Bench("dse", (Round(train, asked),), parts)


def _both(row: Record) -> Iterator[Pair]:
    yield _pair(row, row["target"], row["label"], _span(row, "target"), row["text"])
    yield _pair(row, row["holder"], "neutral", _span(row, "holder"), row["text"])


def vast(test: bool) -> Bench:
    """Readers' comments on policies (Allaway and McKeown, EMNLP 2020); zero-shot: targets that train does not hold."""
    name = "test" if test else "dev"
    rows = _records("vast", name)
    train, asked = tuple(map(_comment, _records("vast", "train"))), tuple(map(_comment, rows))
    zero = Part(f"{name}, zero-shot", tuple((place,) for place, row in enumerate(rows) if row["seen"] == 0))
    return Bench("vast", (Round(train, asked),), (zero, whole(f"{name}, all", len(asked))))


def _comment(row: Record) -> Pair:
    return _pair(row, row["target"], row["label"], (), row["text"])


def _pair(row: Record, target: str, label: Any, given: Places, group: str) -> Pair:
    return Pair(row["id"], row["text"], target, *places(row["text"], target, given), label, group)


def _span(row: Record, who: str) -> Places:
    """The place that the data gives, if it gives one."""
    start, end = row.get(f"{who}_start"), row.get(f"{who}_end")
    return () if start is None or end is None else ((start, end),)


def _records(folder: str, part: str) -> list[Record]:
    with gzip.open(data_folder() / "stance" / folder / f"{part}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


BENCHES: dict[str, Callable[[bool], Bench]] = {"newsmtsc": newsmtsc, "seesaw": seesaw, "dse": dse, "vast": vast}
