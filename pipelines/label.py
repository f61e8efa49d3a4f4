"""Batch labelling: resumable, idempotent, the same bytes however it was cut, killed or started again.

Articles are cut into pieces; a piece's file is named by a digest of all that decides its rows (the articles, the bundle),
and appears whole or not at all. A run takes the pieces it finds, labels the others, and joins them in reading order.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from models.bundle import Bundle
from models.bundle_files import load
from models.errors import ParleyError
from models.news import Article
from pipelines.encoders import open_ref
from pipelines.outputs import Row, writer_for
from pipelines.progress import Progress
from pipelines.reading import Counts, Quarantined, find_files, read
from pipelines.registry import Chosen, choose_bundle
from pipelines.rows import label_rows
from pipelines.store import held_alone, whole_file, write_whole

PIECE_PARAGRAPHS = 256
PIECE_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a batch came to. `reused` counts pieces that an earlier, interrupted run had finished."""

    out: Path
    quarantine: Path | None
    counts: Counts
    quarantined: tuple[Quarantined, ...]
    pieces: int
    reused: int
    outside: int
    model: Chosen


def label(paths: Sequence[str], out: Path, model: str, progress: Progress) -> Labelled:
    """Label every article that `paths` hold and write `out`.

    Raises ParleyError for a bad output name, a model that does not exist or does not replay, or when nothing is readable.
    """
    write = writer_for(out)
    find_files(paths)  # before the model: a path that does not exist is told of first
    chosen = choose_bundle(model)
    reading = read(paths)
    if not reading.articles:
        raise _nothing_read(reading.quarantined)
    out.parent.mkdir(parents=True, exist_ok=True)
    parts = out.with_name(f".{out.name}.parts")
    parts.mkdir(exist_ok=True)
    with held_alone(parts):
        pieces = list(cut(reading.articles))
        reused = _label_missing(pieces, parts, chosen, progress)
        with whole_file(
            out, drafts=parts
        ) as draft:  # so that a killed run leaves its draft where the next one clears up
            write(_joined(pieces, parts, chosen), draft)
        quarantine = _write_quarantine(out, reading.quarantined, parts)
        outside = sum(row["theme_state"] == "outside" for row in _joined(pieces, parts, chosen))
        shutil.rmtree(parts)
    return Labelled(out, quarantine, reading.counts, reading.quarantined, len(pieces), reused, outside, chosen)


def cut(articles: Sequence[Article]) -> Iterator[tuple[Article, ...]]:
    """Pieces of whole articles, in order, of about PIECE_PARAGRAPHS paragraphs each."""
    piece: list[Article] = []
    size = 0
    for article in articles:
        piece.append(article)
        size += len(article.paragraphs)
        if size >= PIECE_PARAGRAPHS:
            yield tuple(piece)
            piece, size = [], 0
    if piece:
        yield tuple(piece)


def piece_name(piece: Sequence[Article], chosen: Chosen) -> str:
    """The file name of a piece: a digest of its articles as read, and of the model."""
    content = json.dumps(
        [PIECE_FORMAT, chosen.version, chosen.run_id, [asdict(article) for article in piece]], sort_keys=True
    )
    bundle = (chosen.folder / "bundle.json").read_bytes()
    return hashlib.sha256(content.encode() + bundle).hexdigest()[:32] + ".jsonl"


def label_piece(bundle: Bundle, piece: Sequence[Article], chosen: Chosen) -> list[Row]:
    """The rows of one piece."""
    labels = bundle.label(piece)
    return [
        row
        for article, own in zip(piece, labels, strict=True)
        for row in label_rows(article, own, chosen.version, chosen.run_id)
    ]


def _label_missing(pieces: Sequence[tuple[Article, ...]], parts: Path, chosen: Chosen, progress: Progress) -> int:
    """Label the pieces not there yet; gives how many were."""
    missing = [piece for piece in pieces if not (parts / piece_name(piece, chosen)).is_file()]
    total = sum(len(article.paragraphs) for piece in missing for article in piece)
    bundle = load(chosen.folder, open_ref) if missing else None
    with progress.bar(total) as advance:
        for piece in missing:
            assert bundle is not None
            rows = label_piece(bundle, piece, chosen)
            write_whole(
                parts / piece_name(piece, chosen), "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            )
            advance(len(rows))
    return len(pieces) - len(missing)


def _joined(pieces: Sequence[tuple[Article, ...]], parts: Path, chosen: Chosen) -> Iterator[Row]:
    for piece in pieces:
        with (parts / piece_name(piece, chosen)).open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _write_quarantine(out: Path, quarantined: Sequence[Quarantined], drafts: Path) -> Path | None:
    """The list of what could not be read, beside the labels; an older one is taken away when there is nothing to list."""
    path = out.with_name(f"{out.name}.quarantine.jsonl")
    if not quarantined:
        path.unlink(missing_ok=True)
        return None
    write_whole(path, "".join(json.dumps(asdict(bad), ensure_ascii=False) + "\n" for bad in quarantined), drafts)
    return path


def _nothing_read(quarantined: Sequence[Quarantined]) -> ParleyError:
    reasons = "\n".join(f"    {bad.source}: {bad.reason}" for bad in quarantined[:5])
    return ParleyError(
        f"none of {len(quarantined)} article(s) could be read:\n{reasons}",
        expected="at least one readable article",
        way_out="mend the files as each reason says",
    )
