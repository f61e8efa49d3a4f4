"""What each part of the stance model is worth: cross-validated by article on the sample corpus.

    make bench-stance

Then the whole model, trained on all of the sample corpus, on real paragraphs of the beat where PARLEY_DATA names them
(a language model's annotations: benchmarks only).
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from models.actors import ActorBook
from models.encoder import Encoder
from models.golden import text_article
from models.metrics import class_f1, macro_f1
from models.news import STANCES
from models.stance import StanceHead, features
from models.wording import around
from pipelines.config import TrainConfig
from pipelines.corpus import encode_articles, gold_rows, labelled_pairs
from pipelines.encoders import open_encoder
from pipelines.inputs import read_inputs
from pipelines.stance_fit import Pairs, fit_stance


def main() -> None:
    """Print both tables."""
    config = TrainConfig()
    encoder = open_encoder(config.encoder.model)
    inputs = read_inputs(config)
    pairs, addressed = labelled_pairs(inputs.labels, gold_rows(inputs.labels, inputs.actors, encoder))
    print(f"{len(pairs.stances)} pairs; addressed: {addressed}\n")
    print(f"{'features':<42}{'macro-F1':>9}" + "".join(f"{s:>9}" for s in STANCES))
    head = None
    for name, own in _parts(pairs).items():
        fitted = fit_stance(own, config.stance)
        _line(name, own.stances, fitted.validation.called)
        head = fitted.head
    _line("TF-IDF of the target's sentences + LR", pairs.stances, fitted.validation.tfidf)
    _line("majority", pairs.stances, fitted.validation.majority)
    if head is not None:
        _real(encoder, inputs.actors, head)


def _parts(pairs: Pairs) -> dict[str, Pairs]:
    sentence, target = np.split(pairs.features, 2, axis=1)
    silent = tuple("" for _ in pairs.wording)
    words = tuple(f"nothing here {text}" for text in silent)  # two terms that tell nothing: the vectorizer needs some
    return {
        "paragraph vector": replace(pairs, features=sentence, wording=words),
        "target states": replace(pairs, features=target, wording=words),
        "paragraph vector + target states": replace(pairs, wording=words),
        "paragraph vector + words": replace(pairs, features=sentence),
        "all: vector + target states + words": pairs,
    }


def _line(name: str, gold: Sequence[str], called: Sequence[str]) -> None:
    scores = class_f1(gold, called, STANCES)
    print(f"{name:<42}{macro_f1(gold, called, STANCES):>9.3f}" + "".join(f"{scores[s]:>9.3f}" for s in STANCES))


def _real(encoder: Encoder, actors: ActorBook, head: StanceHead) -> None:
    if "PARLEY_DATA" not in os.environ:
        print("PARLEY_DATA is unset: the sample corpus alone")
        return
    lines = (
        (Path(os.environ["PARLEY_DATA"]) / "stance" / "indomain" / "paragraphs.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    rows = [row for row in map(json.loads, lines) if not row["boilerplate"]]
    gold, called = [], []
    for row, read in zip(
        rows, encode_articles([text_article(row["text"]) for row in rows], actors, encoder), strict=True
    ):
        wanted = {stance["target"]: stance["label"] for stance in row["stances"] if stance["label"] != "none"}
        for (target, mentions), own in zip(read.read.targets, features(read.encoded), strict=True):
            if target in wanted:
                gold.append(wanted[target])
                called.append(head.call(own, around(read.text, mentions)).stance)
    _line(f"real paragraphs, trained on the sample ({len(gold)})", gold, called)
    _line("  majority", gold, ["neutral"] * len(gold))


if __name__ == "__main__":
    main()
