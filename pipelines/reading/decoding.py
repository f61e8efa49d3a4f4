"""Bytes -> text, or the reason why they are none."""

from __future__ import annotations

import codecs

from pipelines.reading.documents import UnreadableError

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WAY_OUT = "save it as UTF-8"


def is_utf16(data: bytes) -> bool:
    return data.startswith(_UTF16)


def decode(data: bytes) -> str:
    """UTF-8 with or without a byte order mark, or UTF-16 with one. Raises UnreadableError."""
    encoding = "utf-16" if is_utf16(data) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"byte 0x{data[error.start]:02x} at offset {error.start} is not {encoding.removesuffix('-sig').upper()}",
            expected="UTF-8, or UTF-16 with a byte order mark",
            way_out=WAY_OUT,
        ) from error
    if "\0" in text:
        raise UnreadableError(
            f"a NUL character at offset {text.index(chr(0))} marks binary data", expected="text", way_out=WAY_OUT
        )
    return text
