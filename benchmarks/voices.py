"""How well speakers are told: holders found against holders annotated on real paragraphs of the beat.

    PARLEY_DATA=<folder> python -m benchmarks.voices

First the sample corpus, by kind of gold holder (a role counts as a person); then real paragraphs. Their annotations
are a language model's, not a person's, and name a holder only where a stance is taken, so hardly any is the author's:
read accuracy together with the two F1. Articles fall by hash into the half the rules were tuned on and the half
reported. `named` counts a person as right where the annotation has only a role (“the minister”, “he”).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.actors import ActorBook
from models.bundle import holder_of
from models.floor import UNKNOWN_SPEAKER
from models.news import AUTHOR
from models.persons import person_in
from models.readings import read_article
from models.voices import holder_at, voices
from pipelines.actors import read_actors
from pipelines.gold import read_gold
from pipelines.reading import read_file

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Pair:
    """One annotated stance: its article, the holder annotated and the holder found."""

    article: str
    gold: str
    found: str


def main() -> None:
    """Print the figures of the sample corpus and of both halves."""
    data = Path(os.environ["PARLEY_DATA"])
    book = read_actors(ROOT / "seeds" / "actors.yaml")
    print(f"sample corpus: {_shares(list(sample_pairs(book)), book)}")
    pairs = list(_pairs(data, book))
    for name, half in (("tuned on", 0), ("held out", 1)):
        print(f"{name}: {_figures([pair for pair in pairs if _half(pair.article) == half], book)}")


def sample_pairs(book: ActorBook) -> Iterator[Pair]:
    """Holders of the sample corpus: those of the labels file, and those found by reading the articles whole."""
    read = {
        (path.name, row.paragraph.text): row
        for path in sorted((ROOT / "seeds" / "articles").iterdir())
        for article in read_file(path).articles
        for row in read_article(article, book)
    }
    for label in read_gold(ROOT / "seeds" / "labels.jsonl", book):
        row = read[label.source, label.text]
        named = dict(row.targets)
        for stance in label.stances:
            if stance.target in named:
                side_taken = stance.stance != "neutral"
                found = holder_of(row.voices, named[stance.target], side_taken=side_taken)
                yield Pair(label.source, stance.holder, found)


def _shares(pairs: list[Pair], book: ActorBook) -> str:
    """Per kind of gold holder, how many pairs there are and the share of equal holders."""
    actors = {actor.name for actor in book.actors}
    told: list[str] = []
    for kind in (AUTHOR, "actor", "person"):
        own = [p for p in pairs if (p.gold if p.gold == AUTHOR else "actor" if p.gold in actors else "person") == kind]
        equal = sum(_plain(pair.gold) == _plain(pair.found) for pair in own)
        told.append(f"{kind} {equal / max(1, len(own)):.3f} (n {len(own)})")
    return ", ".join(told)


def _plain(holder: str) -> str:
    return re.sub(r"^(?:an?|the) ", "", holder.lower())


def _pairs(data: Path, book: ActorBook) -> Iterator[Pair]:
    rows = [json.loads(line) for line in (data / "stance/indomain/paragraphs.jsonl").open(encoding="utf-8")]
    articles = {row["id"].split("#")[0] for row in rows}
    texts = {
        article["id"]: [text for text in article["text"].split("\n\n") if text.strip()]
        for article in map(json.loads, (data / "news/indomain.jsonl").open(encoding="utf-8"))
        if article["id"] in articles
    }
    for row in rows:
        article, number = row["id"].split("#")
        said, targets = voices([*texts[article][: int(number)], row["text"]], book)[-1], book.targets(row["text"])
        for stance in row["stances"]:
            if stance["holder"] and stance["label"] != "none" and stance["target"] in targets:
                mentions = targets[stance["target"]]
                yield Pair(article, stance["holder"], _spokesman([holder_at(said, m.start, m.end) for m in mentions]))


def _spokesman(holders: list[str]) -> str:
    """The holder toward an actor that is mentioned several times: the most frequent one who is not the author."""
    spoken = [holder for holder in holders if holder != AUTHOR]
    return Counter(spoken).most_common(1)[0][0] if spoken else AUTHOR


def _half(article: str) -> int:
    return int(hashlib.md5(article.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def _figures(pairs: list[Pair], book: ActorBook) -> str:
    right = sum(_same(pair, book) for pair in pairs)
    named = sum(_same(pair, book) or _is_named(pair, book) for pair in pairs)
    authors = sum(pair.gold == AUTHOR for pair in pairs)
    return (
        f"n {len(pairs)}, accuracy {right / len(pairs):.3f}, named {named / len(pairs):.3f}, "
        f"always-author {authors / len(pairs):.3f}, F1 author {_f1(pairs, author=True):.3f}, "
        f"F1 not author {_f1(pairs, author=False):.3f}"
    )


def _f1(pairs: list[Pair], *, author: bool) -> float:
    gold = [(pair.gold == AUTHOR) == author for pair in pairs]
    found = [(pair.found == AUTHOR) == author for pair in pairs]
    both = sum(g and f for g, f in zip(gold, found, strict=True))
    return 2 * both / max(1, sum(gold) + sum(found))


def _same(pair: Pair, book: ActorBook) -> bool:
    """By canonical actor, by a part of the name, or by a word of the role."""
    if AUTHOR in (pair.gold, pair.found):
        return pair.gold == pair.found
    if pair.found == UNKNOWN_SPEAKER:
        return pair.gold.startswith(("speaker", "the speaker"))
    actor = book.canonical(pair.gold)
    same_actor = actor is not None and actor in (pair.found, book.canonical(pair.found))
    return same_actor or bool(_words(pair.gold) & _words(pair.found))


def _is_named(pair: Pair, book: ActorBook) -> bool:
    spoken = AUTHOR not in (pair.gold, pair.found) and book.canonical(pair.found) is None
    return spoken and person_in(re.sub(r"\(.*?\)", "", pair.gold), book) is None


def _words(holder: str) -> set[str]:
    return {word.lower() for word in re.findall(r"\w+", holder) if word.lower() not in {"the", "of", "a", "an"}}


if __name__ == "__main__":
    main()
