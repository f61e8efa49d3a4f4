"""Where articles come from: compressed files, archives, crawls, standard input."""

from __future__ import annotations

import gzip
import io
import json
import logging
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.reading import ReadingConfig, read, read_file
from pipelines.reading.documents import UnreadableError
from pipelines.reading.sources.archives import is_inside
from pipelines.reading.sources.blobs import Blob
from pipelines.reading.sources.opening import open_blobs
from pipelines.reading.sources.stdin import sniff
from pipelines.reading.stream import cut_file

FIRST = "The envoys met in the capital on Monday and agreed to open the northern crossing before the first snow falls."
SECOND = "Traders said the queue had grown to nearly four kilometres since the gate was closed in the spring."
TEXT = f"{FIRST}\n\n{SECOND}"
RECORD = json.dumps({"text": TEXT}).encode() + b"\n"


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def crawl(*responses: tuple[str, str, bytes], gzipped: bool = True) -> bytes:
    """A WARC file of responses: status, media type, body."""
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=gzipped)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    for i, (status, media, body) in enumerate(responses):
        headers = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
        address = f"https://hill.example/{i}"
        writer.write_record(writer.create_warc_record(address, "request", io.BytesIO(b"GET / HTTP/1.1\r\n\r\n")))
        writer.write_record(writer.create_warc_record(address, "response", io.BytesIO(body), http_headers=headers))
    return stream.getvalue()


# Gzip


def test_anything_may_be_gzipped(tmp_path: Path) -> None:
    table = io.BytesIO()
    pq.write_table(pa.table({"text": [TEXT]}), table)
    whole = {
        "a.txt.gz": TEXT.encode(),
        "b.jsonl.gz": RECORD,
        "c.parquet.gz": table.getvalue(),
        "d.zip.gz": zipped({"a.txt": TEXT.encode()}),
    }
    for name, data in whole.items():
        (tmp_path / name).write_bytes(gzip.compress(data))

        assert len(read_file(tmp_path / name).articles) == 1


def test_bytes_tell_gzip_not_names(tmp_path: Path) -> None:
    """Browsers save compressed pages under plain names, and unpack files without changing theirs."""
    (tmp_path / "a.txt").write_bytes(gzip.compress(TEXT.encode()))
    (tmp_path / "b.txt.gz").write_bytes(TEXT.encode())

    assert len(read([str(tmp_path)]).articles) == 2


def test_several_gzip_files_in_a_row_are_one(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(RECORD) * 3)

    assert len(read_file(tmp_path / "a.jsonl.gz").articles) == 3


def test_what_comes_whole_before_a_cut_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(RECORD * 2) + gzip.compress(RECORD)[:-20])
    reading = read_file(path)

    assert len(reading.articles) == 2
    assert len(reading.quarantined) == 1
    assert "cut off after" in reading.quarantined[0].reason


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.95])
def test_rows_before_a_cut_are_read_and_the_cut_is_one_row(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "a.csv.gz"
    rows = "".join(f'{i},"{FIRST}\n\nRow {i} of {i * i} tells of {i**5 % 9973} trucks."\n' for i in range(200))
    data = gzip.compress(f"title,text\n{rows}".encode())
    path.write_bytes(data[: int(keep * len(data))])
    reading = read_file(path)

    assert [article.title for article in reading.articles] == [str(i) for i in range(len(reading.articles))]
    assert len(reading.articles) > 120 * keep
    assert [bad.source for bad in reading.quarantined] == [f"{path}#{2 + 3 * len(reading.articles)}"]
    assert "cut off after" in reading.quarantined[0].reason


def test_the_date_in_the_name_of_a_packed_file_counts(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"x/2021-09-04-gate.txt": TEXT.encode()}))
    (read,) = read_file(tmp_path / "a.zip").articles

    assert (read.date, read.date_from, read.source) == (
        "2021-09-04",
        "file name",
        f"{tmp_path}/a.zip/x/2021-09-04-gate.txt",
    )


# Zip


def test_members_of_a_zip_file_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"b.txt": TEXT.encode(), "a.jsonl": RECORD * 2, "c.txt.gz": gzip.compress(TEXT.encode())}))

    names = [article.source.removeprefix(f"{path}/") for article in read_file(path).articles]
    assert names == ["a.jsonl#1", "a.jsonl#2", "b.txt", "c.txt.gz"]


def test_hidden_members_are_passed_over_as_hidden_files_are(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(
        zipped({"a.txt": TEXT.encode(), "__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "x/.git/y.txt": b"x"})
    )
    reading = read_file(path)

    assert (len(reading.articles), reading.quarantined) == (1, ())


def test_unsafe_members_are_quarantined_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    stream = io.BytesIO(
        zipped({"../up.txt": b"x", "/root.txt": b"x", "in.zip": zipped({"a.txt": b"x"}), "b.txt": TEXT.encode()})
    )
    with zipfile.ZipFile(stream, "a") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    path.write_bytes(stream.getvalue())
    reading = read_file(path)

    assert len(reading.articles) == 1
    reasons = {bad.source.removeprefix(f"{path}/"): bad.reason.split(";")[0] for bad in reading.quarantined}
    assert reasons == {
        "../up.txt": "its name '../up.txt' leads out of the zip file",
        "/root.txt": "its name '/root.txt' leads out of the zip file",
        "in.zip": ".zip inside another",
        "link.txt": "a symbolic link",
    }


def test_an_encrypted_member_is_quarantined(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    reading = read_file(tmp_path / "a.zip")

    assert len(reading.articles) == 1
    assert reading.quarantined[0].reason.startswith("encrypted;")


@pytest.mark.parametrize(
    ("name", "safe"),
    [("a/b.txt", True), ("a..b/c", True), ("..", False), ("a/../b", False), ("C:\\a", False), ("a\\..\\b", False)],
)
def test_names_that_lead_elsewhere_are_known(name: str, safe: bool) -> None:
    assert is_inside(name) is safe


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", zipped({}), b"PK\x05\x06" + bytes(18)])
def test_a_zip_file_without_anything_in_it_is_one_reason(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    reading = read_file(tmp_path / "a.zip")

    assert (len(reading.articles), len(reading.quarantined)) == (0, 1)


# WARC


def test_pages_of_a_crawl_are_read_with_their_addresses(tmp_path: Path) -> None:
    page = ("200 OK", "text/plain; charset=utf-8", TEXT.encode())
    for name, gzipped in (("a.warc", False), ("b.warc.gz", True)):
        path = tmp_path / name
        path.write_bytes(
            crawl(page, ("404 Not Found", "text/html", b"gone"), ("200 OK", "image/png", b"x"), page, gzipped=gzipped)
        )
        reading = read_file(path)

        assert [article.url for article in reading.articles] == ["https://hill.example/0", "https://hill.example/3"]
        assert [article.source for article in reading.articles] == [f"{path}#3", f"{path}#9"]
        assert reading.quarantined == ()


@pytest.mark.parametrize("gzipped", [True, False])
def test_pages_before_a_cut_are_read_and_the_page_that_is_cut_is_none(tmp_path: Path, gzipped: bool) -> None:
    path = tmp_path / ("a.warc.gz" if gzipped else "a.warc")
    page = ("200 OK", "text/plain; charset=utf-8", TEXT.encode())
    path.write_bytes(crawl(*[page] * 100, gzipped=gzipped)[: -100 if gzipped else -40])
    reading = read_file(path)

    assert len(reading.articles) == 99
    assert [bad.source for bad in reading.quarantined] == [f"{path}#201"]
    assert "cut off after" in reading.quarantined[0].reason


@pytest.mark.parametrize("cut", [0, 40])
def test_a_page_that_came_in_chunks_and_packed_is_put_together_or_known_to_be_cut(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.warc"
    page = "\n".join(str(i**7) for i in range(100_000)).encode()
    packed = gzip.compress(page)
    body = b"".join(b"3e8\r\n%b\r\n" % packed[at : at + 1000] for at in range(0, len(packed) // 1000 * 1000, 1000))
    rest = packed[len(packed) // 1000 * 1000 :]
    body += b"%x\r\n%b\r\n0\r\n\r\n" % (len(rest), rest)
    kind = [("Content-Type", "text/plain"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
    headers = StatusAndHeaders("200 OK", kind, protocol="HTTP/1.1")
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=False)
    writer.write_record(
        writer.create_warc_record("https://a.example", "response", io.BytesIO(body), http_headers=headers)
    )
    path.write_bytes(stream.getvalue()[: len(stream.getvalue()) - cut])
    blobs = open_blobs(path, ReadingConfig())
    blob = next(blobs)

    assert isinstance(blob, Blob)
    if not cut:
        assert blob.stream.read() == page
    else:
        with pytest.raises(UnreadableError, match="cut off after"):
            blob.stream.read()


def test_the_day_of_the_crawl_is_not_the_day_of_the_article(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(crawl(("200 OK", "text/plain", TEXT.encode())))

    assert read_file(tmp_path / "a.warc").articles[0].date is None


def test_pages_are_handed_on_as_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(
        crawl(("200 OK", "text/html; charset=utf-8", b"<p>a</p>"), ("200 OK", "application/xhtml+xml", b"<p>a</p>"))
    )

    assert [blob.suffix for blob in open_blobs(path, ReadingConfig())] == [".html", ".html"]


def test_what_a_crawl_passes_over_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.warc").write_bytes(crawl(("200 OK", "text/plain", TEXT.encode()), ("301 Moved", "text/html", b"")))
    with caplog.at_level(logging.INFO, logger="pipelines"):
        read_file(tmp_path / "a.warc")

    assert caplog.messages == [f"{tmp_path}/a.warc: 1 pages; passed over: 2 request, 1 warcinfo, 1 status 301"]


def test_a_crawl_without_pages_is_one_reason(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(crawl(("404 Not Found", "text/html", b"gone")))

    assert [bad.reason.split(";")[0] for bad in read_file(tmp_path / "a.warc").quarantined] == [
        "no page in it (met: 1 warcinfo, 1 request, 1 status 404)"
    ]


# Standard input


@pytest.mark.parametrize(
    ("head", "suffix"),
    [
        (RECORD, ".jsonl"),
        (b'{\n"text": 1}', ".json"),
        (b"[{}]", ".json"),
        (b"%PDF-1.7", ".pdf"),
        (b"<!doctype html>", ".html"),
        (b'<?xml version="1.0"?>\n<rss version="2.0">', ".xml"),
        (zipped({"a.txt": b"x"}), ".zip"),
        (zipped({"[Content_Types].xml": b"x", "word/document.xml": b"x"}), ".docx"),
        (b"PAR1", ".parquet"),
        (b"WARC/1.0\r\n", ".warc"),
        (gzip.compress(RECORD, mtime=0), ".jsonl"),
        (b"\x1f\x8b" + bytes(10), ".gz"),
        (b"\xef\xbb\xbf" + RECORD, ".jsonl"),
        (RECORD.decode().encode("utf-16"), ".jsonl"),
        (b'"Headline";"Full Text"\r\n"Gate";"x"\r\n', ".csv"),
        ("title\tbody\nGate\tx".encode("utf-16"), ".csv"),
        (gzip.compress(b"text,date\n", mtime=0), ".csv"),
        (b"title,date\n", ".txt"),
        (b"Body, soul and story\n", ".txt"),
        (TEXT.encode(), ".txt"),
        (b"", ".txt"),
    ],
)
def test_standard_input_is_known_by_its_first_bytes(head: bytes, suffix: str) -> None:
    assert sniff(head, ReadingConfig()) == suffix


@pytest.mark.parametrize(
    "data",
    [TEXT.encode(), RECORD, gzip.compress(RECORD), zipped({"a.txt": TEXT.encode()})],
    ids=["text", "record", "gzip", "zip"],
)
def test_a_dash_reads_standard_input(repository: Path, data: bytes) -> None:
    code = (
        "from pipelines.reading import read; print(*(f'{a.source} {len(a.paragraphs)}' for a in read(['-']).articles))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True, cwd=repository)

    source, paragraphs = done.stdout.decode().split()
    assert source.startswith("stdin")
    assert paragraphs == "2"


# Fuzzing: whatever is cut or changed in a container, nothing is raised

WHOLE = {
    "a.zip": zipped({"a.txt": TEXT.encode(), "b.jsonl": RECORD}),
    "a.jsonl.gz": gzip.compress(RECORD) * 2,
    "a.warc": crawl(("200 OK", "text/plain", TEXT.encode()), gzipped=False),
    "a.warc.gz": crawl(("200 OK", "text/plain", TEXT.encode())),
    "a.csv": f'title,text\nGate,"{TEXT}"\n"a ""b""",c\n'.encode(),
    "a.json": b"[" + RECORD + b"]",
}
mutations = st.lists(
    st.tuples(st.integers(0, 1 << 20), st.binary(max_size=6), st.integers(0, 30)), min_size=1, max_size=6
)


@pytest.mark.parametrize("name", WHOLE)
@given(changes=mutations)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_files_never_raise(tmp_path: Path, name: str, changes: list[tuple[int, bytes, int]]) -> None:
    data = WHOLE[name]
    for at, put, away in changes:
        at %= len(data) + 1
        data = data[:at] + put + data[at + away :]
    (tmp_path / name).write_bytes(data)

    assert list(cut_file(tmp_path / name, ReadingConfig()))


@pytest.mark.parametrize(
    "suffix", [".zip", ".gz", ".jsonl.gz", ".warc", ".warc.gz", ".csv", ".json", ".parquet", ".docx"]
)
@given(data=st.binary(min_size=1, max_size=300))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_under_any_name_never_raise(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)

    list(cut_file(path, ReadingConfig()))
