"""What careless exports do to a text, mended where it stands and nowhere else.

Mojibake is UTF-8 that was read as Windows-1252 or Latin-1 ("donâ€™t"). Paragraphs may be parted by newlines written out as
a backslash and a letter; only two together are taken for that, since "C:\\news" has one.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pipelines.reading.documents import View

# The bytes 0x80 to 0xBF, which go on a character in UTF-8, as either encoding shows them.
_GOES_ON = "".join(chr(byte) + bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0))
_G = f"[{re.escape(_GOES_ON)}]"
_CHARACTER = re.compile(f"[\xc2-\xdf]{_G}|[\xe0-\xef]{_G}{{2}}|[\xf0-\xf4]{_G}{{3}}")
_SUSPECT = re.compile(f"(?:{_CHARACTER.pattern})+")
_LEAD = re.compile("[\xc2-\xf4]")
# A character of another script that stands alone in a Latin text is more likely two Latin ones as they should be.
_LIKELY = re.compile("[\xa0-\u024f\u2000-\u2bff\ufb00-\ufb06\U0001f000-\U0001faff]|.{2,}", re.DOTALL)


_WRITTEN_OUT = re.compile(r"(?:(?:\\r)?\\n){2,}")


@dataclass(frozen=True, slots=True)
class Mend:
    """text[start:end] and what it should read."""

    start: int
    end: int
    text: str


def mend(view: View) -> View:
    """`view` mended; spans lead to the same places of the source. `view` itself where nothing is to mend."""
    mends = sorted([*_mojibake(view.text), *_newlines(view.text)], key=lambda found: found.start)
    if not mends:
        return view
    texts: list[str] = []
    starts, ends = array("q"), array("q")
    at = 0
    for found in [*mends, Mend(len(view.text), len(view.text), "")]:
        kept = range(at, found.start)
        texts += (view.text[at : found.start], found.text)
        starts.extend(view.span(i, i + 1)[0] for i in kept)
        ends.extend(view.span(i, i + 1)[1] for i in kept)
        if found.text:
            start, end = view.span(found.start, found.end)
            starts.extend([start] * len(found.text))
            ends.extend([end] * len(found.text))
        at = found.end
    return View("".join(texts), starts, ends, _moved(view, mends))


def mend_line(text: str) -> str:
    """`text` mended."""
    return mend(View(text)).text


def _newlines(text: str) -> Iterator[Mend]:
    first = text.find("\\n\\")
    found = _WRITTEN_OUT.finditer(text, max(0, first - 2)) if first >= 0 else ()
    return (Mend(match.start(), match.end(), "\n\n") for match in found)


def _mojibake(text: str) -> Iterator[Mend]:
    first = None if text.isascii() else _LEAD.search(text)
    for match in _SUSPECT.finditer(text, first.start()) if first else ():
        from ftfy import fix_encoding

        mended = fix_encoding(match.group())
        if mended != match.group() and _LIKELY.fullmatch(mended):
            yield from _apart(Mend(match.start(), match.end(), mended), match.group())


def _apart(mend: Mend, found: str) -> Iterator[Mend]:
    """`mend` character by character, unless it was spoilt twice and they no longer pair."""
    spans = [match.span() for match in _CHARACTER.finditer(found)]
    if len(spans) != len(mend.text):
        yield mend
        return
    for (start, end), char in zip(spans, mend.text, strict=True):
        yield Mend(mend.start + start, mend.start + end, char)


def _moved(view: View, mends: list[Mend]) -> dict[int, str] | None:
    """What the view tells of its lines, by the offsets they have now."""
    if view.told is None:
        return None
    begins = [found.start for found in mends]
    shifts = [0, *accumulate(len(found.text) - (found.end - found.start) for found in mends)]
    return {at + shifts[bisect_right(begins, at - 1)]: verdict for at, verdict in view.told.items()}
