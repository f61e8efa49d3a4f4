"""Each format: what it tells of a document, and where its words stand in the source."""

from __future__ import annotations

import base64
import io
import json
import logging
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from models.news import Article
from pipelines.reading import Quarantined, ReadingConfig, read_file
from pipelines.reading.documents import Document, Item, UnreadableError
from pipelines.reading.formats import FORMATS
from pipelines.reading.formats.fragments import fragment_view, is_html, plain
from pipelines.reading.formats.records import read_moment
from pipelines.reading.settings import ColumnNames
from pipelines.reading.understand import understand

CONFIG = ReadingConfig()
FIRST = "The envoys met in the capital on Monday and agreed to open the northern crossing before the first snow falls."
SECOND = "Traders said the queue had grown to nearly four kilometres since the gate was closed in the spring."
TEXT = f"{FIRST}\n\n{SECOND}"
SPOKEN = "“We will keep the gate open,” the governor told the elders at the meeting on Monday."
STRAIGHT = SPOKEN.replace("“", '"').replace("”", '"')


def parse(name: str, data: bytes) -> list[Document | Quarantined]:
    return list(FORMATS[name].parse(Item(f"a.{name}", name, data), CONFIG))


def article(name: str, data: bytes) -> Article:
    """The one article in `data`; parsed here, since what is tested is not the process it is parsed in."""
    (document,) = parse(name, data)
    assert isinstance(document, Document)
    understood = understand(document, CONFIG)
    assert isinstance(understood, Article)
    return understood


def kinds(article: Article) -> list[tuple[str, str]]:
    return [(paragraph.kind, paragraph.text) for paragraph in article.paragraphs]


# Markdown

CLIPPING = f"""---
title: Crossing opens to trucks
date: 2021-09-04
author: Sohail Marwat
url: https://hill.example/crossing
tags: [border, trade]
---
# Crossing opens to trucks

- [Home](/)
- [World](/world)

TORKHAM: The envoys met *in the capital* on Monday and agreed\\* to open the northern &amp; southern
crossing before the [first snow](https://hill.example/snow "t") falls, a spokesperson said.

![Trucks wait at the gate](gate.jpg)

> “We will keep the gate open,” the governor told
> the elders at the meeting on Monday.

## Safe passage

<div><p>{SECOND}</p></div>
"""


def test_markdown_tells_what_its_blocks_are() -> None:
    read = article("markdown", CLIPPING.encode())

    assert kinds(read) == [
        ("headline", "Crossing opens to trucks"),
        (
            "body",
            "The envoys met in the capital on Monday and agreed* to open the northern & southern crossing before the "
            "first snow falls, a spokesperson said.",
        ),
        ("quote", STRAIGHT),
        ("crosshead", "Safe passage"),
        ("body", SECOND),
    ]
    assert [(line.reason, line.text) for line in read.dropped] == [
        ("navigation", "Home"),
        ("navigation", "World"),
        ("dateline", "TORKHAM:"),
        ("navigation", "Trucks wait at the gate"),
    ]


def test_programs_pictures_tables_and_rows_of_links_are_no_prose_in_markdown() -> None:
    furniture = (
        "[Share](x) | [Tweet](y)\n\n```\ngate = shut\n```\n\n| year | trucks |\n|---|---|\n| 2023 | 67 a day |\n\n"
    )
    read = article("markdown", f"{FIRST}\n\n{furniture}    {SECOND} ![a dog](d.jpg)\n\n[![a cat](c.jpg)](z)\n".encode())

    assert kinds(read) == [("body", FIRST), ("body", SECOND)]
    assert {line.reason for line in read.dropped} == {"navigation"}
    assert [line.text for line in read.dropped] == [
        "Share | Tweet", "'''", "gate = shut", "'''", "year", "trucks", "2023", "67 a day", "a cat",
    ]  # fmt: skip


def test_front_matter_that_is_broken_is_no_text() -> None:
    read = article("markdown", f'---\ntitle: "Gate\ntags: [a\n---\n\n{FIRST}\n\n{SECOND}\n'.encode())

    assert [text for _, text in kinds(read)] == [FIRST, SECOND]
    assert [line.text for line in read.dropped] == ["---", 'title: "Gate', "tags: [a", "---"]


def test_front_matter_tells_of_the_article() -> None:
    read = article("markdown", CLIPPING.encode())

    assert (read.title, read.date, read.author) == ("Crossing opens to trucks", "2021-09-04", "Sohail Marwat")
    assert read.url == "https://hill.example/crossing"


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    read = article("markdown", f"---\n{FIRST}\n\n---\n{SECOND}\n".encode())

    assert [text for _, text in kinds(read)] == [FIRST, SECOND]


@pytest.mark.parametrize("front", ["date: 2021-13-45", "a: [[[[", "- a list", "a: &x [*x]\ntitle: ok"])
def test_strange_front_matter_does_not_keep_the_text_from_being_read(front: str) -> None:
    read = article("markdown", f"---\n{front}\n---\n\n{FIRST}\n\n{SECOND}\n".encode())

    assert FIRST in [text for _, text in kinds(read)]


def bare(text: str) -> str:
    return re.sub(r"[\s>]|&amp;|\\|&", "", text)


def test_spans_of_markdown_lead_into_its_source() -> None:
    for newline in ("\n", "\r\n"):
        source = CLIPPING.replace("\n", newline)
        (document,) = parse("markdown", source.encode())
        assert isinstance(document, Document)
        view = document.view
        at = view.text.index("governor told the elders")

        start, end = view.span(at, at + len("governor told the elders"))
        assert bare(source[start:end]) == "governortoldtheelders"


@given(
    st.lists(
        st.sampled_from([FIRST, "# Gate", "> said", "- [a](b)", "**bold** &amp; \\* x", "<p>in</p>", "", "***", "a\tb"])
    )
)
def test_every_character_of_a_markdown_view_stands_where_its_span_says(lines: list[str]) -> None:
    source = "\n".join(lines)
    (document,) = parse("markdown", source.encode())
    assert isinstance(document, Document)
    view = document.view
    for at, char in enumerate(view.text):
        start, end = view.span(at, at + 1)
        assert char.isspace() or char in source[start:end] or source[start:end] == "&amp;"


# Fragments of HTML


def test_a_fragment_of_html_is_read_block_by_block() -> None:
    view = fragment_view(
        f"<p>{FIRST}</p><script>x()</script><blockquote><p>{SPOKEN}</p></blockquote><h2>Gate</h2>{SECOND}"
    )

    assert view.text.splitlines() == [FIRST, SPOKEN, "Gate", SECOND]
    assert list((view.told or {}).values()) == ["quote", "crosshead"]


def test_line_breaks_part_paragraphs_where_nothing_else_does() -> None:
    assert fragment_view(f"{FIRST}<br>{SECOND}").text.splitlines() == [FIRST, " " + SECOND]
    assert len(fragment_view("<p>One line<br>and the next.</p>").text.splitlines()) == 1
    assert len(fragment_view(f"<div>{FIRST}<br/> <br/>{SECOND}</div>").text.splitlines()) == 2


def test_a_fragment_tells_where_its_characters_stand() -> None:
    source = f"<p>Fish &amp; <b>chips</b>&nbsp;again</p><p>{FIRST}</p>"
    view = fragment_view(source)

    assert view.text.splitlines()[0] == "Fish & chips again"
    assert source[slice(*view.span(5, 6))] == "&amp;"
    assert source[slice(*view.span(7, 12))] == "chips"


@given(st.text(alphabet="<>/p&amp;br !-\"'=ha1\n", max_size=200))
def test_any_text_can_be_read_as_a_fragment(source: str) -> None:
    view = fragment_view(source)

    assert len(view.text) == len(view.starts or ()) == len(view.ends or ())
    assert all(0 <= start <= end <= len(source) for start, end in zip(view.starts or (), view.ends or (), strict=True))


def test_html_is_known_by_a_tag_in_front_and_one_that_closes() -> None:
    assert is_html("<p>a</p>")
    assert not is_html("a < b and c > d")
    assert not is_html("<unknown> said the clerk")
    assert plain("Trade &amp; <i>aid</i>") == "Trade & aid"


# Records


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2021-09-04", "2021-09-04"),
        ("2021-09-04T23:30:00-05:00", "2021-09-04"),
        ("Sat, 04 Sep 2021 23:30:00 -0500", "2021-09-04"),
        ("4 September 2021", "2021-09-04"),
        ("20210904", "2021-09-04"),
        (20210904, "2021-09-04"),
        (1630713600, "2021-09-04"),
        (1630713600.5, "2021-09-04"),
        ("1630713600", "2021-09-04"),
        (1630713600000, "2021-09-04"),
        (datetime(2021, 9, 4, 23, 30, tzinfo=UTC), "2021-09-04"),
        (date(2021, 9, 4), "2021-09-04"),
        ("soon", None),
        (2021, None),
        (True, None),
        (["2021-09-04"], None),
    ],
)
def test_dates_come_in_many_forms(value: Any, found: str | None) -> None:
    assert read_moment(value) == found


def test_columns_are_found_whatever_their_case_and_their_joints(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"Full Text": TEXT, "HEAD-LINE": "Gate", "publishedAt": "2021-09-04"}))
    (read,) = read_file(path).articles

    assert (read.title, read.date) == ("Gate", "2021-09-04")


def test_things_with_a_name_are_their_name(tmp_path: Path) -> None:
    """As dumps of news services have outlets and authors."""
    path = tmp_path / "a.jsonl"
    record = {"content": TEXT, "source": {"id": None, "name": "Hill Weekly"}, "author": [{"name": "A. Khan"}, "B. Gul"]}
    path.write_text(json.dumps(record))
    (read,) = read_file(path).articles

    assert (read.outlet, read.author) == ("Hill Weekly", "A. Khan, B. Gul")


def test_a_text_that_is_html_is_read_as_such(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    source = f"<p>{FIRST}</p>\n<blockquote>{SPOKEN}</blockquote>"
    path.write_text(json.dumps({"text": source}))
    (read,) = read_file(path).articles

    assert kinds(read) == [("body", FIRST), ("quote", STRAIGHT)]
    assert source[read.paragraphs[0].start : read.paragraphs[0].end] == FIRST


def test_a_column_that_parley_does_not_know_is_refused() -> None:
    with pytest.raises(ValidationError, match="txt"):
        ReadingConfig.model_validate({"columns": {"txt": ("Body",)}})


def test_what_the_columns_are_taken_for_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'Headline,Body\nGate,"{TEXT}"\n')
    with caplog.at_level(logging.INFO, logger="pipelines"):
        read_file(path)

    assert [record.message for record in caplog.records] == [f"{path}: text from 'Body', title from 'Headline'"]


# CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_comes_with_any_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'title{delimiter}text\n"Gate – opens"{delimiter}"{TEXT}"\n', encoding=encoding)
    (read,) = read_file(path).articles

    assert (read.title, len(read.paragraphs)) == ("Gate – opens", 2)


def test_a_broken_row_is_quarantined_with_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f'"Gate","{TEXT}"', '"Gate","said "so" there"', f"Gate,{FIRST}", '"never closed', f'Gate,"{SECOND}"']
    path.write_text("title,text\n" + "\n".join(rows) + "\n")
    reading = read_file(path)

    assert [read.source for read in reading.articles] == [f"{path}#2", f"{path}#6", f"{path}#8"]
    assert [bad.source for bad in reading.quarantined] == [f"{path}#5", f"{path}#7"]
    assert "a broken row (',' expected after '\"')" in reading.quarantined[0].reason


def test_a_quote_never_closed_takes_nothing_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'title,text\n"Gate,{FIRST}\n' + f"Gate,{SECOND}\n" * 3)
    reading = read_file(path)

    assert len(reading.articles) == 3
    assert [bad.source for bad in reading.quarantined] == [f"{path}#2"]


def test_a_row_with_too_many_cells_is_not_guessed_at(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"title,text\nGate,opens,{FIRST}\nGate,{SECOND}\n")
    reading = read_file(path)

    assert len(reading.articles) == 1
    assert "3 cells in a table of 2 columns" in reading.quarantined[0].reason


def test_bytes_that_are_no_text_spoil_their_row_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'title,text\nG\x8d,"' + TEXT.encode() + b'"\nN\0,x\nGate,"' + TEXT.encode() + b'"\n')
    reading = read_file(path)

    assert len(reading.articles) == 1
    assert ["0x8d" in reading.quarantined[0].reason, "NUL" in reading.quarantined[1].reason] == [True, True]


def test_a_table_as_excel_saves_it_is_read_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f'title,text\nGate,"{TEXT}"\n“Café”,"{TEXT}"\n'.encode("cp1252"))

    assert [read.title for read in read_file(path).articles] == ["Gate", "“Café”"]
    assert f"{path}: read as Windows-1252, since byte 0x93 is no UTF-8" in caplog.messages


@pytest.mark.parametrize("encodings", [("utf-8", "cp1252"), ("cp1252", "utf-8")])
def test_the_first_accents_tell_the_encoding_of_a_table_and_other_rows_are_quarantined(
    tmp_path: Path, encodings: tuple[str, str]
) -> None:
    path = tmp_path / "a.csv"
    rows = [f'"Café {i}","{TEXT}"\n'.encode(encoding) for i, encoding in enumerate(encodings)]
    path.write_bytes(b"title,text\n" + b"".join(rows))
    reading = read_file(path)

    assert [read.title for read in reading.articles] == ["Café 0"]
    assert [bad.source for bad in reading.quarantined] == [f"{path}#5"]


def test_a_page_of_html_is_one_under_the_name_of_a_text_too(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        f"\ufeff\n<!DOCTYPE html><title>Gate</title><article><h1>Gate</h1><p>{FIRST}</p><p>{SECOND}</p></article>"
    )
    (read,) = read_file(path).articles

    assert [paragraph.text for paragraph in read.prose] == [FIRST, SECOND]


def test_a_table_without_a_text_is_one_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "1,2\n" * 100)
    reading = read_file(path)

    assert len(reading.quarantined) == 1
    assert "its columns are 'a', 'b'" in reading.quarantined[0].reason


# JSON


@pytest.mark.parametrize(
    "written",
    [
        json.dumps({"text": TEXT}),
        json.dumps({"text": TEXT}, indent=2),
        json.dumps([{"text": TEXT}]),
        json.dumps([{"text": TEXT}], indent=2),
        json.dumps({"status": "ok", "articles": [{"text": TEXT}]}),
        json.dumps({"text": TEXT}) + "\n\n",
    ],
)
def test_json_files_hold_one_record_or_several(tmp_path: Path, written: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(written)

    assert len(read_file(path).articles) == 1


def test_json_lines_may_be_called_json(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(3 * (json.dumps({"text": TEXT}) + "\n") + "{half\n")
    reading = read_file(path)

    assert (len(reading.articles), len(reading.quarantined)) == (3, 1)


@pytest.mark.parametrize("written", ["[", "[1, 2]", "null", "{", '"a"', "[" * 100_000, "{}", "[]", ""])
def test_other_json_is_quarantined(tmp_path: Path, written: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(written)
    reading = read_file(path)

    assert not reading.articles
    assert reading.quarantined


# Parquet


def test_parquet_gives_one_article_a_row(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    moments = [datetime(2021, 9, 4, 10, tzinfo=UTC), None]
    pq.write_table(
        pa.table({"Text": [TEXT, SECOND], "published_at": moments, "n": [1, 2], "source": ["Hill", None]}), path
    )
    first, second = read_file(path).articles

    assert (first.date, first.outlet, first.source) == ("2021-09-04", "Hill", f"{path}#1")
    assert (second.date, second.outlet) == (None, None)


def test_parquet_without_a_text_is_one_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": [1, 2, 3]}), path)

    assert ["its columns are 'n'" in bad.reason for bad in read_file(path).quarantined] == [True]


# Word


def word(*, title: str = "") -> bytes:
    made = docx.Document()
    made.add_heading("Crossing opens to trucks", 0)
    made.add_paragraph("Elders and traders on both sides of the border welcome the move", style="Subtitle")
    made.add_paragraph("By Sohail Marwat")
    made.add_paragraph(f"TORKHAM: {FIRST}")
    made.add_heading("Safe passage", 2)
    made.add_paragraph(SPOKEN, style="Quote")
    made.add_table(1, 1).cell(0, 0).text = SECOND
    made.add_table(1, 2).cell(0, 1).text = "67 trucks"
    made.core_properties.title, made.core_properties.author = title, "whoever saved the file"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_word_styles_tell_what_paragraphs_are() -> None:
    read = article("docx", word())

    assert kinds(read) == [
        ("headline", "Crossing opens to trucks"),
        ("standfirst", "Elders and traders on both sides of the border welcome the move"),
        ("body", FIRST),
        ("crosshead", "Safe passage"),
        ("quote", STRAIGHT),
        ("body", SECOND),
    ]
    assert (read.title, read.author) == ("Crossing opens to trucks", "Sohail Marwat")
    assert ("navigation", "67 trucks") in [(line.reason, line.text) for line in read.dropped]


def test_an_old_or_encrypted_word_file_says_so() -> None:
    with pytest.raises(UnreadableError, match="without password"):
        parse("docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))


# PDF


def pdf(*pages: list[tuple[int, int, int, str]]) -> bytes:
    """A PDF file of `pages` of lines: left, bottom, size in points, words."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    for lines in pages:
        shown = "".join(f"BT /F {size} Tf {left} {bottom} Td ({text}) Tj ET\n" for left, bottom, size, text in lines)
        font = "<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
        at = len(objects) + 2
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources{font}/Contents {at} 0 R>>")
        objects.append(f"<</Length {len(shown)}>>stream\n{shown}\nendstream")
    kids = " ".join(f"{3 + 2 * i} 0 R" for i in range(len(pages)))
    objects[1] = f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>"
    made = "%PDF-1.4\n" + "".join(f"{i} 0 obj\n{value}\nendobj\n" for i, value in enumerate(objects, 1))
    return (made + "trailer<</Root 1 0 R>>\n%%EOF\n").encode("latin-1")


PRINTED = pdf(
    [
        (50, 770, 9, "Hill Weekly, 4 September 2021"),
        (50, 700, 24, "Crossing opens to trucks"),
        (50, 660, 11, "The envoys met in the capital on Monday and agreed to open the north-"),
        (50, 646, 11, "ern crossing before the first snow falls, and a long-term plan was made,"),
        (50, 632, 11, "a spokesperson said."),
        (50, 600, 14, "Safe passage"),
        (50, 574, 11, "Traders said the queue had grown to nearly four kilometres since the"),
        (50, 560, 11, "gate was closed in the spring, and that the elders would ask for a long-"),
        (300, 20, 9, "Page 1 of 2"),
    ],
    [
        (50, 770, 9, "Hill Weekly, 4 September 2021"),
        (50, 740, 11, "term plan for the road as soon as the ministers had come back from the"),
        (50, 726, 11, "north."),
        (300, 20, 9, "Page 2 of 2"),
    ],
)


def test_a_printed_page_is_put_together_again() -> None:
    read = article("pdf", PRINTED)

    assert kinds(read) == [
        ("headline", "Crossing opens to trucks"),
        (
            "body",
            "The envoys met in the capital on Monday and agreed to open the northern crossing before the first snow "
            "falls, and a long-term plan was made, a spokesperson said.",
        ),
        ("crosshead", "Safe passage"),
        (
            "body",
            "Traders said the queue had grown to nearly four kilometres since the gate was closed in the spring, and that "
            "the elders would ask for a long-term plan for the road as soon as the ministers had come back from the north.",
        ),
    ]


def test_what_repeats_at_the_edges_of_pages_is_dropped() -> None:
    read = article("pdf", PRINTED)

    assert sorted((line.reason, line.text) for line in read.dropped) == [
        ("footer", "Page 1 of 2"),
        ("footer", "Page 2 of 2"),
        ("navigation", "Hill Weekly, 4 September 2021"),
        ("navigation", "Hill Weekly, 4 September 2021"),
    ]


def test_what_browsers_print_at_the_edges_of_a_single_page_is_dropped() -> None:
    edges = {
        "navigation": (24, 785, 8, "9/4/21, 12:25 PM Crossing opens to trucks | Hill Weekly"),
        "footer": (24, 17, 8, "https://hill.example/crossing 1/1"),
    }
    page = [(50, 700, 24, "Crossing opens to trucks"), (50, 660, 11, FIRST)]
    read = article("pdf", pdf([*page, *edges.values()]))

    assert [text for _, text in kinds(read)] == ["Crossing opens to trucks", FIRST]
    assert {line.reason: line.text for line in read.dropped} == {reason: line[3] for reason, line in edges.items()}


def test_columns_are_read_one_after_the_other() -> None:
    left = [
        (50, 700 - 14 * i, 11, line)
        for i, line in enumerate(["The envoys met in the capital on Monday and", "agreed to open the"])
    ]
    right = [
        (320, 700, 11, "northern crossing before the first snow falls."),
        (332, 686, 11, "Traders said the queue had grown to nearly"),
        (320, 672, 11, "four kilometres since the gate was closed."),
    ]
    read = article("pdf", pdf(left + right))

    assert [text for _, text in kinds(read)] == [
        FIRST,
        "Traders said the queue had grown to nearly four kilometres since the gate was closed.",
    ]


def test_a_pdf_file_of_pictures_says_so() -> None:
    with pytest.raises(UnreadableError, match="recognise its text"):
        parse("pdf", pdf([], []))


# One empty page, encrypted (RC4, 128 bits), with a password.
ENCRYPTED = base64.b64decode(
    "JVBERi0xLjMKJeLjz9MKMiAwIG9iago8PAovVHlwZSAvUGFnZXMKL0NvdW50IDEKL0tpZHMgWyA0IDAgUiBdCj4+CmVuZG9iagozIDAgb2JqCjw8Ci9UeXBl"
    "IC9DYXRhbG9nCi9QYWdlcyAyIDAgUgo+PgplbmRvYmoKNCAwIG9iago8PAovVHlwZSAvUGFnZQovUmVzb3VyY2VzIDw8Cj4+Ci9NZWRpYUJveCBbIDAuMCAw"
    "LjAgMTAwIDEwMCBdCi9QYXJlbnQgMiAwIFIKPj4KZW5kb2JqCjUgMCBvYmoKPDwKL1YgMgovUiAzCi9MZW5ndGggMTI4Ci9QIDQyOTQ5NjcyOTIKL0ZpbHRl"
    "ciAvU3RhbmRhcmQKL08gPDBlNTIyOTI1YTNlNGU4NzRjM2NmYWNiZWY1MTFhNzNhYzRlYzJiZDg2NWRjZDNkNDYyNzYxNDkxN2FiZmQ3ZTQ+Ci9VIDw5NGJj"
    "MmFhY2I3YzdjZGIwZWVjOTRmZTI1NDZmNzIxODI4YmY0ZTVlNGU3NThhNDE2NDAwNGU1NmZmZmEwMTA4Pgo+PgplbmRvYmoKeHJlZgowIDYKMDAwMDAwMDAw"
    "MSA2NTUzNSBmIAowMDAwMDAwMDAwIDAwMDAxIGYgCjAwMDAwMDAwMTUgMDAwMDAgbiAKMDAwMDAwMDA3NCAwMDAwMCBuIAowMDAwMDAwMTIzIDAwMDAwIG4g"
    "CjAwMDAwMDAyMTcgMDAwMDAgbiAKdHJhaWxlcgo8PAovU2l6ZSA2Ci9Sb290IDMgMCBSCi9JRCBbIDw5ZWFiNTNmYzFiNGIwYTQ0OGMxMDgzNWNmOTliZDMz"
    "MD4gPDllYWI1M2ZjMWI0YjBhNDQ4YzEwODM1Y2Y5OWJkMzMwPiBdCi9FbmNyeXB0IDUgMCBSCj4+CnN0YXJ0eHJlZgo0MzIKJSVFT0YK"
)


def test_an_encrypted_pdf_file_says_so() -> None:
    with pytest.raises(UnreadableError, match="encrypted"):
        parse("pdf", ENCRYPTED)


# Feeds

ENTRY = f"<p>TORKHAM: {FIRST}</p><blockquote>{SPOKEN}</blockquote><h3>Safe passage</h3><p>{SECOND}</p>"
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Hill Weekly - Home</title><language>en-us</language>
<item><title>Trade &amp;amp; aid</title><link>https://hill.example/1</link><dc:creator>Sohail Marwat</dc:creator>
<pubDate>Sat, 04 Sep 2021 23:30:00 -0500</pubDate><content:encoded><![CDATA[{ENTRY}]]></content:encoded></item>
<item><title>Other</title><description>A word on the other story.</description></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Hill Weekly</title><entry><title>Gate</title><id>1</id>
<updated>2021-09-04T23:30:00-05:00</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FIRST}</p>
<p>{SECOND}</p></div></content></entry></feed>"""


def test_an_entry_of_a_feed_is_an_article_and_a_teaser_is_none() -> None:
    document, teaser = parse("feed", RSS.encode())
    assert isinstance(document, Document)
    assert isinstance(teaser, Quarantined)
    read = understand(document, CONFIG)
    assert isinstance(read, Article)

    assert kinds(read) == [("body", FIRST), ("quote", STRAIGHT), ("crosshead", "Safe passage"), ("body", SECOND)]
    assert (read.title, read.outlet, read.author) == ("Trade & aid", "Hill Weekly", "Sohail Marwat")
    assert (read.date, read.url, read.source) == ("2021-09-04", "https://hill.example/1", "a.feed#1")
    assert teaser.reason.startswith("only a teaser of 6 words")


def test_atom_is_read_too() -> None:
    read = article("feed", ATOM.encode())

    assert (read.title, read.date, [text for _, text in kinds(read)]) == ("Gate", "2021-09-04", [FIRST, SECOND])


def test_the_source_text_of_an_entry_is_its_markup() -> None:
    document = parse("feed", RSS.encode())[0]
    assert isinstance(document, Document)
    at = document.view.text.index(SECOND)

    assert ENTRY[slice(*document.view.span(at, at + len(SECOND)))] == SECOND


def test_xml_that_is_no_feed_says_so() -> None:
    with pytest.raises(UnreadableError, match="RSS or Atom"):
        parse("feed", b"<urlset><url>https://hill.example</url></urlset>")


def test_formats_are_read_from_files_end_to_end(tmp_path: Path) -> None:
    for name, data in {"a.md": CLIPPING.encode(), "a.rss": RSS.encode(), "a.docx": word(), "a.pdf": PRINTED}.items():
        (tmp_path / name).write_bytes(data)

        assert len(read_file(tmp_path / name).articles) == 1


# Fuzzing: what is cut or changed anywhere gives a document or a reason, nothing else

WHOLE = {
    "markdown": CLIPPING.encode(),
    "feed": RSS.encode(),
    "docx": word(),
    "pdf": PRINTED,
    "jsonl": json.dumps({"text": TEXT}).encode(),
}
mutations = st.lists(
    st.tuples(st.integers(0, 1 << 20), st.binary(max_size=6), st.integers(0, 30)), min_size=1, max_size=6
)


def mutated(data: bytes, changes: list[tuple[int, bytes, int]]) -> bytes:
    for at, put, away in changes:
        at %= len(data) + 1
        data = data[:at] + put + data[at + away :]
    return data


@pytest.mark.parametrize("name", WHOLE)
@given(changes=mutations)
@settings(max_examples=40)
def test_a_damaged_document_is_read_or_refused(name: str, changes: list[tuple[int, bytes, int]]) -> None:
    try:
        documents = parse(name, mutated(WHOLE[name], changes))
    except UnreadableError:
        return
    for document in documents:
        assert isinstance(document, Quarantined) or understand(document, CONFIG)


@pytest.mark.parametrize("name", [*WHOLE, "text"])
@given(data=st.binary(max_size=300))
@settings(max_examples=40)
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    try:
        parse(name, data)
    except UnreadableError:
        return


def test_names_of_columns_in_the_config_go_first() -> None:
    config = ReadingConfig(columns=ColumnNames(text=("Lead Text",)))
    (document,) = FORMATS["csv"].parse(Item("a", "csv", cells={"text": "x", "lead_text": TEXT}), config)

    assert isinstance(document, Document)
    assert document.view.text == TEXT
