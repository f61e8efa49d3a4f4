"""The pieces that a batch is labelled in.

Articles are cut into pieces; a piece's file is named by a digest of all that decides its rows (the articles, the bundle),
and appears whole or not at all. A run takes the pieces it finds, labels the others, and joins them in reading order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from models.bundle import Bundle
from models.bundle_files import read_refs
from models.news import Article
from models.prepared import engine_build
from models.why import reasons_in
from pipelines.outputs import Row
from pipelines.progress import Progress
from pipelines.reading.batch import Batch
from pipelines.registry import Chosen
from pipelines.rows import label_rows
from pipelines.store import code_digest, write_whole

PIECE_PARAGRAPHS = 256
PIECE_FORMAT = 4


@dataclass(frozen=True, slots=True)
class Pieces:
    """The files that hold a batch's rows, in reading order, and how many of them were there already."""

    paths: tuple[Path, ...]
    reused: int


def cut(articles: Iterable[Article]) -> Iterator[tuple[Article, ...]]:
    """Pieces of whole articles, in order, of about PIECE_PARAGRAPHS paragraphs each."""
    piece: list[Article] = []
    size = 0
    for article in articles:
        piece.append(article)
        size += len(article.prose)
        if size >= PIECE_PARAGRAPHS:
            yield tuple(piece)
            piece, size = [], 0
    if piece:
        yield tuple(piece)


def model_digest(chosen: Chosen) -> str:
    """Digest of all that decides a label beside the article: the bundle, the code, the engine that runs the encoder."""
    digest = hashlib.sha256(code_digest().encode())
    for file in sorted(path for path in chosen.folder.iterdir() if path.is_file()):
        digest.update(file.name.encode() + file.read_bytes())
    for ref in read_refs(chosen.folder):
        digest.update(engine_build(ref.engine).encode())
    return digest.hexdigest()


def piece_name(piece: Sequence[Article], chosen: Chosen, model: str, why: bool = False) -> str:
    """The file name of a piece: a digest of its articles as read, of the version named in its rows, of the model, of `why`."""
    content = [PIECE_FORMAT, chosen.version, chosen.run_id, model, why, [asdict(article) for article in piece]]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32] + ".jsonl"


def label_piece(bundle: Bundle, piece: Sequence[Article], chosen: Chosen, why: bool = False) -> list[Row]:
    """The rows of one piece."""
    labels = bundle.label(piece)
    return [
        row
        for article, own in zip(piece, labels, strict=True)
        for reasons in [reasons_in(bundle, article, own) if why else None]
        for row in label_rows(article, own, chosen.version, chosen.run_id, reasons)
    ]


def labelled_pieces(
    batch: Batch, parts: Path, chosen: Chosen, bundle: Callable[[], Bundle], progress: Progress, why: bool
) -> Pieces:
    """Label the pieces not there yet, each under a name that tells all that decides its rows."""
    model = model_digest(chosen)
    paths: list[Path] = []
    reused = 0
    with progress.bar(batch.counts.prose) as advance:
        for number, piece in enumerate(cut(batch.articles())):
            path = parts / f"{number:06}-{piece_name(piece, chosen, model, why)}"
            paths.append(path)
            if path.is_file():
                reused += 1
            else:
                rows = label_piece(bundle(), piece, chosen, why)
                write_whole(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
            advance(sum(len(article.prose) for article in piece))
    return Pieces(tuple(paths), reused)


def joined(pieces: Iterable[Path]) -> Iterator[Row]:
    """The rows of finished pieces, in their order."""
    for path in pieces:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
