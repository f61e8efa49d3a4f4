"""A path -> the streams of bytes in it, unpacked."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pipelines.reading.documents import UnreadableError
from pipelines.reading.results import Quarantined
from pipelines.reading.settings import ReadingConfig

from .archives import open_zip
from .blobs import BUFFER, GZIP, Blob
from .paths import told
from .stdin import STDIN, open_stdin
from .unpacking import Unpacked
from .warc import open_warc

CONTAINERS: dict[str, Callable[[Blob], Iterator[Blob | Quarantined]]] = {".zip": open_zip, ".warc": open_warc}


def open_blobs(path: Path, settings: ReadingConfig) -> Iterator[Blob | Quarantined]:
    """What lies in the file at `path`, one after the other; each blob is closed when the next is asked for.

    Raises UnreadableError or OSError for a file that cannot be opened.
    """
    if path == STDIN:
        yield from _unpack(open_stdin(settings))
        return
    if path.is_dir():
        os.scandir(path).close()  # raises where that is what is wrong with it
    if not path.is_file():
        raise UnreadableError("not a regular file", expected="a file with text", way_out="name a file that exists")
    with path.open("rb") as stream:
        yield from _unpack(Blob(told(path), path.suffix.lower(), stream))


def _unpack(blob: Blob, *, inside: bool = False) -> Iterator[Blob | Quarantined]:
    """`blob` itself, or what it holds; containers are not looked for `inside` others: that is how bombs nest."""
    try:
        blob = _gunzipped(blob)
    except UnreadableError as error:
        yield error.quarantined(blob.source)
        return
    container = CONTAINERS.get(blob.suffix)
    if container is None:
        yield blob
    elif inside:
        yield _nested(blob.suffix).quarantined(blob.source)
    else:
        for inner in container(blob):
            yield from [inner] if isinstance(inner, Quarantined) else _unpack(inner, inside=True)


def _gunzipped(blob: Blob) -> Blob:
    """`blob` unpacked where its bytes are gzip's, whatever its name; ".gz" is no part of the name of what is in it."""
    suffix = blob.suffix
    if suffix == ".gz":
        suffix = PurePosixPath(PurePosixPath(blob.source).stem).suffix.lower()
    if blob.stream.peek(2)[:2] != GZIP:
        return replace(blob, suffix=suffix)
    unpacked = Unpacked(gzip.GzipFile(fileobj=blob.stream).read1, blob.stream.tell)
    return replace(blob, suffix=suffix, stream=io.BufferedReader(unpacked, BUFFER))


def _nested(suffix: str) -> UnreadableError:
    return UnreadableError(
        f"{suffix} inside another", expected="one container deep", way_out="unpack the outer one first"
    )
