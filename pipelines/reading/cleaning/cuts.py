"""What a verdict says of a whole line, and what of it is something else: datelines, run-in cross-heads, signatures.

And paragraphs of a readable length: a sentence broken over two lines is one paragraph, a very long paragraph several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .boilerplate import find_published, find_sign_off
from .crossheads import openings, split_off
from .datelines import Dateline
from .lengths import is_continued, part
from .pieces import Piece, cut, join
from .prose import count_words

# A shorter sentence may well be said twice ("He declined to comment.").
REPEATED_WORDS = 8


@dataclass(frozen=True, slots=True)
class Judged:
    """A piece and what it is: a key of KEPT, or the reason to leave it out."""

    piece: Piece
    verdict: str


def join_broken(source: str, judged: Iterable[Judged]) -> Iterator[Judged]:
    """Paragraphs whose sentence goes on in the next one become one with it."""
    run: list[Judged] = []
    for item in judged:
        if run and not (
            item.verdict == run[-1].verdict == "body" and is_continued(run[-1].piece.text, item.piece.text)
        ):
            yield _joined(source, run)
            run = []
        run.append(item)
    if run:
        yield _joined(source, run)


def _joined(source: str, run: list[Judged]) -> Judged:
    return run[0] if len(run) == 1 else Judged(join(source, run[0].piece, run[-1].piece), run[0].verdict)


def cut_dateline(source: str, judged: Iterable[Judged], dateline: Dateline | None) -> Iterator[Judged]:
    """`dateline` apart from the first paragraph."""
    left = dateline
    for item in judged:
        if left and item.verdict == "body":
            yield from _cut(source, item, left.length, "dateline", "body")
            left = None
        else:
            yield item


def cut_crossheads(source: str, judged: Iterable[Judged]) -> Iterator[Judged]:
    """Cross-heads apart from the sentences they were run into."""
    told: set[tuple[str, ...]] = set()
    for item in judged:
        if item.verdict == "teaser":
            told |= openings(item.piece.text)
        length = split_off(item.piece.text, told) if item.verdict == "body" else 0
        if length:
            yield from _cut(source, item, length, "crosshead", "body")
        else:
            yield item


def cut_sign_offs(source: str, judged: Iterable[Judged]) -> Iterator[Judged]:
    """An agency's name, or where it was published, apart from the last sentence."""
    for item in judged:
        published = find_published(item.piece.text) if item.verdict == "body" else 0
        signed = find_sign_off(item.piece.text) if item.verdict == "body" and not published else 0
        if published or signed:
            yield from _cut(source, item, published or signed, "body", "published in" if published else "signature")
        else:
            yield item


def drop_repeated(judged: Iterable[Judged]) -> Iterator[Judged]:
    """Prose that the page holds twice, once."""
    met: set[str] = set()
    for item in judged:
        if item.verdict in ("body", "quote", "standfirst") and count_words(item.piece.text) >= REPEATED_WORDS:
            yield Judged(item.piece, "repeated") if item.piece.text in met else item
            met.add(item.piece.text)
        else:
            yield item


def cut_long(source: str, judged: Iterable[Judged]) -> Iterator[Judged]:
    """Very long paragraphs in parts."""
    for item in judged:
        lengths = part(item.piece.text) if item.verdict in ("body", "quote", "standfirst") else ()
        yield from (Judged(piece, item.verdict) for piece in cut(source, item.piece, *lengths))


def _cut(source: str, item: Judged, length: int, *verdicts: str) -> Iterator[Judged]:
    return map(Judged, cut(source, item.piece, length), verdicts)
