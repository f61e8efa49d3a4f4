"""Stance beside its peers: how targets are found, what is scored, and that nothing hangs on order or company."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.stances import beat, public, runs, scores, table, ways
from benchmarks.stances.__main__ import present
from benchmarks.stances.data import Bench, Pair, Part, Round, Shares, answers, cut, gold, whole
from benchmarks.stances.places import How, marked, places
from benchmarks.stances.setfit import EXAMPLES, few, setfit
from models.errors import ParleyError
from models.metrics import macro_f1
from models.news import STANCES, Stance
from models.wording import MARK

LABELS = st.lists(st.sampled_from(STANCES), min_size=4, max_size=24)
PRAISE = "The harbour board praised Ola Brandt for the new quay."
BLAME = "The harbour board blamed Ola Brandt for the broken crane."
TOLD = "Ola Brandt met the harbour board on Tuesday."
SAYS: dict[str, Stance] = {PRAISE: "favor", BLAME: "against", TOLD: "neutral"}


def pair(text: str, label: Stance, name: str = "", target: str = "Ola Brandt") -> Pair:
    return Pair(name or text, text, target, *places(text, target), label, name or text)


def pairs(copies: int = 6) -> tuple[Pair, ...]:
    return tuple(pair(f"{text} Day {k}.", label, f"{k} {label}") for k in range(copies) for text, label in SAYS.items())


def bench(labels: tuple[Stance, ...] = STANCES) -> Bench:
    own = pairs()
    return Bench("harbour", (Round(own, own[:6]), Round(own, own[6:])), (whole("all", len(own)),), labels)


def shares_of(called: list[Stance], certain: float = 0.8) -> Shares:
    rest = (1.0 - certain) / 2
    return np.array([[certain if stance == own else rest for stance in STANCES] for own in called])


@pytest.mark.parametrize(
    ("text", "target", "how", "found"),
    [
        ("Ola Brandt left; Brandt smiled.", "Ola Brandt", "by name", ["Ola Brandt"]),
        ("Mr Brandt left; brandts followed.", "Ola Brandt", "by a word of it", ["Brandt", "brandts"]),
        ("The fishers blocked the quay.", "Fisher Union", "by a word of it", ["fishers"]),
        ("The unionised crew of the Fisher left.", "Fisher Union", "by a word of it", ["Fisher"]),
        ("They blocked it.", "Ola Brandt", "whole text", ["They blocked it."]),
        ("A taxi came.", "tax", "whole text", ["A taxi came."]),
    ],
)
def test_a_target_is_found_by_its_name_then_by_a_word_of_it(text: str, target: str, how: How, found: list[str]) -> None:
    spans, told = places(text, target)

    assert told == how
    assert [text[start:end] for start, end in spans] == found


def test_places_that_the_data_gives_are_taken() -> None:
    assert places("She left.", "Ola Brandt", ((0, 3),)) == (((0, 3),), "given")


def test_the_target_is_marked_in_all_its_places() -> None:
    text = "Brandt left; Brandt smiled."
    spans, how = places(text, "Brandt")

    assert marked(text, spans, how).split() == [MARK, "left;", MARK, "smiled."]
    assert marked(text, ((0, len(text)),), "whole text") == text


def test_a_stance_that_a_benchmark_does_not_know_is_ruled_out() -> None:
    """A call of neutral turns into the likelier of the others."""
    own = bench(labels=("against", "favor"))
    answered = answers(own, own.parts[0], np.tile([0.1, 0.2, 0.7], (len(own.pairs), 1)))

    assert set(scores.calls(answered)) == {"favor"}
    assert np.allclose(answered.sum(axis=1), 1.0)


def test_of_pairs_asked_together_the_most_decided_answers() -> None:
    own = replace(bench(), parts=(Part("both", ((0, 1), (2, 3))),))
    called: list[Stance] = ["neutral", "against"]
    called += ["neutral"] * 16
    shares = shares_of(called)

    assert scores.calls(answers(own, own.parts[0], shares)) == ["against", "neutral"]
    assert gold(own, own.parts[0]) == [own.pairs[0].label, own.pairs[2].label]


@given(LABELS, st.randoms(use_true_random=False))
def test_scores_do_not_hang_on_the_order_of_items(labels: list[Stance], random: Any) -> None:
    called: list[Stance] = [random.choice(STANCES) for _ in labels]
    groups, certain = [str(k // 2) for k in range(len(labels))], shares_of(called, 0.6)
    order = random.sample(range(len(labels)), len(labels))

    there = scores.score(labels, groups, [certain], STANCES)
    again = scores.score([labels[k] for k in order], [groups[k] for k in order], [certain[order]], STANCES)

    assert there.macro == again.macro
    assert there.accepted == pytest.approx(again.accepted)
    assert there.macro.low <= there.macro.high
    assert there.macro.value == pytest.approx(macro_f1(labels, called, STANCES))


def test_items_of_one_group_are_drawn_together() -> None:
    """Copies of one answer tell no more than one: the interval stays as wide."""
    labels, called = list(STANCES) * 4, list(STANCES) * 2 + ["neutral"] * 6
    alone = scores.score(labels, [str(k) for k in range(12)], [shares_of(called)], STANCES)
    copied = scores.score(labels * 5, [str(k) for k in range(12)] * 5, [shares_of(called * 5)], STANCES)

    assert (copied.macro.low, copied.macro.high) == pytest.approx((alone.macro.low, alone.macro.high))


def test_accuracy_rises_where_certainty_tells_right_from_wrong() -> None:
    curve = scores.accepted(np.array([0.9, 0.5, 0.8, 0.4]), np.array([True, False, True, False]))

    assert scores.at(curve, 0.5) == 1.0
    assert scores.at(curve, 1.0) == 0.5


def test_answers_of_one_certainty_share_their_accuracy() -> None:
    curve = scores.accepted(np.array([0.5, 0.5]), np.array([True, False]))

    assert curve.tolist() == [0.5, 0.5]


def test_seeds_are_averaged() -> None:
    true: list[Stance] = ["favor", "against"]
    both = scores.score(true, ["a", "b"], [shares_of(true), shares_of(true[::-1])], STANCES)

    assert both.micro.value == 0.5


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLEY_BENCH_CACHE", str(tmp_path))
    return tmp_path


def test_words_tell_what_was_learnt_and_majority_the_shares(kept: Path) -> None:
    own = bench()
    words, shares = (runs.answered(own, way)[0] for way in (ways.TFIDF, ways.MAJORITY))

    assert scores.calls(words) == gold(own, own.parts[0])
    assert shares == pytest.approx(np.full((18, 3), 1 / 3), abs=1e-5)


def test_a_stance_that_was_not_learnt_has_no_probability() -> None:
    found = ways.in_order(np.array([[0.3, 0.7]]), ["against", "neutral"])

    assert found.tolist() == [[0.3, 0.0, 0.7]]


def test_what_was_answered_once_is_not_asked_again(kept: Path) -> None:
    """The same way, with the same code, on the same pairs; other pairs are asked."""
    asked: list[int] = []

    def ask(own: Round, seed: int) -> Shares:
        asked.append(seed)
        return ways.majority(own, seed)

    way = replace(ways.MAJORITY, ask=ask, draws=True)
    own = bench()

    first, again = runs.answered(own, way), runs.answered(own, way)
    assert np.array_equal(first, again)
    assert asked == [seed for seed in runs.SEEDS for _ in own.rounds]

    runs.answered(cut(own, 3), way)
    assert len(asked) > len(runs.SEEDS) * len(own.rounds)


def test_a_trial_keeps_items_whole_and_pairs_that_belong_to_them() -> None:
    own = replace(bench(), parts=(Part("both", tuple((k, k + 1) for k in range(0, 18, 2))), whole("all", 18)))
    less = cut(own, 3)

    assert less.parts[0].items
    assert {less.pairs[place].id for item in less.parts[0].items for place in item} <= {p.id for p in own.pairs}
    assert gold(less, less.parts[0]) == [own.pairs[k].label for k in (0, 6, 12)]
    assert "trial" in less.name


def test_few_examples_are_drawn_by_the_seed_and_not_by_order() -> None:
    many = pairs(40)

    assert few(many, 1) == few(many[::-1], 1)
    assert few(many, 1) != few(many, 2)
    assert [sum(p.label == stance for p in few(many, 1)) for stance in STANCES] == [EXAMPLES] * 3


def test_an_environment_without_setfit_is_told_and_the_table_goes_on(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    present(bench(), {"setfit": setfit(str(kept / "python")), "majority": ways.MAJORITY}, ["setfit", "majority"])
    told = capsys.readouterr().out

    assert "| majority |" in told
    assert f"not asked: SetFit, {EXAMPLES} a stance." in told
    assert str(kept / "python") in told


def test_the_worker_of_setfit_imports_nothing_of_ours() -> None:
    source = Path(sys.modules["benchmarks.stances"].__file__ or "").with_name("setfit_worker.py").read_text("utf-8")

    assert not [line for line in source.splitlines() if line.strip().startswith(("from benchmarks", "from models"))]


def test_errors_are_counted_by_kind_the_most_frequent_first() -> None:
    found = list(table.errors(["favor", "favor", "against"], ["neutral", "neutral", "favor"]))

    assert found == [["favor", "neutral", "2", "66.7%"], ["against", "favor", "1", "33.3%"]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder like the one that PARLEY_DATA names, with invented rows."""
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path))
    monkeypatch.setattr(beat, "folds_folder", lambda: tmp_path / "folds")
    beat.pairs.cache_clear()
    beat._rows.cache_clear()
    yield tmp_path
    beat.pairs.cache_clear()
    beat._rows.cache_clear()


def write(folder: Path, part: str, rows: list[dict[str, Any]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(folder / f"{part}.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def test_further_mentions_of_a_person_are_places_too(data: Path) -> None:
    row: dict[str, Any] = {"id": "1", "text": "Brandt lied, she said.", "target": "Brandt", "label": "against"}
    row |= {"target_start": 0, "target_end": 6, "further_mentions": [{"from": 13, "to": 16, "mention": "she"}]}
    for part in ("train", "dev_rw", "dev_mt"):
        write(data / "stance" / "newsmtsc", part, [row])
    own = public.newsmtsc(test=False)

    assert own.pairs[0].spans == ((0, 6), (13, 16))
    assert [part.items for part in own.parts] == [((0,),), ((1,),)]


def test_both_actors_of_a_directed_pair_are_asked(data: Path) -> None:
    """Which one the data names as target tells something of the label, so that neither training nor one part may use it."""
    row: dict[str, Any] = {
        "id": "1",
        "text": "Brandt thanked Moen.",
        "target": "Moen",
        "label": "favor",
        "holder": "Brandt",
    }
    row |= {"target_start": 15, "target_end": 19, "holder_start": 0, "holder_end": 6}
    for part in ("train", "valid_dedup"):
        write(data / "stance" / "dse", part, [row])
    own = public.dse(test=False)

    assert [(p.target, p.label) for p in own.rounds[0].train] == [("Moen", "favor"), ("Brandt", "neutral")]
    assert [part.items for part in own.parts] == [((0,),), ((0, 1),)]


def test_only_topics_that_train_does_not_hold_are_zero_shot(data: Path) -> None:
    rows = [{"id": str(k), "text": PRAISE, "target": "cranes", "label": "favor", "seen": k} for k in (0, 1)]
    for part in ("train", "dev"):
        write(data / "stance" / "vast", part, rows)

    assert [part.items for part in public.vast(test=False).parts] == [((0,),), ((0,), (1,))]


def of_the_beat(article: str, outlet: str, label: str) -> dict[str, Any]:
    text = "Pakistan thanked the United Nations for its help."
    stances = [{"target": "united_nations", "label": label}, {"target": "pakistan", "label": "none"}]
    return {"id": f"{article}#1", "text": text, "outlet": outlet, "boilerplate": False, "stances": stances}


def held_out(folder: str, articles: list[str]) -> None:
    own = beat.folds_folder() / folder
    own.mkdir(parents=True)
    (own / beat.HELD_OUT).write_text(json.dumps(articles))


@pytest.fixture
def paragraphs(data: Path) -> Path:
    rows = [of_the_beat("a", "Post", "favor"), of_the_beat("b", "Post", "neutral"), of_the_beat("c", "Wire", "favor")]
    rows[0]["second"] = {"stances": [{"target": "united_nations", "label": "neutral"}]}
    folder = data / "stance" / "indomain"
    folder.mkdir(parents=True)
    (folder / "paragraphs.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return data


def test_each_fold_is_asked_about_what_its_weights_have_not_seen(paragraphs: Path) -> None:
    held_out("article-0", ["a"])
    held_out("article-1", ["b", "c"])
    own = beat.beat("article")

    assert [sorted({p.group for p in fold.test}) for fold in own.rounds] == [["a"], ["b", "c"]]
    assert [sorted({p.group for p in fold.train}) for fold in own.rounds] == [["b", "c"], ["a"]]
    assert [fold.weights.name for fold in own.rounds] == ["article-0", "article-1"]


def test_an_outlet_that_is_only_partly_held_out_is_refused(paragraphs: Path) -> None:
    held_out("outlet-0", ["a"])
    with pytest.raises(ParleyError, match="parts of Post"):
        beat.beat("outlet")


def test_folds_that_are_missing_are_told_with_the_way_to_them(paragraphs: Path) -> None:
    with pytest.raises(ParleyError, match="make pretrain"):
        beat.beat("article")


def test_two_readings_are_compared_where_both_say_that_the_actor_is_addressed(paragraphs: Path) -> None:
    assert beat.readings() == (["favor"], ["neutral"])


def test_without_data_it_is_said_which_variable_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PARLEY_DATA", raising=False)
    with pytest.raises(ParleyError, match="PARLEY_DATA is unset"):
        public.seesaw(test=False)
