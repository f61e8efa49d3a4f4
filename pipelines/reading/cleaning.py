"""Source text -> paragraphs, and what was left out of them with the reason for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.news import Dropped, Paragraph

from .boilerplate import find_sign_off
from .crossheads import openings, split_off
from .datelines import Dateline, find_dateline
from .dates import find_date
from .outlets import find_outlet
from .pieces import Piece, cut, split
from .verdicts import KEPT, judge


@dataclass(frozen=True, slots=True)
class Page:
    """A source text understood. `date` is ISO."""

    title: str | None
    outlet: str | None
    date: str | None
    place: str | None
    paragraphs: tuple[Paragraph, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A piece and what it is: a key of KEPT, or the reason to leave it out."""

    piece: Piece
    verdict: str


def clean(source: str, title: str | None = None) -> Page:
    """The page that `source` holds; `title` where it is known already. Never raises for any text."""
    pieces = split(source)
    verdicts = judge([piece.text for piece in pieces], title)
    judged = [Judged(piece, verdict) for piece, verdict in zip(pieces, verdicts.lines, strict=True)]
    dateline = _dateline(judged)
    final = list(_cut_sign_offs(source, _cut_crossheads(source, _cut_dateline(source, judged, dateline))))
    dropped = tuple(_dropped(final))
    return Page(
        title=title or verdicts.headline,
        outlet=find_outlet(dropped, dateline.bracket if dateline else None),
        date=_date(dropped),
        place=dateline.place if dateline else None,
        paragraphs=tuple(_paragraphs(final)),
        dropped=dropped,
    )


def _dateline(judged: Sequence[Judged]) -> Dateline | None:
    first = next((item.piece for item in judged if item.verdict == "body"), None)
    return find_dateline(first.text) if first else None


def _cut_dateline(source: str, judged: Iterable[Judged], dateline: Dateline | None) -> Iterator[Judged]:
    left = dateline
    for item in judged:
        if left and item.verdict == "body":
            yield from _cut(source, item, left.length, "dateline", "body")
            left = None
        else:
            yield item


def _cut_crossheads(source: str, judged: Iterable[Judged]) -> Iterator[Judged]:
    told: set[tuple[str, ...]] = set()
    for item in judged:
        if item.verdict == "teaser":
            told |= openings(item.piece.text)
        length = split_off(item.piece.text, told) if item.verdict == "body" else 0
        if length:
            yield from _cut(source, item, length, "crosshead", "body")
        else:
            yield item


def _cut_sign_offs(source: str, judged: Iterable[Judged]) -> Iterator[Judged]:
    for item in judged:
        length = find_sign_off(item.piece.text) if item.verdict == "body" else 0
        if length:
            yield from _cut(source, item, length, "body", "signature")
        else:
            yield item


def _cut(source: str, item: Judged, length: int, *verdicts: str) -> Iterator[Judged]:
    return map(Judged, cut(source, item.piece, length), verdicts)


def _date(dropped: Sequence[Dropped]) -> str | None:
    """The date of publication: as printed if the page says so, else the first date line."""
    lines = [line.text for reason in ("published in", "date", "byline") for line in dropped if line.reason == reason]
    return next((found for line in lines if (found := find_date(line))), None)


def _paragraphs(judged: Iterable[Judged]) -> Iterator[Paragraph]:
    kept = (item for item in judged if item.verdict in KEPT)
    for i, item in enumerate(kept):
        yield Paragraph(item.piece.text, i, item.piece.start, item.piece.end, KEPT[item.verdict])


def _dropped(judged: Iterable[Judged]) -> Iterator[Dropped]:
    for item in judged:
        if item.verdict not in KEPT:
            yield Dropped(item.piece.text, item.piece.start, item.piece.end, item.verdict)
