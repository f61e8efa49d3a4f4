"""Zip files: the streams of their members."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import cast

from pipelines.reading.documents import UnreadableError
from pipelines.reading.results import Quarantined

from .blobs import BUFFER, Blob, seekable
from .unpacking import Unpacked, bomb, is_bomb

ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:")


def open_zip(blob: Blob) -> Iterator[Blob | Quarantined]:
    """The members of a zip file in the order of their names, hidden ones apart; those that are unsafe are quarantined.

    Raises UnreadableError for a file that is no zip, holds nothing, or is a bomb.
    """
    with seekable(blob) as file:
        try:
            archive = zipfile.ZipFile(file)
        except BROKEN as error:
            raise broken(error) from error
        members = [info for info in archive.infolist() if not info.is_dir() and not _is_hidden(info.filename)]
        if not members:
            raise UnreadableError("a zip file without a file in it", expected="files", way_out="pack it again")
        # Members may overlap, so that each looks modest and all together are a bomb.
        unpacked = sum(info.file_size for info in members if _refused(info) is None)
        packed = file.seek(0, os.SEEK_END)
        if is_bomb(unpacked, packed):
            raise bomb(unpacked, packed)
        for info in sorted(members, key=lambda info: info.filename):
            yield from _open_member(blob, archive, info)


BROKEN = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError)


def broken(error: BaseException) -> UnreadableError:
    return UnreadableError(f"no sound zip file ({error})", expected="a zip file", way_out="copy or pack it again")


def _open_member(blob: Blob, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Blob | Quarantined]:
    source = f"{blob.source}/{info.filename}"
    problem = _refused(info)
    if problem:
        yield problem.quarantined(source)
        return
    try:
        member = cast("zipfile.ZipExtFile", archive.open(info))
    except BROKEN as error:
        yield broken(error).quarantined(source)
        return
    with member:
        stream = io.BufferedReader(Unpacked(member.read1, lambda: info.compress_size), BUFFER)
        yield Blob(source, PurePosixPath(info.filename).suffix.lower(), stream)


def _refused(info: zipfile.ZipInfo) -> UnreadableError | None:
    if not is_inside(info.filename):
        return UnreadableError(
            f"its name {info.filename!r} leads out of the zip file", expected="a relative name", way_out="pack it again"
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        return UnreadableError("a symbolic link", expected="a file", way_out="pack what it points to")
    if info.flag_bits & ENCRYPTED:
        return UnreadableError("encrypted", expected="a file without password", way_out="unpack it by hand")
    return bomb(info.file_size, info.compress_size) if is_bomb(info.file_size, info.compress_size) else None


def is_inside(name: str) -> bool:
    """Whether the name of a member stays below the folder its archive is unpacked in."""
    path = name.replace("\\", "/")
    return not (path.startswith("/") or ".." in path.split("/") or _DRIVE.match(path))


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or any(part.startswith(".") and part != ".." for part in parts)
