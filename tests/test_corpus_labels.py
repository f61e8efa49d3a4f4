"""The labels of the corpus learnt from: all are made and counted, in bounded memory, and what is shown of many says so."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from models.bundle import Bundle, Label, TargetStance
from models.news import OUTSIDE
from pipelines import corpus_labels, record
from pipelines.corpus_labels import GOLDEN, CorpusLabels, GoldenTexts, labelled
from pipelines.inputs import Inputs
from pipelines.learning import Fitted
from pipelines.reading import ReadingConfig
from pipelines.reading.batch import Shelf, read_batch
from pipelines.record import write_labels
from pipelines.report.pages import labelled_page


def label_of(theme: str, stances: int = 0) -> Label:
    stance = TargetStance("iran", "favor", 0.9, "author", "favor", ("favor",))
    return Label(theme, theme, 0.9, "core", None, None, 0.0, (stance,) * stances)


@pytest.fixture(scope="module")
def written(
    inputs: Inputs, fitted: Fitted, bundle: Bundle, tmp_path_factory: pytest.TempPathFactory
) -> tuple[CorpusLabels, list[dict[str, object]]]:
    folder = tmp_path_factory.mktemp("report")
    told = write_labels(inputs, fitted, bundle, folder)
    lines = (folder / "labelled_paragraphs.jsonl").read_text(encoding="utf-8").splitlines()
    return told, [json.loads(line) for line in lines]


def test_every_paragraph_of_the_corpus_has_its_row_and_is_counted(
    written: tuple[CorpusLabels, list[dict[str, object]]], inputs: Inputs
) -> None:
    told, rows = written
    texts = [paragraph.text for article in inputs.articles for paragraph in article.prose]

    assert [row["text"] for row in rows] == texts
    assert told.paragraphs == len(texts)
    assert told.sizes.total() == told.states.total() == len(set(texts)) == told.places.distinct


def test_what_is_counted_is_what_the_rows_say(
    written: tuple[CorpusLabels, list[dict[str, object]]], bundle: Bundle, inputs: Inputs
) -> None:
    told, rows = written
    labels = [label for own in bundle.label(inputs.articles) for label in own]
    first = {str(row["text"]): row["theme"] for row in reversed(rows)}
    calls = Counter((stance.target, stance.stance) for label in labels for stance in label.stances)

    assert [row["theme"] for row in rows] == [label.theme for label in labels]
    assert told.sizes == Counter(first.values())
    assert told.states["outside"] == told.sizes[OUTSIDE]
    assert {(target, own): n for target, counted in told.stances.items() for own, n in counted.items()} == calls
    assert set(told.of_gold) == set(first) & {label.text for label in inputs.labels}


def test_an_article_that_goes_missing_is_no_small_matter(inputs: Inputs, fitted: Fitted, bundle: Bundle) -> None:
    told = CorpusLabels(fitted.places, ())

    with pytest.raises(RuntimeError, match="please report this"):
        list(told.counting(labelled(inputs.articles[1:], bundle)))


def test_of_many_articles_the_first_are_kept_for_the_page_which_says_so(
    inputs: Inputs, fitted: Fitted, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus_labels, "SHOWN", 10)
    told = CorpusLabels(fitted.places, ())
    every = list(told.counting(labelled(inputs.articles, bundle)))

    shown = sum(len(labels) for _, labels in told.shown)
    assert told.shown == every[: len(told.shown)]
    assert 10 <= shown < told.paragraphs
    assert f"{shown} of {told.paragraphs} paragraphs" in labelled_page(told.shown, told.paragraphs)
    assert " of " not in labelled_page(every, told.paragraphs).split("<table>")[0].split("articles held out.")[1]


def test_golden_paragraphs_are_of_every_theme_in_turn_and_the_same_in_any_order() -> None:
    told = [(f"{theme} {i:03}", label_of(theme, i % 3)) for theme in ("a", "b") for i in range(400)]
    there, back = GoldenTexts(), GoldenTexts()
    for text, label in told:
        there.add(text, label)
    for text, label in reversed(told):
        back.add(text, label)

    assert there.chosen() == back.chosen()
    assert Counter(text[0] for text in there.chosen()) == {"a": GOLDEN // 2, "b": GOLDEN // 2}
    assert there.chosen()[:2] == ["a 002", "b 002"]


def test_the_list_of_what_was_not_read_is_cut_and_tells_how_much_there_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "LISTED", 2)
    page = "Ferries ran late on Monday because of fog, the harbour said.\n\nShare this\n\nRelated Articles\n\nLeave a Comment\n"
    lines = [json.dumps({"text": f"{page}\n\n{number}"}) for number in range(3)] + ["{half"] * 3
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")

    with read_batch([str(tmp_path)], ReadingConfig()) as batch:
        told, counts = json.loads(record._not_read(batch)), batch.counts

    assert told["quarantined_in_all"] == counts.articles_quarantined > len(told["quarantined"]) == 2
    assert told["dropped_in_all"] == counts.pieces_dropped > len(told["dropped"]) == 2


def test_articles_on_a_shelf_come_in_their_own_order_as_often_as_asked(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": f"Ferry number {i} ran late – by {i} hours.", "title": f"Ferry {i}"}) for i in range(9)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")

    with read_batch([str(tmp_path)], ReadingConfig()) as batch:
        every, shelf = list(batch.articles()), Shelf(batch, [7, 0, 3])

        assert list(shelf) == list(shelf) == [every[7], every[0], every[3]]
        assert (len(shelf), shelf[1], shelf[-1], shelf[1:]) == (3, every[0], every[3], (every[0], every[3]))
