"""A document's view -> paragraphs, and what was left out of them with the reason for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.news import PROSE, DateOrigin, Dropped, Paragraph
from pipelines.reading.documents import View

from .boilerplate import find_sign_off
from .crossheads import openings, split_off
from .datelines import Dateline, find_dateline
from .dates import find_date
from .outlets import find_outlet
from .pieces import Piece, cut, split
from .verdicts import KEPT, judge

# The surest line first.
_DATED: dict[str, DateOrigin] = {
    "published in": "published in",
    "date": "date line",
    "byline": "byline",
    "dateline": "dateline",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A document's text understood; spans lead into its source text. `date` is ISO."""

    title: str | None
    outlet: str | None
    date: str | None
    date_from: DateOrigin
    place: str | None
    paragraphs: tuple[Paragraph, ...]
    dropped: tuple[Dropped, ...]

    @property
    def prose(self) -> tuple[Paragraph, ...]:
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.kind in PROSE)

    @property
    def pieces(self) -> int:
        """How many stretches of text it came to, kept or not."""
        return len(self.paragraphs) + len(self.dropped)


@dataclass(frozen=True, slots=True)
class Judged:
    """A piece and what it is: a key of KEPT, or the reason to leave it out."""

    piece: Piece
    verdict: str


def clean(view: View, title: str | None = None) -> Page:
    """The page that `view` shows; `title` where it is known already. Never raises for any text."""
    pieces = split(view)
    told = view.told or {}
    verdicts = judge([piece.text for piece in pieces], title, [told.get(piece.start) for piece in pieces])
    judged = [Judged(piece, verdict) for piece, verdict in zip(pieces, verdicts.lines, strict=True)]
    dateline = _dateline(judged)
    text = view.text
    final = list(_cut_sign_offs(text, _cut_crossheads(text, _cut_dateline(text, judged, dateline))))
    dropped = tuple(_dropped(view, final))
    date, date_from = _date(dropped)
    return Page(
        title=title or verdicts.headline,
        outlet=find_outlet(dropped, dateline.bracket if dateline else None),
        date=date,
        date_from=date_from,
        place=dateline.place if dateline else None,
        paragraphs=tuple(_paragraphs(view, final)),
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


def _date(dropped: Sequence[Dropped]) -> tuple[str | None, DateOrigin]:
    """The date of publication and what told it: "Published in ..." if the page says so, else the first date line."""
    for reason, origin in _DATED.items():
        for line in dropped:
            if line.reason == reason and (found := find_date(line.text)):
                return found, origin
    return None, "none"


def _paragraphs(view: View, judged: Iterable[Judged]) -> Iterator[Paragraph]:
    kept = (item for item in judged if item.verdict in KEPT)
    for i, item in enumerate(kept):
        yield Paragraph(item.piece.text, i, *view.span(item.piece.start, item.piece.end), KEPT[item.verdict])


def _dropped(view: View, judged: Iterable[Judged]) -> Iterator[Dropped]:
    for item in judged:
        if item.verdict not in KEPT:
            yield Dropped(item.piece.text, *view.span(item.piece.start, item.piece.end), item.verdict)
