"""The pieces that a batch is labelled in.

Articles are cut into pieces; a piece's file is named by a digest of all that decides its rows (the articles, the bundle),
and appears whole or not at all. A run takes the pieces it finds, has the others labelled, and joins them in reading order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from models.news import Article
from pipelines.jobs import Job
from pipelines.label_memory import LabelMemory, article_values
from pipelines.outputs import Row
from pipelines.progress import Progress
from pipelines.reading.batch import Batch
from pipelines.registry import Chosen
from pipelines.store import whole_code_digest, write_whole
from pipelines.workers import Crew

# The first pieces are small, so that a short batch is spread over the workers; later ones are large enough for full
# batches of one token length.
FIRST_PARAGRAPHS, PIECE_PARAGRAPHS = 256, 1024


@dataclass(frozen=True, slots=True)
class Pieces:
    """The files that hold a batch's rows, in reading order; how many of them were there already, and of how many
    articles the labels were remembered."""

    paths: tuple[Path, ...]
    reused: int
    remembered: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Some articles, the file for their rows, and by position the rows that are remembered."""

    articles: tuple[Article, ...]
    path: Path
    known: dict[int, str]

    @property
    def missing(self) -> tuple[Article, ...]:
        return tuple(article for i, article in enumerate(self.articles) if i not in self.known)

    @property
    def paragraphs(self) -> int:
        return sum(len(article.prose) for article in self.articles)

    def text(self, labelled: Sequence[str]) -> str:
        """The rows of all articles in order; `labelled` are those of the missing ones."""
        new = iter(labelled)
        return "".join(self.known[i] if i in self.known else next(new) for i in range(len(self.articles)))


def cut(articles: Iterable[Article]) -> Iterator[tuple[Article, ...]]:
    """Pieces of whole articles, in order: of about FIRST_PARAGRAPHS paragraphs, then twice as many, up to PIECE_PARAGRAPHS."""
    piece: list[Article] = []
    size, wanted = 0, FIRST_PARAGRAPHS
    for article in articles:
        piece.append(article)
        size += len(article.prose)
        if size >= wanted:
            yield tuple(piece)
            piece, size, wanted = [], 0, min(2 * wanted, PIECE_PARAGRAPHS)
    if piece:
        yield tuple(piece)


def piece_name(piece: Sequence[Article], chosen: Chosen, model: str, why: bool = False) -> str:
    """The file name of a piece: a digest of its articles as read, of the version named in its rows, of the model, of `why`."""
    told = [whole_code_digest(), chosen.version, chosen.run_id, model, why]
    content = [*told, [article_values(article) for article in piece]]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32] + ".jsonl"


def labelled_pieces(
    batch: Batch, parts: Path, job: Job, crew: Crew, memory: LabelMemory | None, progress: Progress
) -> Pieces:
    """Have the pieces that are not there yet labelled, each under a name that tells all that decides its rows."""
    paths: list[Path] = []
    reused = remembered = 0
    with progress.bar(batch.counts.prose) as advance:

        def to_do() -> Iterator[Piece]:
            nonlocal reused, remembered
            for number, articles in enumerate(cut(batch.articles())):
                path = parts / f"{number:06}-{piece_name(articles, job.chosen, job.model, job.why)}"
                paths.append(path)
                if path.is_file():
                    reused += 1
                    advance(sum(len(article.prose) for article in articles))
                else:
                    piece = Piece(articles, path, memory.recall(articles) if memory else {})
                    remembered += len(piece.known)
                    yield piece

        with closing(crew(job, to_do())) as done:
            for piece, labelled in done:
                write_whole(piece.path, piece.text(labelled))
                if memory:
                    memory.keep(piece.missing, labelled)
                advance(piece.paragraphs)
    return Pieces(tuple(paths), reused, remembered)


def joined(pieces: Iterable[Path]) -> Iterator[Row]:
    """The rows of finished pieces, in their order."""
    for path in pieces:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
