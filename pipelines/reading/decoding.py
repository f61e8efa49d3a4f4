"""Bytes -> text, or the reason why they are none."""

from __future__ import annotations

import codecs
import logging
import re

from pipelines.reading.documents import UnreadableError

WAY_OUT = "save it as UTF-8"
WINDOWS = "Windows-1252"

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŠŒŽšœžŸ"
# What text in Windows-1252 does not have: characters of control, marks within words, a capital within a word, words of
# nothing but accents. The bytes of other encodings, pictures and programs soon make one of them.
_NO_WINDOWS = re.compile(
    rf"[\x00-\x08\x0e-\x1f\x7f]|[{_LETTER}][€‚„†‡ˆ‰‹›˜¡-¬®-¶¸-¿×÷][{_LETTER}]|[a-z][À-ÖØ-ÞŠŒŽ]|[À-ÖØ-öø-ÿŠŒŽšœžŸ]{{3}}"
)
# At most so many bytes, and this share of the rest, are no ASCII.
_FEW, _SHARE = 3, 0.1

log = logging.getLogger(__name__)


def is_utf16(data: bytes) -> bool:
    return data.startswith(_UTF16)


def is_windows(data: bytes) -> bool:
    """Whether bytes are text in Windows-1252 ("ANSI") beyond doubt, as Excel and Notepad save it: nothing in them is UTF-8."""
    if data.isascii() or _UTF8.search(data) or len(_HIGH.findall(data)) > _FEW + _SHARE * len(data):
        return False
    try:
        return _NO_WINDOWS.search(data.decode("cp1252")) is None
    except UnicodeDecodeError:
        return False


def log_windows(source: str, data: bytes) -> None:
    """Say that `data`, which is no UTF-8, is taken for Windows-1252, and why."""
    high = _HIGH.search(data)
    log.warning("%s: read as %s, since byte 0x%02x is no UTF-8", source, WINDOWS, data[high.start()] if high else 0)


def decode_text(data: bytes, source: str) -> str:
    """As `decode`, and Windows-1252 where that is beyond doubt, which is logged."""
    try:
        return decode(data)
    except UnreadableError:
        if is_utf16(data) or not is_windows(data):
            raise
    log_windows(source, data)
    return data.decode("cp1252")


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
