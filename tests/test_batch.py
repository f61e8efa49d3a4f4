"""A batch as a whole: counts, repeated lines, one story told twice."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from pipelines.boilerplate import read_learnt, write_learnt
from pipelines.reading import ReadingConfig
from pipelines.reading.batch import read_batch

SETTINGS = ReadingConfig()
NOTICE = "This paper has been printed by the people of the valley since the year of the great flood of the river."
PLACES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel")
WORDS = (
    "envoys traders elders officers drivers farmers pupils doctors bridge crossing valley river market school road "
    "agreed refused opened closed visited praised rebuilt counted weighed inspected carried promised delayed warned"
).split()


def sentence(seed: str) -> str:
    """A sentence of its own for each seed."""
    draw = random.Random(seed)  # noqa: S311
    return f"The {' '.join(draw.choice(WORDS) for _ in range(30))} in {draw.choice(PLACES)} on Monday."


def page(number: int, *, notice: str = NOTICE) -> str:
    body = "\n\n".join(sentence(f"{number}-{i}") for i in range(4))
    return f"Crossing number {number} opens to lorries\n\n{body}\n\n{notice}\n\nPublished in Valley News, March 8th, 2023\n"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Thirty different pages of one outlet that end with the same notice."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:02}.txt").write_text(page(number), encoding="utf-8")
    return folder


def test_a_line_that_an_outlet_repeats_is_left_out_with_its_reason(pages: Path) -> None:
    with read_batch([str(pages)], SETTINGS) as batch:
        articles = list(batch.articles())

    assert batch.counts.by_reason["repeated"] == 30
    assert all(NOTICE not in {paragraph.text for paragraph in article.paragraphs} for article in articles)
    assert {len(article.prose) for article in articles} == {4}


def test_with_the_lines_stored_a_page_alone_is_read_as_in_its_batch(pages: Path, tmp_path: Path) -> None:
    with read_batch([str(pages)], SETTINGS) as batch:
        together = {article.source: article for article in batch.articles()}
        write_learnt(tmp_path / "learnt.json", batch.learnt)

    stored = read_learnt(tmp_path / "learnt.json")
    for source, article in together.items():
        with read_batch([source], SETTINGS, stored) as alone:
            assert list(alone.articles()) == [article]


def test_with_lines_given_a_batch_teaches_nothing(pages: Path) -> None:
    with read_batch([str(pages)], SETTINGS) as batch:
        learnt = batch.learnt
    for path in pages.iterdir():
        path.write_text(
            page(
                int(path.stem),
                notice="Our paper is brought to every door of the valley before the sun stands above the hills.",
            ),
            encoding="utf-8",
        )

    with read_batch([str(pages)], SETTINGS, learnt) as again:
        assert again.learnt == learnt
        assert "repeated" not in again.counts.by_reason


def test_one_story_in_several_pages_is_one_group_and_the_earliest_stands_for_it(tmp_path: Path) -> None:
    text = "\n\n".join(sentence(f"story-{i}") for i in range(8))
    rows = [
        {"text": text, "date": "2023-03-09", "outlet": "Valley News"},
        {"text": sentence("another"), "date": "2023-03-01"},
        {"text": f"ALDER: {text}", "date": "2023-03-08", "outlet": "Hill Agency"},
        {"text": text.replace("Monday", "Tuesday", 1), "date": "2023-03-10", "outlet": "The Ford"},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    with read_batch([str(tmp_path)], SETTINGS) as batch:
        found = list(batch.articles())

    first = found[2]
    assert [article.duplicate_of for article in found] == [first.id, None, None, first.id]
    assert batch.counts.duplicates == 2


def test_who_stands_for_a_story_does_not_hang_on_the_order_of_the_files(tmp_path: Path) -> None:
    text = "\n\n".join(sentence(f"story-{i}") for i in range(8))
    rows = [{"text": text.replace("Monday", day, 1), "outlet": day} for day in ("Thirsday", "Mornday", "Sontag")]
    named = set()
    for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0)):
        path = tmp_path / f"{order}.jsonl"
        path.write_text("\n".join(json.dumps(rows[i]) for i in order), encoding="utf-8")
        with read_batch([str(path)], SETTINGS) as batch:
            named |= {article.duplicate_of for article in batch.articles()} - {None}

    assert len(named) == 1


def test_what_came_in_is_counted_where_it_went(tmp_path: Path) -> None:
    rows = [{"text": page(1)}, {"text": page(2)}, {"text": "Related Articles\n\nLeave a Comment"}, {"title": "no text"}]
    (tmp_path / "a.jsonl").write_text("\n".join([*map(json.dumps, rows), "{half"]), encoding="utf-8")
    (tmp_path / "b.exe").write_bytes(b"MZ")

    with read_batch([str(tmp_path)], SETTINGS) as batch:
        counts = batch.counts
        kept, bad = list(batch.articles()), list(batch.quarantined())

    assert (counts.articles_in, counts.articles_kept, counts.articles_quarantined) == (6, 2, 4)
    assert counts.by_cause == {"no article": 1, "unknown format": 1, "unreadable": 2}
    assert counts.pieces_quarantined == 2
    assert counts.paragraphs_kept == sum(len(article.paragraphs) for article in kept)
    assert counts.pieces_in == sum(len(a.paragraphs) + len(a.dropped) for a in kept) + sum(row.pieces for row in bad)


def test_articles_can_be_gone_through_again_and_are_gone_after_the_block(pages: Path) -> None:
    with read_batch([str(pages)], SETTINGS) as batch:
        assert list(batch.articles()) == list(batch.articles())

    with pytest.raises(FileNotFoundError):
        next(batch.articles())
