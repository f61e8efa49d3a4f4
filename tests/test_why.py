"""The words that moved a stance: found by leaving each out, and told only when asked for."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.actors import ActorBook
from models.bundle import Label, TargetStance
from models.encoder import Encoder, Passage, Span, Window, unit
from models.errors import ParleyError
from models.golden import text_article
from models.news import STANCES, Actor, Stance
from models.readings import Read, read_article
from models.stance import Calibration, StanceHead, features
from models.why import LEAST, SHOWN, Reason, why
from pipelines.label import How, label
from pipelines.pieces import piece_name
from pipelines.progress import Progress
from pipelines.reading import ReadingConfig
from pipelines.registry import Chosen
from pipelines.rows import label_rows

ROOT = Path(__file__).parent.parent
DIM = 384
BOOK = ActorBook(
    (
        Actor("norland", "Norland", "state", ("Norlandic",)),
        Actor("league", "Harbour League", "group", ("the League",)),
    )
)
WORDS = (
    "Norland",
    "Norlandic",
    "Harbour League",
    "thanked",
    "blamed",
    "anti-Norland",
    "the",
    "ferries,",
    "not",
    "U.K.",
    "“coal”",
    "30",
)
EVEN = Calibration(1.0, np.zeros(3))


def paragraph(text: str) -> Read:
    return read_article(text_article(text), BOOK)[0]


def stances_of(row: Read, leaning: Stance = "favor") -> tuple[TargetStance, ...]:
    return tuple(TargetStance(target, leaning, 0.5, "author", leaning, ()) for target, _ in row.targets)


class Bag:
    """An engine that knows words and no order: the state of a word is its own axis, that of an unknown one the last."""

    name = revision = kind = "bag"
    dim = DIM

    def __init__(self, *known: str) -> None:
        self.known = known

    def slices(self, text: str) -> tuple[Span, ...]:
        return ((0, len(text)),)

    def windows(self, texts: Sequence[str]) -> list[Window]:
        return [self._window(text) for text in texts]

    def _window(self, text: str) -> Window:
        words = list(re.finditer(r"\w+", text))
        axes = [self.known.index(word.group()) if word.group() in self.known else DIM - 1 for word in words]
        states = np.eye(DIM, dtype=np.float32)[axes]
        return Window(unit(states.mean(axis=0)), states, tuple(word.span() for word in words))


def why_by_words(text: str, *favoring: str, leaning: Stance = "favor") -> list[list[str]]:
    """The words told, target by target, where some words favor and no other matters."""
    weights = np.zeros((3, 2 * DIM))
    weights[STANCES.index("favor"), : len(favoring)] = 4.0
    row = paragraph(text)
    found = why(row, stances_of(row, leaning), Encoder(Bag(*favoring)), StanceHead(weights, np.zeros(3), EVEN))
    return [[reason.text for reason in reasons] for reasons in found]


def some_head() -> StanceHead:
    return StanceHead(np.random.default_rng(3).normal(size=(4, 2 * DIM)) * 3.0, np.zeros(4), EVEN)


@settings(max_examples=40)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), leaning=st.sampled_from(STANCES))
def test_reasons_are_spans_of_the_paragraph_outside_the_target_at_most_five_the_weightiest_first(
    encoder: Encoder, words: list[str], leaning: Stance
) -> None:
    row = paragraph(" ".join(words))
    found = why(row, stances_of(row, leaning), encoder, some_head())

    assert len(found) == len(row.targets)
    for reasons, (_, mentions) in zip(found, row.targets, strict=True):
        assert len(reasons) <= SHOWN
        assert all(row.paragraph.text[own.start : own.end] == own.text for own in reasons)
        assert not [own for own in reasons for m in mentions if own.start < m.end and m.start < own.end]
        assert list(reasons) == sorted(reasons, key=lambda own: (-own.weight, own.start))
        assert all(LEAST <= own.weight <= 1.0 for own in reasons)


def test_reasons_are_the_same_for_one_target_alone_and_among_others(encoder: Encoder) -> None:
    row = paragraph("The Harbour League thanked Norland for its ferries and blamed nobody for the broken crane.")
    stances = tuple(own for leaning in STANCES for own in stances_of(row, leaning))

    together = why(row, stances, encoder, some_head())

    assert len(stances) == 6
    assert any(together)
    assert together == tuple(why(row, (stance,), encoder, some_head())[0] for stance in stances)


def test_a_word_that_alone_carries_the_stance_is_the_only_reason() -> None:
    assert why_by_words("On Monday the mayor thanked Norland for the new ferries.", "thanked") == [["thanked"]]


def test_a_word_comes_first_that_moves_the_vectors_the_way_the_stance_lies(encoder: Encoder) -> None:
    texts = [f"On Monday the mayor {said}Norland for the new ferries." for said in ("praised ", "")]
    spans = [(text.index("Norland"), text.index("Norland") + len("Norland")) for text in texts]
    made = encoder.encode([Passage(text, ((span,),)) for text, span in zip(texts, spans, strict=True)])
    ((whole,), (without,)) = (features(own).astype(np.float64) for own in made)
    weights = np.zeros((3, 2 * DIM))
    weights[STANCES.index("favor")] = 20 * (whole - without)
    row = paragraph(texts[0])

    (reasons,) = why(row, stances_of(row), encoder, StanceHead(weights, np.zeros(3), EVEN))

    assert reasons[0].text == "praised"


def test_words_of_equal_weight_stand_in_the_order_of_the_text() -> None:
    text = "The mayor praised Norland, and the port thanked it too."

    assert why_by_words(text, "thanked", "port", "mayor") == [["mayor", "port", "thanked"]]


def test_the_name_of_another_actor_is_left_out_as_a_whole_and_the_own_name_never() -> None:
    text = "Norland thanked the Harbour League."

    assert why_by_words(text, "League", "Harbour", "Norland") == [["Harbour League"], ["Norland"]]


def test_what_is_joined_to_a_name_by_a_hyphen_is_a_word_of_its_own() -> None:
    assert why_by_words("The mayor spoke of anti-Norland tariffs.", "anti") == [["anti"]]


def test_a_word_that_bears_no_stance_is_never_left_out_but_a_denial_is() -> None:
    assert why_by_words("The mayor did not thank Norland for the coal.", "did", "for", "the", "not") == [["not"]]


def test_a_word_that_speaks_against_the_leaning_is_no_reason_for_it() -> None:
    (found,) = why_by_words("On Monday the mayor thanked Norland.", "thanked", leaning="against")

    assert "thanked" not in found


def test_a_paragraph_without_stances_has_no_reasons(encoder: Encoder) -> None:
    assert why(paragraph("Norland has ferries."), (), encoder, some_head()) == ()


def test_rows_tell_why_only_when_asked() -> None:
    article = text_article("On Monday the mayor thanked Norland.")
    own = Label("t", "T", 0.9, "core", None, None, 0.0, stances_of(paragraph(article.prose[0].text)))

    (plain,) = label_rows(article, [own], "1", "run")
    (asked,) = label_rows(article, [own], "1", "run", [((Reason(20, 27, "thanked", 0.4),),)])

    assert asked["stances"][0].pop("why") == [{"start": 20, "end": 27, "text": "thanked", "weight": 0.4}]
    assert json.dumps(asked) == json.dumps(plain)


def test_pieces_with_and_without_reasons_have_different_names(tmp_path: Path) -> None:
    piece, chosen = (text_article("Norland has ferries."),), Chosen(tmp_path, "1", "run")

    assert piece_name(piece, chosen, "model") != piece_name(piece, chosen, "model", why=True)


@pytest.mark.parametrize("name", ["labels.csv", "labels.parquet"])
def test_a_table_that_has_no_column_for_reasons_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ParleyError, match=r"(?s)--why does not go with output .*expected: .*\.jsonl"):
        label([str(tmp_path)], tmp_path / name, "parley", Progress(), ReadingConfig(), How(why=True))


@pytest.mark.skipif(
    not (ROOT / "seeds" / "stance" / "head.json").is_file(), reason="the shipped stance weights are not there"
)
def test_the_command_adds_reasons_and_changes_nothing_else(
    tmp_path: Path, trained: Path, parley: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    article = ROOT / "seeds" / "articles" / "potomac-ledger-01.txt"
    for name, flags in (("plain", ()), ("asked", ("--why",))):
        done = parley("label", article, "--out", tmp_path / f"{name}.jsonl", *flags, cwd=trained)
        assert done.returncode == 0, done.stderr
    plain, asked = (
        [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in ("plain", "asked")
    )

    reasons = [(row["text"], own) for row in asked for stance in row["stances"] for own in stance.pop("why")]

    assert asked == plain
    assert reasons
    assert all(text[own["start"] : own["end"]] == own["text"] for text, own in reasons)
