"""Quotations and sentences: the stretches of a paragraph that the rules about speakers work on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .speech_words import TELLING

_OPENERS = "“‟„"
_CLOSERS = "”"
_CLOSING = frozenset('”"')
_APOSTROPHES = re.compile(r"(?:''|‘‘|’’)")
_SINGLE = re.compile(r"(?<!\w)[‘'](?=\w)(?:[^‘“”\"’']|[’'](?=\w))+[’'](?!\w)")
_BRACKETED = re.compile(r"\([^()]{0,120}\)|\[[^\[\]]{0,120}\]")
_END = re.compile(
    r"[.!?…][”\"’')\]]{0,4}(?:\s+|(?<=[a-z)”\"’][.!?])(?=[“\"]?[A-Z][a-z]))|(?<=[.!?_][”\"])(?=[“\"A-Z])|\n\s*"
)
# “Why now?” Zadran asked: the question ends, the sentence does not.
_TOLD_AFTER = re.compile(rf"(?:[A-Z][\w.’'-]*\s){{1,4}}(?:{'|'.join(sorted(TELLING))})\b")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Maj|Col|Brig|Capt|Adm|Sgt|Sen|Rep|Reps|Sens|Gov|Hon|St|Jr|Sr|Rev|Engr|Amb|vs|No|Jan|Feb"
    r"|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Ret|retd|Rs|e\.g|i\.e|H\.E|Ph\.D)|\b[A-Z])\.$"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Character offsets into a paragraph's text, end exclusive."""

    start: int
    end: int


def quotations(text: str) -> tuple[Span, ...]:
    """The quoted stretches, marks included, in order, none inside another; one never closed runs to the text's end."""
    text = _with_double_marks(text)
    doubles = _double_quoted(text)
    single = (Span(m.start(), m.end()) for m in _SINGLE.finditer(_blotted(text, doubles)))
    return tuple(sorted([*doubles, *single], key=lambda span: span.start))


def veiled(text: str, quoted: tuple[Span, ...]) -> str:
    """`text`, as long as before, with what stands in quotation marks or brackets blotted out, unseen by any rule."""
    return _BRACKETED.sub(lambda m: " " * len(m.group()), _blotted(_with_double_marks(text), quoted))


def sentences(plain: str) -> tuple[Span, ...]:
    """The sentences of a veiled text; nothing within a quotation ends one."""
    spans: list[Span] = []
    start = 0
    for m in _END.finditer(plain):
        if not _goes_on(m, plain) and not _ABBREVIATED.search(plain[max(0, m.start() - 8) : m.start() + 1]):
            spans.append(Span(start, m.end()))
            start = m.end()
    spans.append(Span(start, len(plain)))
    return tuple(span for span in spans if plain[span.start : span.end].strip())


def _goes_on(end: re.Match[str], plain: str) -> bool:
    """Whether what ends is only a quotation within its sentence."""
    if end.group()[1:2] not in _CLOSING:
        return False
    asked = end.group()[0] in "?!" and _TOLD_AFTER.match(plain, end.end()) is not None
    return asked or plain[end.end() : end.end() + 1].islower()


def _with_double_marks(text: str) -> str:
    """`text`, as long as before, with a quotation mark for each pair of apostrophes that stands for one."""
    return _APOSTROPHES.sub(lambda m: ' "' if text[m.end() : m.end() + 1].isalnum() else '" ', text)


def _double_quoted(text: str) -> list[Span]:
    spans: list[Span] = []
    opened: int | None = None
    for m in re.finditer(f'[{_OPENERS}{_CLOSERS}"]', text):
        if opened is None:
            if m.group() not in _CLOSERS or _opens_by_place(text, m.start()):
                opened = m.start()
        elif m.group() not in _OPENERS:
            spans.append(Span(opened, m.end()))
            opened = None
    if opened is not None:
        spans.append(Span(opened, len(text)))
    return spans


def _opens_by_place(text: str, at: int) -> bool:
    """Whether a closing mark stands where only an opening one can, as in careless copy."""
    return (at == 0 or text[at - 1].isspace()) and text[at + 1 : at + 2].isalnum()


def _blotted(text: str, quoted: tuple[Span, ...] | list[Span]) -> str:
    """Only the marks and the last sign before the closing one stay: that sign may end the sentence."""
    pieces: list[str] = []
    at = 0
    for span in quoted:
        inner = text[span.start + 1 : max(span.start + 1, span.end - 2)]
        pieces += (text[at : span.start + 1], re.sub(r"[^ ]", "_", inner))
        at = span.start + 1 + len(inner)
    return "".join(pieces) + text[at:]
