"""`parley read`: what was understood, in a file, and what was not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pyarrow import parquet

from models.errors import ParleyError
from pipelines.read import read_articles
from pipelines.reading import ReadingConfig, read

Parley = Callable[..., subprocess.CompletedProcess[str]]
SETTINGS = ReadingConfig()
TEXT = "The envoys met in the capital on Monday and agreed to open the northern crossing before the first snow falls."


def rows_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A page, a table of two records and a file that is no news."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "2023-03-08-page.txt").write_text(
        f"Crossing opens\n\nKABUL: {TEXT}\n\nRelated Articles\n", encoding="utf-8"
    )
    (folder / "b.jsonl").write_text(
        json.dumps({"text": TEXT.replace("northern", "southern"), "title": "A title"}) + "\n{half\n", encoding="utf-8"
    )
    (folder / "c.exe").write_bytes(b"MZ")
    return folder


def test_each_article_is_a_line_with_all_that_was_understood(tmp_path: Path, news: Path) -> None:
    done = read_articles([str(news)], tmp_path / "articles.jsonl", SETTINGS, None)

    page, record = rows_of(done.out)
    assert (page["title"], page["place"], page["date"], page["date_from"]) == (
        "Crossing opens",
        "Kabul",
        "2023-03-08",
        "file name",
    )
    assert page["text"] == TEXT
    assert [(own["kind"], own["text"]) for own in page["paragraphs"]] == [
        ("headline", "Crossing opens"),
        ("body", TEXT),
    ]
    assert [own["reason"] for own in page["dropped"]] == ["dateline", "related"]
    assert (record["title"], record["language"]) == ("A title", "en")
    assert len(str(record["digest"])) == 64


def test_what_could_not_be_read_is_listed_beside_it_with_cause_and_reason(tmp_path: Path, news: Path) -> None:
    done = read_articles([str(news)], tmp_path / "articles.jsonl", SETTINGS, None)

    assert done.quarantine
    listed = rows_of(done.quarantine)
    assert [row["cause"] for row in listed] == ["unreadable", "unknown format"]
    assert all("way out:" in str(row["reason"]) for row in listed)


def test_parquet_holds_the_same_rows(tmp_path: Path, news: Path) -> None:
    read_articles([str(news)], tmp_path / "a.jsonl", SETTINGS, None)
    read_articles([str(news)], tmp_path / "a.parquet", SETTINGS, None)

    assert parquet.read_table(tmp_path / "a.parquet").to_pylist() == rows_of(tmp_path / "a.jsonl")


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_what_was_written_can_be_read_again_as_the_same_articles(tmp_path: Path, news: Path, ending: str) -> None:
    out = tmp_path / f"articles.{ending}"
    read_articles([str(news)], out, SETTINGS, None)

    before, after = read([str(news)]).articles, read([str(out)]).articles

    assert [[own.text for own in a.prose] for a in after] == [[own.text for own in a.prose] for a in before]
    assert [(a.title, a.outlet, a.date, a.id) for a in after] == [(a.title, a.outlet, a.date, a.id) for a in before]


def test_an_output_of_another_ending_and_one_that_is_an_input_are_refused(tmp_path: Path, news: Path) -> None:
    with pytest.raises(ParleyError, match=r"(?s)ends in '\.csv'.*way out"):
        read_articles([str(news)], tmp_path / "a.csv", SETTINGS, None)
    with pytest.raises(ParleyError, match="is one of the articles to read"):
        read_articles([str(news / "b.jsonl")], news / "b.jsonl", SETTINGS, None)


def test_a_batch_without_any_article_is_an_error_that_names_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Related Articles", encoding="utf-8")

    with pytest.raises(ParleyError, match=r"none of 1 article\(s\) could be read:\n.*a\.txt: no paragraphs left"):
        read_articles([str(tmp_path / "a.txt")], tmp_path / "out.jsonl", SETTINGS, None)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("out", ["folder.jsonl", "/proc/a.jsonl"])
def test_an_output_that_can_be_no_file_is_refused(tmp_path: Path, news: Path, out: str) -> None:
    (tmp_path / "folder.jsonl").mkdir()

    with pytest.raises(ParleyError, match="way out"):
        read_articles([str(news)], tmp_path / out, SETTINGS, None)


def test_what_parley_wrote_beside_an_output_is_no_article_of_its_folder(tmp_path: Path, news: Path) -> None:
    read_articles([str(news)], news / "out.jsonl", SETTINGS, None)
    (news / "out.jsonl").unlink()

    done = read_articles([str(news)], tmp_path / "again.jsonl", SETTINGS, None)

    assert done.counts.articles_in == 4


def test_a_boilerplate_file_that_is_none_is_refused(tmp_path: Path, news: Path) -> None:
    for text in ("{}", "no JSON", '{"format": 99, "outlets": {}}'):
        (tmp_path / "b.json").write_text(text, encoding="utf-8")
        with pytest.raises(ParleyError, match="way out"):
            read_articles([str(news)], tmp_path / "a.jsonl", SETTINGS, tmp_path / "b.json")


def test_the_command_tells_what_came_in_and_where_it_went(tmp_path: Path, news: Path, parley: Parley) -> None:
    done = parley("read", str(news), "--out", str(tmp_path / "a.jsonl"), cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    for words in (
        "4 articles in = 2 read + 2 quarantined (1 unknown format, 1 unreadable)",
        "5 pieces in = 3 paragraphs + 2 dropped + 0 quarantined",
        "quarantine list:",
        "articles: ",
    ):
        assert words in done.stdout


def test_the_command_reads_standard_input(tmp_path: Path, parley: Parley) -> None:
    done = parley("read", "-", "--out", str(tmp_path / "a.jsonl"), cwd=tmp_path, stdin=f"Crossing opens\n\n{TEXT}\n")

    assert done.returncode == 0, done.stderr
    (row,) = rows_of(tmp_path / "a.jsonl")
    assert (row["title"], row["text"]) == ("Crossing opens", TEXT)
