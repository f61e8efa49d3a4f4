"""The sample corpus, folds by article, and real paragraphs whose labels a language model read one by one."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.stances.data import Bench, Pair, Round, data_folder, whole
from benchmarks.stances.places import places
from models.actors import ActorBook
from models.errors import ParleyError
from models.news import Stance
from models.references import references
from pipelines.actors import read_actors
from pipelines.gold import read_gold
from pipelines.pretraining.examples import text_key

SEEDS = Path("seeds")
FOLDS = 5
HAND_CHECK = Path(__file__).with_name("hand_check.jsonl")


@cache
def book() -> ActorBook:
    """The sample's actors."""
    return read_actors(SEEDS / "actors.yaml")


def actor_pair(name: str, text: str, target: str, label: Any, group: str, outlet: str = "") -> Pair:
    """A pair whose target is an actor's id: its places are the actor's mentions; without any, those of the actor's name."""
    found = dict(references([text], book())[0]).get(target, ())
    spans, how = places(text, book().get(target).name, tuple((mention.start, mention.end) for mention in found))
    return Pair(name, text, target, spans, "by name" if how == "given" else how, label, group, outlet)


def sample() -> Bench:
    """Each fifth of the articles is asked about with the rest to train on."""
    pairs = tuple(
        actor_pair(f"{row.source} {row.text[:40]} {told.target}", row.text, told.target, told.stance, row.source)
        for row in read_gold(SEEDS / "labels.jsonl", book())
        for told in row.stances
    )
    folds = [tuple(pair for pair in pairs if _fold(pair.group) == fold) for fold in range(FOLDS)]
    rounds = tuple(Round(tuple(p for p in pairs if _fold(p.group) != k), own) for k, own in enumerate(folds))
    return Bench("sample", rounds, (whole("sample corpus", len(pairs)),))


def _fold(group: str) -> int:
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % FOLDS


def hand_check() -> Bench:
    """Trained on the sample corpus, asked about the paragraphs of hand_check.jsonl; ParleyError where it is missing.

    A line holds `id` (article id in news/indomain_300.jsonl, #, paragraph number from 0), `target` (actor id) and `stance`;
    the texts are not ours to ship. Articles of which the shipped weights have seen a paragraph are left out.
    """
    if not HAND_CHECK.is_file():
        raise ParleyError(
            f"there is no {HAND_CHECK.name} beside this module",
            expected='one JSON object a line: {"id": "<article>#<paragraph>", "target": actor id, "stance": …}',
            way_out="label paragraphs of news/indomain_300.jsonl by docs/codebook.md",
        )
    texts = {
        f"{article['id']}#{number}": text
        for article in map(json.loads, (data_folder() / "news" / "indomain_300.jsonl").open(encoding="utf-8"))
        for number, text in enumerate(part for part in article["text"].split("\n\n") if part.strip())
    }
    known = _learnt()
    learnt = {_article(name) for name, text in texts.items() if text_key(text.strip()) in known}
    rows = map(json.loads, HAND_CHECK.read_text(encoding="utf-8").splitlines())
    asked = tuple(_checked(row, texts) for row in rows if _article(row["id"]) not in learnt)
    train = tuple(pair for own in sample().rounds for pair in own.test)
    return Bench("hand check", (Round(train, asked),), (whole("paragraphs of articles not learnt from", len(asked)),))


def _learnt() -> set[str]:
    lines = (SEEDS / "stance" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    return {json.loads(line)["text_sha256"] for line in lines}


def _article(paragraph: str) -> str:
    return paragraph.split("#")[0]


def _checked(row: dict[str, Any], texts: dict[str, str]) -> Pair:
    stance: Stance = row["stance"]
    return actor_pair(f"{row['id']} {row['target']}", texts[row["id"]], row["target"], stance, _article(row["id"]))
