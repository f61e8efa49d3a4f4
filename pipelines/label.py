"""Batch labelling: resumable, idempotent, the same bytes however it was cut, killed or started again.

Articles are cut into pieces; a piece's file is named by a digest of all that decides its rows (the articles, the bundle),
and appears whole or not at all. A run takes the pieces it finds, labels the others, and joins them in reading order.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path

from models.bundle import Bundle
from models.bundle_files import load, read_refs
from models.errors import ParleyError
from models.news import OUTSIDE, UNSURE, Article
from models.prepared import engine_build
from models.why import reasons_in
from pipelines.adapter import open_ref
from pipelines.boilerplate import bundled_reading
from pipelines.novelty import Watch, new_themes_path, watched, write_new_themes
from pipelines.outputs import Row, Writer, writer_for
from pipelines.progress import Progress
from pipelines.quarantine import check_output, nothing_read, quarantine_path, write_quarantine
from pipelines.reading import Counts, Quarantined, ReadingConfig, find_files
from pipelines.reading.batch import Batch, read_batch
from pipelines.registry import Chosen, choose_bundle
from pipelines.rows import label_rows
from pipelines.store import code_digest, held_alone, whole_file, write_whole

PIECE_PARAGRAPHS = 256
PIECE_FORMAT = 4
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Calls:
    """What the rows of a batch say, counted: paragraphs, those outside all themes; stances, unsure ones, actors not addressed."""

    paragraphs: int
    outside: int
    stances: int
    unsure: int
    not_addressed: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a batch came to. `quarantined`: the first few; `reused`: pieces that an earlier, interrupted run had finished."""

    paths: tuple[str, ...]
    out: Path
    quarantine: Path | None
    counts: Counts
    quarantined: tuple[Quarantined, ...]
    pieces: int
    reused: int
    calls: Calls
    watch: Watch
    model: Chosen


@dataclass(frozen=True, slots=True)
class Pieces:
    """The files that hold a batch's rows, in reading order, and how many of them were there already."""

    paths: tuple[Path, ...]
    reused: int


def label(
    paths: Sequence[str], out: Path, model: str, progress: Progress, settings: ReadingConfig, why: bool = False
) -> Labelled:
    """Label every article that `paths` hold and write `out`; `why`: with the words that moved each stance.

    Raises ParleyError for a bad output name, a model that does not exist or does not replay, or when nothing is readable.
    """
    write = writer_for(out)
    if why and out.suffix.lower() != ".jsonl":
        raise _no_room_for_why(out)
    check_output(paths, out)
    find_files(paths)  # before the model: a path that does not exist is told of first
    chosen = choose_bundle(model)
    learnt, settings = bundled_reading(chosen.folder, settings)
    with read_batch(paths, settings, learnt, leave_out=(out, quarantine_path(out), new_themes_path(out))) as batch:
        if not batch.counts.articles_kept:
            raise nothing_read(batch, out)
        out.parent.mkdir(parents=True, exist_ok=True)
        with held_alone(out):
            return _label_batch(batch, tuple(paths), out, write, chosen, progress, why)


def _label_batch(
    batch: Batch, paths: tuple[str, ...], out: Path, write: Writer, chosen: Chosen, progress: Progress, why: bool
) -> Labelled:
    parts = out.with_name(f".{out.name}.parts")
    parts.mkdir(exist_ok=True)
    bundle = cache(partial(load, chosen.folder, open_ref))  # not opened where an interrupted run left nothing to do
    pieces = _labelled_pieces(batch, parts, chosen, bundle, progress, why)
    # Drafts lie in `parts`, so that what a killed run leaves is cleared up by the next one.
    with whole_file(out, drafts=parts) as draft:
        write(_joined(pieces.paths), draft)
    quarantine = write_quarantine(out, batch.quarantined(), parts)
    calls = _counted(_joined(pieces.paths))
    watch = watched(_joined(pieces.paths), chosen.folder, bundle)
    write_new_themes(out, watch, chosen.version, parts)
    shutil.rmtree(parts)
    if calls.paragraphs != batch.counts.prose:
        raise RuntimeError(f"{calls.paragraphs} rows for {batch.counts.prose} paragraphs: please report this")
    first = tuple(islice(batch.quarantined(), SHOWN))
    count = len(pieces.paths)
    return Labelled(paths, out, quarantine, batch.counts, first, count, pieces.reused, calls, watch, chosen)


def _counted(rows: Iterable[Row]) -> Calls:
    states, sides = Counter[str](), Counter[str]()
    not_addressed = 0
    for row in rows:
        states[row["theme_state"]] += 1
        sides.update(stance["stance"] for stance in row["stances"])
        not_addressed += len(row["not_addressed"])
    return Calls(states.total(), states[OUTSIDE], sides.total(), sides[UNSURE], not_addressed)


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


def _labelled_pieces(
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


def _no_room_for_why(out: Path) -> ParleyError:
    return ParleyError(
        f"--why does not go with output {str(out)!r}",
        expected="a file name ending in .jsonl: the words stand in a list inside each stance, for which a table has no column",
        way_out="e.g. --out labels.jsonl (make label … OUT=labels.jsonl WHY=1), or leave out --why",
    )


def _joined(pieces: Iterable[Path]) -> Iterator[Row]:
    for path in pieces:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
