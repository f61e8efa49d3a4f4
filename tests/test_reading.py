"""Files in, articles out: what is found, what is read, what is quarantined."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

import pytest

from models.errors import ParleyError
from pipelines.reading import Reading, find_files, read, read_file

LEAD = "The envoys met in the capital on Monday and agreed to open the northern crossing before the first snow falls."
SECOND = "A spokesperson praised the agreement, saying traders on both sides had waited for it since the spring floods."


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def record(**cells: object) -> str:
    return json.dumps({"text": f"{LEAD}\n\n{SECOND}", **cells})


def only_reason(reading: Reading) -> str:
    assert reading.articles == ()
    (bad,) = reading.quarantined
    return bad.reason


def warnings_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


class TestFindFiles:
    def test_a_folder_gives_its_files_at_any_depth_sorted(self, tmp_path: Path) -> None:
        for name in ("b.txt", "a/c.jsonl", "a/d.TXT"):
            write(tmp_path / name, LEAD)

        found = find_files([str(tmp_path)])

        assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a/c.jsonl", "a/d.TXT", "b.txt"]

    def test_hidden_files_and_whatever_lies_in_hidden_folders_are_not_found(self, tmp_path: Path) -> None:
        seen = write(tmp_path / "a.txt", LEAD)
        write(tmp_path / ".labels.jsonl.parts" / "b.jsonl", record())
        write(tmp_path / "deep" / ".c.txt", LEAD)

        assert find_files([str(tmp_path)]) == find_files([str(tmp_path / "**")]) == (seen,)

    def test_a_file_named_twice_is_found_once(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.txt", LEAD)

        assert find_files([str(path), str(tmp_path), str(tmp_path / "*.txt")]) == (path,)

    def test_a_file_whose_name_looks_like_a_glob_is_taken_as_a_file(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a[1].txt", LEAD)

        assert find_files([str(path)]) == (path,)

    @pytest.mark.parametrize("given", ["missing.txt", "*.nothing", "empty"])
    def test_a_path_that_gives_no_file_is_an_error_that_names_it(self, tmp_path: Path, given: str) -> None:
        (tmp_path / "empty").mkdir()

        with pytest.raises(ParleyError, match=r"way out") as error:
            find_files([str(tmp_path / given)])

        assert given in str(error.value)

    def test_no_path_at_all_is_an_error(self) -> None:
        with pytest.raises(ParleyError, match="no path given"):
            find_files([])


class TestRead:
    def test_sources_are_the_paths_as_given_and_articles_stand_in_their_order(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        write(Path("in/z.txt"), LEAD)
        write(Path("in/a.jsonl"), record() + "\n" + record(title="Other"))

        reading = read(["in"])

        assert [article.source for article in reading.articles] == ["in/a.jsonl#1", "in/a.jsonl#2", "in/z.txt"]

    def test_a_file_to_leave_out_is_left_out_by_whatever_name_it_is_met(self, tmp_path: Path) -> None:
        write(tmp_path / "a.txt", LEAD)
        out = write(tmp_path / "labels.csv", LEAD)
        (tmp_path / "link.txt").symlink_to(out)

        reading = read([str(tmp_path)], leave_out=[tmp_path / "." / "labels.csv"])

        assert [article.source for article in reading.articles] == [f"{tmp_path.as_posix()}/a.txt"]
        assert reading.quarantined == ()

    def test_a_file_of_unknown_format_in_a_folder_is_counted_and_quarantined(self, tmp_path: Path) -> None:
        write(tmp_path / "a.txt", LEAD)
        write(tmp_path / "b.exe", b"MZ")

        reading = read([str(tmp_path)])

        assert reading.quarantined[0].reason.startswith("unknown format '.exe'")
        assert (reading.counts.articles_in, reading.counts.articles_kept) == (2, 1)

    def test_the_same_words_have_the_same_id_under_any_name_and_among_any_furniture(self, tmp_path: Path) -> None:
        plain = write(tmp_path / "a.txt", f"Crossing to open\n\n{LEAD}\n\n{SECOND}")
        framed = write(
            tmp_path / "b.txt",
            f"Home News Crossing to open\n\nCrossing to open\n\nby Hill Weekly\n\n{LEAD}\n\n{SECOND}\n\n2 comments",
        )

        one, other = read([str(plain), str(framed)]).articles

        assert one.id == other.id
        assert len(one.id) == 16

    def test_counts_come_as_flat_numbers_that_add_up(self, tmp_path: Path) -> None:
        write(tmp_path / "a.txt", f"Crossing to open\n\n{LEAD}\n\nRelated Articles")
        write(tmp_path / "b.txt", b"")

        metrics = read([str(tmp_path)]).counts.as_metrics()

        assert metrics["articles_in"] == metrics["articles_kept"] + metrics["articles_quarantined"] == 2
        assert metrics["pieces_in"] == metrics["paragraphs_kept"] + metrics["pieces_dropped"] == 3
        assert metrics["paragraphs_headline"] == metrics["paragraphs_body"] == metrics["dropped_related"] == 1


class TestBadFiles:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "no text"),
            (b" \n\t\n", "no text"),
            (b"He said \x8dno\x8d.", "0x8d at offset 8"),
            (b"PK\x03\x04\x00\x00", "NUL character at offset 4"),
            (b"\xff\xfeabc", "not UTF-16"),
            (b"Home\n\nRelated Articles\n", "no paragraphs left"),
        ],
    )
    def test_what_cannot_be_read_is_quarantined_with_the_place_and_the_way_out(
        self, tmp_path: Path, content: bytes, words: str
    ) -> None:
        reason = only_reason(read_file(write(tmp_path / "a.txt", content)))

        assert words in reason
        assert "expected:" in reason
        assert "way out:" in reason

    def test_text_that_windows_programs_save_is_read_and_the_log_says_so(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        path = write(tmp_path / "a.txt", f"{LEAD}\n\n“We waited – at the café,” a trader’s son said.".encode("cp1252"))

        (article,) = read_file(path).articles

        assert article.prose[1].text == '"We waited – at the café," a trader\'s son said.'
        assert warnings_in(caplog) == [f"{path}: read as Windows-1252, since byte 0x93 is no UTF-8"]

    @pytest.mark.parametrize(
        "content",
        [
            "“No,” he said.".encode() + "“No,” he said.".encode("cp1252"),
            "The café – closed.".encode("mac-roman"),
            "The café's résumé.".encode("cp437"),
            "Торговцы said no.".encode("cp1251"),
            "Wałęsa spoke.".encode("cp1250"),
            "The café".encode()[:-1],
        ],
    )
    def test_text_in_other_or_in_several_encodings_is_not_guessed_at(self, tmp_path: Path, content: bytes) -> None:
        assert "is not UTF-8" in only_reason(read_file(write(tmp_path / "a.txt", content)))

    def test_a_folder_with_the_name_of_a_file_is_quarantined(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").mkdir()

        assert "not a regular file" in only_reason(read_file(tmp_path / "a.txt"))

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.txt")

        assert "not a regular file" in only_reason(read([str(tmp_path)]))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_every_known_encoding_and_line_end_gives_the_same_article(
        self, tmp_path: Path, encoding: str, end: str
    ) -> None:
        page = f"Crossing to open{end}{end}{LEAD}{end}{end}“We waited,” a trader said."

        (article,) = read_file(write(tmp_path / "a.txt", page.encode(encoding))).articles

        assert article.title == "Crossing to open"
        assert [paragraph.text for paragraph in article.prose] == [LEAD, '"We waited," a trader said.']


class TestRecords:
    def test_the_keys_of_a_record_go_before_what_its_text_says(self, tmp_path: Path) -> None:
        text = f"KABUL (Hill Times) — {LEAD}\n{SECOND}\nPublished in Valley News, March 8th, 2023"
        line = json.dumps(
            {"text": text, "title": "Crossing", "outlet": "Hill", "date": "2021-09-04T10:00:00Z", "url": "u", "id": 7}
        )

        (article,) = read_file(write(tmp_path / "a.jsonl", line)).articles

        assert (article.title, article.outlet, article.date, article.url) == ("Crossing", "Hill", "2021-09-04", "u")
        assert article.place == "Kabul"

    def test_without_keys_the_text_tells(self, tmp_path: Path) -> None:
        text = f"{LEAD}\n{SECOND}\nPublished in Valley News, March 8th, 2023"

        (article,) = read_file(write(tmp_path / "a.jsonl", json.dumps({"text": text}))).articles

        assert (article.title, article.outlet, article.date) == (None, "Valley News", "2023-03-08")

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ('{"text": "half', "no JSON"),
            ("[1, 2]", "a JSON list"),
            ("[" * 100_000, "no JSON"),
            ("{}", "no text: its columns are none"),
            ('{"text": 5}', "text is '5'"),
            (record(title={"a": 1}), "title is"),
            (record(title="\ud800"), "half a surrogate"),
            (json.dumps({"text": "Related Articles"}), "no paragraphs left"),
        ],
    )
    def test_a_bad_record_is_quarantined_by_line_and_the_others_are_read(
        self, tmp_path: Path, line: str, words: str
    ) -> None:
        path = write(tmp_path / "a.jsonl", f"{record()}\n\n{line}\n{record(title='Other')}\n")

        reading = read_file(path)

        assert [article.source for article in reading.articles] == [f"{path.as_posix()}#1", f"{path.as_posix()}#4"]
        (bad,) = reading.quarantined
        assert bad.source == f"{path.as_posix()}#3"
        assert words in bad.reason

    def test_a_record_in_a_wrong_encoding_spoils_no_other(self, tmp_path: Path) -> None:
        path = write(tmp_path / "a.jsonl", record().encode() + b'\n{"text": "caf\xe9"}\n')

        reading = read_file(path)

        assert (len(reading.articles), len(reading.quarantined)) == (1, 1)

    def test_records_may_be_in_utf16(self, tmp_path: Path) -> None:
        assert len(read_file(write(tmp_path / "a.jsonl", f"{record()}\n{record()}".encode("utf-16"))).articles) == 2

    @pytest.mark.parametrize(
        ("date", "iso"),
        [
            ("2021-09-04", "2021-09-04"),
            ("2021/09/04 10:00", "2021-09-04"),
            ("September 4, 2021", "2021-09-04"),
            ("4 Sep 2021", "2021-09-04"),
            ("Sat, 04 Sep 2021 10:00:00 GMT", "2021-09-04"),
            ("04.09.2021", "2021-09-04"),
            ("13/09/2021", "2021-09-13"),
            ("9/13/2021 10:00", "2021-09-13"),
            ("09/09/2021", "2021-09-09"),
        ],
    )
    def test_a_date_is_understood_in_its_common_forms(self, tmp_path: Path, date: str, iso: str) -> None:
        assert read_file(write(tmp_path / "a.jsonl", record(date=date))).articles[0].date == iso

    @pytest.mark.parametrize("date", ["soon", "2021-13-40", "05/03/2021", "31.02.2021", "2021", "Mar 2021"])
    def test_a_date_that_is_none_for_certain_costs_the_date_and_is_logged_once_a_file(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture, date: str
    ) -> None:
        path = write(tmp_path / "a.jsonl", f"{record(date=date)}\n{record(date=date, title='Other')}")

        reading = read_file(path)

        assert [article.date for article in reading.articles] == [None, None]
        assert warnings_in(caplog) == [
            f"{path}#1: date is {date!r}, no date for certain (expected: such as 2021-09-04); articles like it go without"
        ]

    @pytest.mark.parametrize("date", ["NaT", "nan", "0000-00-00", "0000-00-00 00:00:00", " ", "N/A", None])
    def test_a_date_that_programs_write_for_none_is_none(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture, date: str | None
    ) -> None:
        (article,) = read_file(write(tmp_path / "a.jsonl", record(date=date))).articles

        assert (article.date, warnings_in(caplog)) == (None, [])

    def test_another_column_or_the_text_may_tell_the_date_that_one_does_not(self, tmp_path: Path) -> None:
        other = record(date="soon", pubDate="2021-09-04")
        told = json.dumps({"text": f"{LEAD}\n{SECOND}\nPublished in Valley News, March 8th, 2023", "date": "soon"})

        articles = read_file(write(tmp_path / "a.jsonl", f"{other}\n{told}")).articles

        assert [article.date for article in articles] == ["2021-09-04", "2023-03-08"]

    def test_an_empty_text_says_so(self, tmp_path: Path) -> None:
        reading = read_file(write(tmp_path / "a.jsonl", '{"Body": "  ", "title": "Gate"}'))

        assert only_reason(reading).startswith("nothing in 'Body'; expected: the article's paragraphs")
        assert reading.quarantined[0].cause == "no article"
