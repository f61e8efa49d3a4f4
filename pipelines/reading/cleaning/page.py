"""A document's view -> paragraphs, and what was left out of them with the reason for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.news import PROSE, DateOrigin, Dropped, Paragraph
from pipelines.reading.documents import View

from .cuts import Judged, cut_crossheads, cut_dateline, cut_long, cut_sign_offs, drop_repeated, join_broken
from .datelines import Dateline, find_dateline
from .dates import find_date
from .mending import mend, mend_line
from .outlets import find_author, find_outlet
from .pieces import split
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
    author: str | None
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


def clean(view: View, title: str | None = None) -> Page:
    """The page that `view` shows; `title` where it is known already. Never raises for any text."""
    view, title = mend(view), title and mend_line(title)
    pieces = split(view)
    told = view.told or {}
    verdicts = judge([piece.text for piece in pieces], title, [told.get(piece.start) for piece in pieces])
    text = view.text
    judged = [Judged(piece, verdict) for piece, verdict in zip(pieces, verdicts.lines, strict=True)]
    if view.told is None:
        judged = list(join_broken(text, judged))
    dateline = _dateline(judged)
    cut = cut_sign_offs(text, cut_crossheads(text, cut_dateline(text, judged, dateline)))
    # Markup tells lists, whose entries may well say the same.
    final = list(cut_long(text, drop_repeated(cut) if view.told is None else cut))
    dropped = tuple(_dropped(view, final))
    date, date_from = _date(dropped)
    return Page(
        title=title or verdicts.headline,
        outlet=find_outlet(dropped, dateline.bracket if dateline else None),
        author=find_author(dropped),
        date=date,
        date_from=date_from,
        place=dateline.place if dateline else None,
        paragraphs=tuple(_paragraphs(view, final)),
        dropped=dropped,
    )


def _dateline(judged: Sequence[Judged]) -> Dateline | None:
    first = next((item.piece for item in judged if item.verdict == "body"), None)
    return find_dateline(first.text) if first else None


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
