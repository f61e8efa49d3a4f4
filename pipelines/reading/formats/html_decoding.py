"""The bytes of a web page -> text, by the rules that browsers follow."""

from __future__ import annotations

import codecs
import re

from pipelines.reading.documents import UnreadableError

HEAD = 4096
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"<meta[^>]{1,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
# Browsers read these labels as their Windows supersets: where pages differ from them, it is the label that is wrong.
_SUPERSETS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
# A byte that is no UTF-8 decodes to one of these under "surrogateescape".
_FOREIGN = re.compile("[\udc80-\udcff]")
_WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_WAY_OUT = "save the page again as UTF-8"


def decode_page(data: bytes) -> str:
    """The text of a page: by its byte order mark, by what it declares, as UTF-8 with a few foreign bytes in it, or as a detector
    says.

    Raises UnreadableError for bytes that are no text.
    """
    for encoding in _encodings(data):
        try:
            return _checked(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _checked(_mixed(data) or _detect(data))


def _mixed(data: bytes) -> str | None:
    """A page in UTF-8 into which a few bytes of Windows-1252 were pasted; None where they are not few."""
    text = data.decode("utf-8", "surrogateescape")
    foreign = len(_FOREIGN.findall(text))
    return text.translate(_WINDOWS) if foreign < sum(char > "\x7f" for char in text) - foreign else None


def _encodings(data: bytes) -> list[str]:
    marked = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    return marked or [*_declared(data[:HEAD]), "utf-8"]


def _declared(head: bytes) -> list[str]:
    match = _DECLARED.search(head)
    if match is None:
        return []
    try:
        name = codecs.lookup(match[1].decode("ascii", "replace"))
    except LookupError:
        return []
    # What is read here byte by byte cannot be UTF-16, nor can a page name a codec that is none of text.
    plain = name._is_text_encoding and not name.name.startswith(("utf-16", "utf-32", "utf-7"))
    return [_SUPERSETS.get(name.name, name.name)] if plain else []


def _detect(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise UnreadableError("bytes of no known encoding", expected="a web page", way_out=_WAY_OUT)
    return str(best)


def _checked(text: str) -> str:
    if "\0" in text:
        raise UnreadableError(
            f"a NUL character at offset {text.index(chr(0))} marks binary data",
            expected="a web page",
            way_out=_WAY_OUT,
        )
    return text
