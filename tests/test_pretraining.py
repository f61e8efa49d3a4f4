"""Making the shipped stance: what is learnt from what, nothing held out leaks, and a stopped run goes on to the same weights."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from models.actors import ActorBook
from models.errors import ParleyError
from models.news import Actor
from models.stance import Calibration, StanceHead
from pipelines.pretraining.batches import Tokenized, batches, tokenized
from pipelines.pretraining.copies import fresh
from pipelines.pretraining.examples import Example, Judged, annotated, apart, kept_labels, newsmtsc, text_key
from pipelines.pretraining.held_out import HeldOut, calibration_of
from pipelines.pretraining.loop import Progress, fine_tune
from pipelines.pretraining.material import Material, read_material, second_stage, splits
from pipelines.pretraining.network import StanceNetwork
from pipelines.pretraining.settings import BEAT
from pipelines.shipped import open_shipped
from pipelines.stance_calibration import PLAIN
from pipelines.stance_pairs import CLASSES, Pairs
from pipelines.weights import BUNDLED, find_weights

BOOK = ActorBook((Actor("norland", "Norland", "state", ()), Actor("pakistan", "Pakistan", "state", ("Islamabad",))))
SIDES = (
    ("favor", "The envoy thanked {} warmly."),
    ("against", "The envoy blamed {} for it."),
    ("neutral", "He flew to {}."),
)
SMALL = replace(BEAT, epochs=2, tokens=80)


def lines(path: Path, rows: Sequence[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")


def paragraph(number: int, target: str = "Pakistan", outlet: str = "Dawn") -> dict[str, object]:
    label, text = SIDES[number % 3]
    stances = [{"target": target.lower(), "label": label, "holder": ""}]
    return {"id": f"a{number}#0", "text": f"{number}. {text.format(target)}", "stances": stances, "outlet": outlet}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in the layout that pretraining reads, of invented sentences."""
    sentences = [
        {
            "text": f"{n}. Ms Doe {verb} again.",
            "target_start": len(f"{n}. Ms "),
            "target_end": len(f"{n}. Ms Doe"),
            "label": label,
        }
        for n, (label, verb) in enumerate([("favor", "shone"), ("against", "lied"), ("neutral", "sat")] * 4)
    ]
    lines(tmp_path / "stance" / "newsmtsc" / "train.jsonl.gz", sentences)
    outlets = ("Dawn", "Associated Press of Pakistan (APP)", "Elsewhere")
    nobody = {"id": "a60#0", "text": "It rained.", "stances": [], "outlet": outlets[0]}
    beat = [paragraph(n, outlet=outlets[n % 5 % 3]) for n in range(60)]
    lines(tmp_path / "stance" / "indomain" / "paragraphs.jsonl", [*beat, nobody])
    lines(tmp_path / "stance" / "worldnews" / "paragraphs.jsonl", [paragraph(n, "Iran") for n in range(100, 106)])
    article = {"id": "n1", "outlet": "Dawn", "text": "He praised Pakistan.\n\nNobody was named."}
    lines(tmp_path / "news" / "indomain.jsonl", [article])
    for name in ("news/dawn_2025.jsonl.gz", "news/app_2020_2025.jsonl.gz", "topics/allsides.jsonl.gz"):
        lines(tmp_path / name, [])
    return tmp_path


def test_a_sentence_with_several_targets_is_one_example_with_all_mentions_of_each(tmp_path: Path) -> None:
    text = "Doe met Roe, and she smiled."
    rows = [
        {
            "text": text,
            "target_start": 0,
            "target_end": 3,
            "label": "favor",
            "further_mentions": [{"from": 17, "to": 20}],
        },
        {"text": text, "target_start": 8, "target_end": 11, "label": "neutral"},
    ]
    lines(tmp_path / "stance" / "newsmtsc" / "train.jsonl.gz", rows)

    (example,) = newsmtsc(tmp_path, "train").examples

    assert [own.spans for own in example.judged] == [((0, 3), (17, 20)), ((8, 11),)]
    assert (example.task, len(example.judged)) == ("newsmtsc", 2)


def test_labels_are_put_where_the_text_names_the_target_and_the_others_are_counted(tmp_path: Path) -> None:
    stances = [
        {"target": "pakistan", "label": "none", "holder": ""},
        {"target": "norland", "label": "favor", "holder": "x"},
    ]
    row = {"id": "a#1", "text": "Islamabad airport was closed.", "stances": stances, "outlet": "Dawn"}
    lines(tmp_path / "stance" / "indomain" / "paragraphs.jsonl", [row, {**row, "boilerplate": True}])

    counted = annotated(tmp_path, "indomain", [BOOK])

    (example,) = counted.examples
    assert (example.judged, example.article, counted.unnamed) == ((Judged(((0, 9),), 3),), "a", 1)


def test_kept_labels_find_their_texts_by_hash_and_lost_texts_are_counted(data: Path, tmp_path: Path) -> None:
    stances = [{"target": "pakistan", "label": "favor", "holder": "author"}]
    kept = [{"text_sha256": text_key(text), "stances": stances} for text in ("He praised Pakistan.", "Long gone.")]
    lines(tmp_path / "labels.jsonl", kept)

    counted = kept_labels(data, tmp_path / "labels.jsonl", [BOOK])

    assert [(own.text, own.article) for own in counted.examples] == [("He praised Pakistan.", "n1")]
    assert counted.unnamed == 1


def test_missing_data_is_refused_with_the_file_and_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ParleyError, match=r"train\.jsonl\.gz") as refusal:
        newsmtsc(tmp_path, "train")
    assert "--data" in str(refusal.value)


def example(text: str, article: str, outlet: str = "Dawn") -> Example:
    return Example(text, (Judged(((0, 1),), 0),), "stance", article, outlet)


examples = st.lists(
    st.builds(example, st.sampled_from("abcdefgh"), st.sampled_from("1234"), st.sampled_from(["Dawn", "Else"])),
    max_size=12,
)


@given(examples, examples)
def test_nothing_shares_an_article_or_a_text_with_what_is_held_out(wide: list[Example], beat: list[Example]) -> None:
    for test in splits(beat).values():
        learnt = second_stage(Material(tuple(wide), tuple(beat), 0), test, 5)
        assert not {own.article for own in learnt} & {own.article for own in test}
        assert not {own.text for own in learnt} & {own.text for own in test}
        assert set(learnt) <= {*wide, *beat}
    assert apart(wide, beat) == tuple(w for w in wide if all(w.article != b.article and w.text != b.text for b in beat))


@given(examples)
def test_every_example_is_held_out_once_by_article_and_once_by_outlet(beat: list[Example]) -> None:
    for kind in ("article", "outlet"):
        held = [own for name, test in splits(beat).items() if name.startswith(kind) for own in test]
        assert sorted(map(repr, held)) == sorted(map(repr, beat))


@settings(max_examples=30)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=30), st.booleans())
def test_batches_hold_each_text_once_and_no_more_tokens_than_asked(lengths: list[int], drawn: bool) -> None:
    rows = [Tokenized(tuple(range(1, n + 1)), ((0,),), (n % 4,), "stance") for n in lengths]

    made = list(batches(rows, 60, random.Random(3) if drawn else None))

    assert sorted(int(own) for batch in made for own in batch.mask.sum(dim=1)) == sorted(lengths)
    assert all(batch.ids.numel() <= 60 or len(batch.ids) == 1 for batch in made)


def test_a_target_s_tokens_are_those_its_spans_touch() -> None:
    tokenizer = Tokenizer.from_file(str(find_weights(BUNDLED) / "tokenizer.json"))
    own = Example("Norland thanked Norland.", (Judged(((0, 7), (16, 23)), 1),), "stance", "a", "b")

    (row,) = tokenized([own], tokenizer)

    assert "".join(tokenizer.id_to_token(row.ids[i]).removeprefix("##") for i in row.targets[0]) == "norlandnorland"


@pytest.mark.slow
def test_a_stopped_run_goes_on_to_the_same_weights(data: Path, tmp_path: Path) -> None:
    source = find_weights(BUNDLED)
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    rows = tokenized(annotated(data, "indomain", [BOOK]).examples[:12], tokenizer)

    def trained(checkpoint: Path, stop: int | None) -> StanceNetwork:
        torch.manual_seed(1)
        network = StanceNetwork(source)
        if stop:
            with pytest.raises(KeyboardInterrupt):
                fine_tune(network, rows, SMALL, 0, checkpoint, _stopping(stop))
            network = StanceNetwork(source)
        fine_tune(network, rows, SMALL, 0, checkpoint, lambda done: None)
        return network

    whole, resumed = trained(tmp_path / "one", None), trained(tmp_path / "two", 1)

    for name, tensor in whole.state_dict().items():
        assert torch.equal(tensor, resumed.state_dict()[name]), name
    assert sys.float_info.min / 2 > 0  # what training changed of the processor's arithmetic is given back


def _stopping(epoch: int) -> Callable[[Progress], None]:
    def say(done: Progress) -> None:
        if done.epoch == epoch:
            raise KeyboardInterrupt

    return say


@pytest.mark.slow
def test_pretraining_writes_weights_that_open_with_figures_of_what_was_held_out(
    data: Path, tmp_path: Path, repository: Path, parley: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    out = tmp_path / "weights"

    done = parley("pretrain", "--data", data, "--out", out, cwd=repository, store=f"sqlite:///{tmp_path}/mlflow.db")

    assert done.returncode == 0, done.stderr
    assert open_shipped(out).head.weights.shape == (4, 768)
    facts = json.loads((out / "head.json").read_text(encoding="utf-8"))["made"]
    assert {"without_macro_f1", "article_macro_f1", "outlet_macro_f1"} <= facts["metrics"].keys()
    again = parley("pretrain", "--data", data, "--out", out, cwd=repository, store=f"sqlite:///{tmp_path}/mlflow.db")
    assert "epoch" not in again.stdout  # all stages lie finished
    assert told_of(tmp_path / "weights.work", "outlet") == told_of(tmp_path / "weights.work", "article")
    assert "a60" in told_of(tmp_path / "weights.work", "outlet")
    changed = data / "stance" / "indomain" / "paragraphs.jsonl"
    lines(changed, [paragraph(n, outlet="Dawn") for n in range(30)])
    anew = parley("pretrain", "--data", data, "--out", out, cwd=repository, store=f"sqlite:///{tmp_path}/mlflow.db")
    assert "beat: epoch" in anew.stdout  # what was made of other data is not taken
    assert "wide: epoch" not in anew.stdout


def told_of(work: Path, kind: str) -> list[str]:
    """The articles that the folds of a kind were kept from."""
    return sorted(name for path in work.glob(f"{kind}-*/held_out.json") for name in json.loads(path.read_text()))


def test_nothing_of_the_annotated_beat_is_learnt_from_in_the_first_stage(data: Path) -> None:
    same_article = paragraph(200) | {"id": "a3#9"}
    same_text = {**paragraph(201), "text": paragraph(4)["text"]}
    lines(data / "stance" / "worldnews" / "paragraphs.jsonl", [same_article, same_text, paragraph(202)])

    material = read_material(data)

    asked = [own for own in material.beat if own.judged]
    assert len(asked) == 60
    assert [own.article for own in material.wide if own.task == "stance"] == ["a202"]


def test_a_text_that_repeats_eight_words_of_one_learnt_is_not_fresh() -> None:
    learnt = "On Monday the envoy thanked Norland for its long and patient help."
    copied, other = (
        "He said the envoy thanked Norland for its long and dull wait.",
        "The envoy thanked Norland for its help.",
    )

    assert fresh([copied, other, learnt.upper(), ""], [learnt]).tolist() == [False, True, False, True]
    assert fresh([learnt], []).tolist() == [True]


def held_out(name: str, articles: str, draw: np.random.Generator) -> HeldOut:
    """Eight pairs an article, whose logits say little."""
    own = [article for article in articles for _ in range(8)]
    classes = tuple(CLASSES[i % 4] for i in range(len(own)))
    told = Pairs(np.zeros((len(own), 2), np.float32), classes, ("iran",) * len(own), tuple(own), ("",) * len(own))
    head = StanceHead(np.zeros((4, 2)), np.zeros(4), Calibration(1.0, np.zeros(3)))
    new = np.ones(len(own), bool)
    return HeldOut(name, told, draw.normal(size=(len(own), 4)), head, Path(), new, frozenset(articles))


@pytest.mark.parametrize("name", ["article-1", "outlet-0", "without"])
def test_weights_are_calibrated_on_no_pair_of_what_they_are_kept_from(name: str) -> None:
    """Whoever predicted it: other networks may have been asked about the same pairs."""
    draw = np.random.default_rng(1)
    held = [held_out("article-0", "abc", draw), held_out("article-1", "def", draw)]
    kept = {"article-1": "def", "outlet-0": "be", "without": "abcdef"}[name]
    junk = [replace(own, logits=own.logits.copy()) for own in held]
    for own in junk:
        own.logits[[article in kept for article in own.pairs.articles]] = 99.0

    one, other = (calibration_of(rows, frozenset(kept)) for rows in (held, junk))

    assert (one.temperature, one.slope, one.shift.tolist()) == (other.temperature, other.slope, other.shift.tolist())
    assert (one is PLAIN) == (name == "without")
