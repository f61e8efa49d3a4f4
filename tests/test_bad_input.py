"""Input that is hostile, broken or too large: each has its reason, and neither stops nor slows the rest."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from models.errors import ParleyError
from pipelines.reading import Quarantined, ReadingConfig, read, read_file
from pipelines.reading.documents import Document, Item, UnreadableError
from pipelines.reading.formats import FORMATS
from pipelines.reading.sources.unpacking import is_bomb
from pipelines.reading.stream import cut_file

FIRST = "The envoys met in the capital on Monday and agreed to open the northern crossing before the first snow falls."
RECORD = {"text": FIRST, "title": "Gate"}
LINE = json.dumps(RECORD).encode() + b"\n"
SMALL = ReadingConfig(max_bytes=10_000)


def reasons(path: Path, settings: ReadingConfig | None = None) -> list[str]:
    return [bad.reason for bad in read_file(path, settings).quarantined]


# Bombs


def test_a_bomb_is_much_out_of_little() -> None:
    assert is_bomb(200_000_001, 1_000_000)
    assert not is_bomb(99_000_000, 1)
    assert not is_bomb(200_000_000, 1_000_000)


def test_a_gzip_bomb_is_stopped_and_what_came_before_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=9) as stream:
        stream.write(LINE)
        for _ in range(300):
            stream.write(bytes(1_000_000))
    begun = time.monotonic()
    reading = read_file(path)

    assert len(reading.articles) == 1
    assert "a decompression bomb: 100,0" in reading.quarantined[0].reason
    assert time.monotonic() - begun < 5


def test_a_member_of_a_zip_file_that_is_a_bomb_is_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    noise = os.urandom(1_500_000)  # so that the file as a whole looks harmless
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", FIRST)
        archive.writestr("b.jpg", noise)
        archive.writestr("c.txt", bytes(200_000_000))
    reading = read_file(path)

    assert len(reading.articles) == 1
    assert any("a decompression bomb: 200,000,000 bytes or more out of" in bad.reason for bad in reading.quarantined)


def test_a_zip_file_whose_members_are_a_bomb_together_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(3):
            archive.writestr(f"{i}.txt", bytes(50_000_000))

    assert ["a decompression bomb: 150,000,000 bytes" in reason for reason in reasons(path)] == [True]


def test_a_bomb_in_a_zip_file_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", FIRST)
        archive.writestr("b.txt", bytes(200_000_000))
        archive.writestr("c.txt", FIRST)
    reading = read_file(path)

    assert len(reading.articles) == 2
    assert [(bad.source, bad.cause) for bad in reading.quarantined] == [(f"{path}/b.txt", "beyond bounds")]


def test_a_bomb_of_a_table_is_stopped_and_what_came_before_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb", compresslevel=9) as stream:
        stream.write(f"title,text\nGate,{FIRST}\n".encode())
        for _ in range(300):
            stream.write(bytes(1_000_000))
    reading = read_file(path)

    assert len(reading.articles) == 1
    assert [(bad.source, bad.cause) for bad in reading.quarantined] == [(f"{path}#3", "beyond bounds")]


def test_a_member_that_lies_about_its_size_is_cut_off(tmp_path: Path) -> None:
    data = bytearray()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", FIRST * 100)
    data += stream.getvalue()
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (5).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(data)

    assert len(reasons(tmp_path / "a.zip")) == 1


def test_a_word_file_is_measured_before_it_is_opened() -> None:
    stream = io.BytesIO()
    docx.Document().save(stream)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/more.xml", b" " * 30_000_000)

    with pytest.raises(UnreadableError, match="its inside has more than 20,000,000 bytes"):
        list(FORMATS["docx"].parse(Item("a.docx", "docx", stream.getvalue()), ReadingConfig()))


ENTITIES = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(9))
BOMB = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "lol">{ENTITIES}]>'


def test_entities_of_a_feed_do_not_multiply() -> None:
    data = f"{BOMB}<rss><channel><item><title>x</title><description>&e9;</description></item></channel></rss>".encode()

    for entry in FORMATS["feed"].parse(Item("a.xml", "feed", data), ReadingConfig()):
        assert isinstance(entry, Quarantined)


def test_a_feed_reads_no_file_of_this_machine(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret " * 100)
    data = (
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><rss><channel><item><title>x</title>'
        f"<description>{FIRST * 9} &x;</description></item></channel></rss>"
    ).encode()
    (entry,) = FORMATS["feed"].parse(Item("a.xml", "feed", data), ReadingConfig())

    assert isinstance(entry, Document)
    assert "secret" not in entry.view.text


def test_entities_of_a_word_file_do_not_multiply() -> None:
    made = docx.Document()
    made.add_paragraph("BODY")
    stream, again = io.BytesIO(), io.BytesIO()
    made.save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(again, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "word/document.xml":
                data = BOMB.encode() + data.split(b"?>", 1)[1].replace(b"BODY", b"&e9;")
            new.writestr(info, data)
    try:
        (document,) = FORMATS["docx"].parse(Item("a.docx", "docx", again.getvalue()), ReadingConfig())
    except UnreadableError:
        return
    assert isinstance(document, Document)
    assert len(document.view.text) < 100


# Lines and cells without end


@pytest.mark.parametrize(
    ("name", "head", "line", "tail"),
    [
        ("a.jsonl", b"", b'{"text": "%b"}\n', LINE),
        ("a.csv", b"text,title\n", b"%b,Gate\n", f"{FIRST},Gate\n".encode()),
        ("b.csv", b"text,title\n", b'"%b",Gate\n', f"{FIRST},Gate\n".encode()),
    ],
)
def test_a_line_of_a_hundred_megabytes_is_passed_over_and_the_rest_is_read(
    tmp_path: Path, name: str, head: bytes, line: bytes, tail: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(head + line % (b"a" * 100_000_000) + tail)
    begun = time.monotonic()
    reading = read_file(path)

    assert len(reading.articles) == 1
    assert [bad.cause for bad in reading.quarantined] == ["beyond bounds"]
    assert time.monotonic() - begun < 5


def test_a_quote_never_closed_ends_at_the_bound(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('text,title\n"never closed,Gate\n' + f"{FIRST},Gate\n" * 200)
    reading = read_file(path, SMALL)

    assert len(reading.articles) == 200
    assert len(reading.quarantined) == 1


def test_a_document_beyond_the_bound_says_so(tmp_path: Path) -> None:
    for name in ("a.txt", "a.md", "a.json"):
        (tmp_path / name).write_text(FIRST * 200)
    pq.write_table(pa.table({"text": [FIRST * 200, FIRST]}), tmp_path / "a.parquet")
    reading = read([str(tmp_path)], SMALL)

    assert len(reading.articles) == 1
    assert [bad.cause for bad in reading.quarantined] == ["beyond bounds"] * 4


# Files that are none


def test_pipes_devices_and_loops_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "c.txt").symlink_to("/dev/zero")
    (tmp_path / "d.txt").symlink_to(tmp_path / "missing")
    (tmp_path / "e.txt").write_text(FIRST)
    reading = read([str(tmp_path)])

    assert len(reading.articles) == 1
    assert [bad.reason.split(";")[0] for bad in reading.quarantined] == ["not a regular file"] * 4


def test_a_folder_that_cannot_be_opened_is_quarantined_and_the_others_are_read(tmp_path: Path) -> None:
    """Its path is too long to be opened, which no permission changes: not even for the superuser."""
    (tmp_path / "a.txt").write_text(FIRST)
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("x" * 250, dir_fd=here)
        below = os.open("x" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    reading = read([str(tmp_path)])

    assert len(reading.articles) == 1
    assert [bad.reason.split(";")[0] for bad in reading.quarantined] == ["File name too long"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may open any folder")
def test_a_folder_that_this_user_may_not_open_is_an_error_where_it_is_named_itself(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    (tmp_path / "b").mkdir(mode=0)

    assert [bad.reason.split(";")[0] for bad in read([str(tmp_path)]).quarantined] == ["Permission denied"]
    with pytest.raises(ParleyError, match="cannot be opened: Permission denied"):
        read([str(tmp_path / "b")])


def test_a_folder_that_leads_into_itself_is_walked_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST)
    (tmp_path / "again").symlink_to(tmp_path)

    assert len(read([str(tmp_path)]).articles) == 1


@pytest.mark.parametrize(
    "name", ["a.pdf", "a.docx", "a.rss", "a.parquet", "a.zip", "a.warc", "a.txt.gz", "a.csv", "a.json", "a.md", "a"]
)
def test_empty_and_binary_files_have_a_reason(tmp_path: Path, name: str) -> None:
    for data in (b"", b" \n", b"\0\xff\xfe\x80" * 100):
        (tmp_path / name).write_bytes(data)
        reading = read_file(tmp_path / name)

        assert not reading.articles
        assert len(reading.quarantined) == 1


# What fuzzing found


@pytest.mark.parametrize(
    ("name", "data"),
    [
        # The csv module refuses a bare carriage return, in the header too.
        ("a.csv", b"text\r,title\nx,y\n"),
        # feedparser decodes what says it is base64, and does not expect it to be broken.
        (
            "a.xml",
            b'<feed xmlns="http://www.w3.org/2005/Atom"><entry>'
            b'<content type="application/x" mode="base64">/6Y=</content></entry></feed>',
        ),
        # warcio looks for the scheme of an address that is not there.
        ("a.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\nabcde\r\n\r\n"),
        # UTF-16 that ends in half a character.
        ("a.jsonl", b"\xff\xfe{\x00}"),
        ("a.csv", b"\xff\xfet\x00e\x00x\x00t\x00\n\x00a"),
    ],
)
def test_what_fuzzing_found_has_a_reason(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)

    assert len(reasons(tmp_path / name)) == 1


def test_parquet_that_says_nonsense_of_its_columns_does_not_end_the_process(tmp_path: Path) -> None:
    """pyarrow aborts when it is asked for the sizes of such columns; reading them raises an error as it should."""
    table = io.BytesIO()
    pq.write_table(pa.table({"text": [FIRST, None]}), table)
    data = table.getvalue()
    code = (
        "import sys; from pathlib import Path; from pipelines.reading import ReadingConfig\n"
        "from pipelines.reading.stream import cut_file\n"
        "data = Path(sys.argv[1]).read_bytes()\n"
        "for at in range(len(data) // 2, len(data)):\n"
        "    Path(sys.argv[1]).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])\n"
        "    list(cut_file(Path(sys.argv[1]), ReadingConfig()))\n"
    )
    (tmp_path / "a.parquet").write_bytes(data)
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "a.parquet"], capture_output=True, text=True, cwd=root
    )

    assert done.returncode == 0, done.stderr[-500:]


# Memory


def write_lines(path: Path, size: int) -> None:
    line = json.dumps({"text": f"{FIRST}\n\n" * 40}).encode() + b"\n"
    with path.open("wb") as stream:
        for _ in range(size // len(line)):
            stream.write(line)


def write_rows(path: Path, size: int) -> None:
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["title", "text"])
        for _ in range(size // (40 * len(FIRST))):
            writer.writerow(["Gate", f"{FIRST}\n\n" * 40])


def write_parquet(path: Path, size: int) -> None:
    rows = size // (40 * len(FIRST)) // 10
    with pq.ParquetWriter(path, pa.schema([("text", pa.string())]), use_dictionary=False) as writer:
        for i in range(10):
            writer.write_table(pa.table({"text": [f"{i} {j} " + FIRST * 40 for j in range(rows)]}))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "write"), [("a.jsonl", write_lines), ("a.csv", write_rows), ("a.parquet", write_parquet)]
)
def test_memory_does_not_grow_with_a_file(tmp_path: Path, name: str, write: Callable[[Path, int], None]) -> None:
    code = (
        "import sys; from pathlib import Path; from pipelines.reading import ReadingConfig\n"
        "from pipelines.reading.stream import cut_file\n"
        "n = sum(1 for _ in cut_file(Path(sys.argv[1]), ReadingConfig()))\n"
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1]\n"
        "print(n, peak)\n"
    )
    peaks = []
    for size in (20_000_000, 200_000_000):
        write(tmp_path / name, size)
        root = Path(__file__).parent.parent
        done = subprocess.run(
            [sys.executable, "-c", code, tmp_path / name], capture_output=True, text=True, cwd=root, check=True
        )
        items, peak = map(int, done.stdout.split())
        peaks.append(peak / 1024)
        assert items > 0.8 * size / (40 * len(FIRST) + 90)

    assert peaks[1] - peaks[0] < 40  # megabytes


def test_items_come_before_the_file_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"text\n{FIRST}\n" + "x\n" * 1_000_000)
    begun = time.monotonic()

    assert isinstance(next(cut_file(path, ReadingConfig())), Item)
    assert time.monotonic() - begun < 1
