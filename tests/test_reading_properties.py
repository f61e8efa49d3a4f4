"""What holds for any text and any bytes: nothing is lost, nothing raises, the same in gives the same out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.characters import INVISIBLE, straight
from pipelines.reading import read, read_file
from pipelines.reading.cleaning import Page, clean
from pipelines.reading.cleaning.mending import mend_line
from pipelines.reading.documents import View

SENTENCE = (
    "The envoys met in the capital on Monday and agreed to open the northern crossing before the first snow falls."
)
LINES = (
    SENTENCE,
    SENTENCE.replace("envoys", "el\u00adders").replace(" and ", " \u00a0and\t"),
    f"KABUL, Aug 19 (HW): {SENTENCE}",
    f"Envoys expected Separately, {SENTENCE}",
    f"{SENTENCE} —AFP",
    "Envoys expected in the capital next week",
    "Home Latest News Crossing opens",
    "Crossing opens",
    "by Hill Weekly",
    "Safe passage",
    "“met in the capital on Monday and agreed”",
    "Published in Valley News, March 8th, 2023",
    "Related Articles",
    "\u200b",
    "",
)
pages = st.lists(st.sampled_from(LINES) | st.text(max_size=60), max_size=15).flatmap(
    lambda lines: st.sampled_from(["\n", "\n\n", "\r\n", "\u2028", " \n\t\n"]).map(lambda gap: gap.join(lines))
)
no_space = re.compile(rf"[\s{INVISIBLE}\x1c-\x1f]+")


def bare(text: str) -> str:
    return no_space.sub("", straight(text))


def spans(page: Page) -> list[tuple[int, int, str]]:
    kept = [(paragraph.start, paragraph.end, paragraph.text) for paragraph in page.paragraphs]
    return sorted(kept + [(line.start, line.end, line.text) for line in page.dropped])


@given(pages)
@settings(max_examples=400, deadline=None)
def test_every_visible_character_is_in_one_paragraph_or_one_dropped_piece(source: str) -> None:
    parts = spans(clean(View(source)))
    ends = [0, *(end for _, end, _ in parts)]
    starts = [*(start for start, _, _ in parts), len(source)]

    assert all(bare(mend_line(source[end:start])) == "" for end, start in zip(ends, starts, strict=True))
    assert all(end <= start for end, start in zip(ends, starts, strict=True))


@given(pages)
@settings(max_examples=400, deadline=None)
def test_a_span_gives_its_text_back_up_to_white_space_and_invisible_characters(source: str) -> None:
    for start, end, text in spans(clean(View(source))):
        assert bare(mend_line(source[start:end])) == bare(text) != ""
        assert text == " ".join(text.split())


@given(pages, st.none() | st.sampled_from(["Crossing opens", "Another"]))
@settings(max_examples=200, deadline=None)
def test_paragraphs_are_numbered_in_the_order_of_the_page(source: str, title: str | None) -> None:
    paragraphs = clean(View(source), title).paragraphs

    assert [paragraph.index for paragraph in paragraphs] == list(range(len(paragraphs)))
    assert [paragraph.start for paragraph in paragraphs] == sorted(paragraph.start for paragraph in paragraphs)


@given(pages, pages)
@settings(max_examples=50, deadline=None)
def test_a_page_is_understood_alike_whatever_was_read_before(source: str, other: str) -> None:
    first = clean(View(source))
    clean(View(other))

    assert clean(View(source)) == first


@pytest.mark.parametrize("suffix", [".txt", ".jsonl"])
@given(content=st.binary(max_size=200) | pages.map(str.encode))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_raise_and_none_vanish(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)

    reading = read_file(path)

    assert reading.counts.articles_in >= 1
    assert all("expected:" in bad.reason and "way out:" in bad.reason for bad in reading.quarantined)
    assert reading == read([str(path)])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
records = st.dictionaries(
    st.sampled_from(["text", "title", "outlet", "date", "url", "id", "author"]), pages | json_values, max_size=6
)


@given(cells=st.lists(records | json_values, min_size=1, max_size=5))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_record_becomes_one_article_or_one_reason(tmp_path: Path, cells: list[object]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(cell) for cell in cells), encoding="utf-8")

    counts = read_file(path).counts

    assert counts.articles_in == counts.articles_kept + counts.articles_quarantined == len(cells)
    assert counts.pieces_in == counts.paragraphs_kept + counts.pieces_dropped + counts.pieces_quarantined
