"""Batch labelling: resumable, idempotent, the same bytes however it was cut, killed or started again.

Articles are cut into pieces; a piece's file is named by a digest of all that decides its rows (the articles, the bundle),
and appears whole or not at all. A run takes the pieces it finds, labels the others, and joins them in reading order.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from models.bundle import Bundle
from models.bundle_files import load, read_ref
from models.errors import ParleyError
from models.news import Article
from models.prepared import engine_build
from pipelines.encoders import open_ref
from pipelines.outputs import Row, writer_for
from pipelines.progress import Progress
from pipelines.reading import Counts, Quarantined, find_files, read
from pipelines.registry import Chosen, choose_bundle
from pipelines.rows import label_rows
from pipelines.store import code_digest, held_alone, whole_file, write_whole

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
    _check_not_an_input(paths, out)
    find_files(paths)  # before the model: a path that does not exist is told of first
    chosen = choose_bundle(model)
    reading = read(paths, leave_out=(out, _quarantine_path(out)))
    if not reading.articles:
        raise _nothing_read(reading.quarantined)
    out.parent.mkdir(parents=True, exist_ok=True)
    with held_alone(out):
        parts = out.with_name(f".{out.name}.parts")
        parts.mkdir(exist_ok=True)
        pieces = _named_pieces(reading.articles, parts, chosen)
        reused = _label_missing(pieces, chosen, progress)
        # Drafts lie in `parts`, so that what a killed run leaves is cleared up by the next one.
        with whole_file(out, drafts=parts) as draft:
            write(_joined(pieces), draft)
        quarantine = _write_quarantine(out, reading.quarantined, parts)
        states = Counter(row["theme_state"] for row in _joined(pieces))
        shutil.rmtree(parts)
    if states.total() != reading.counts.paragraphs_kept:
        raise RuntimeError(f"{states.total()} rows for {reading.counts.paragraphs_kept} paragraphs: please report this")
    return Labelled(
        out, quarantine, reading.counts, reading.quarantined, len(pieces), reused, states["outside"], chosen
    )


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


def model_digest(chosen: Chosen) -> str:
    """Digest of all that decides a label beside the article: the bundle, the code, the engine that runs the encoder."""
    digest = hashlib.sha256(code_digest().encode())
    for file in sorted(path for path in chosen.folder.iterdir() if path.is_file()):
        digest.update(file.name.encode() + file.read_bytes())
    digest.update(engine_build(read_ref(chosen.folder).engine).encode())
    return digest.hexdigest()


def piece_name(piece: Sequence[Article], chosen: Chosen, model: str) -> str:
    """The file name of a piece: a digest of its articles as read, of the version named in its rows, and of the model."""
    content = [PIECE_FORMAT, chosen.version, chosen.run_id, model, [asdict(article) for article in piece]]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32] + ".jsonl"


def label_piece(bundle: Bundle, piece: Sequence[Article], chosen: Chosen) -> list[Row]:
    """The rows of one piece."""
    labels = bundle.label(piece)
    return [
        row
        for article, own in zip(piece, labels, strict=True)
        for row in label_rows(article, own, chosen.version, chosen.run_id)
    ]


def _named_pieces(articles: Sequence[Article], parts: Path, chosen: Chosen) -> dict[Path, tuple[Article, ...]]:
    """Each piece under the file that will hold its rows, in reading order."""
    model = model_digest(chosen)
    return {parts / f"{i:06}-{piece_name(piece, chosen, model)}": piece for i, piece in enumerate(cut(articles))}


def _label_missing(pieces: Mapping[Path, tuple[Article, ...]], chosen: Chosen, progress: Progress) -> int:
    """Label the pieces not there yet; gives how many were."""
    missing = {path: piece for path, piece in pieces.items() if not path.is_file()}
    if not missing:
        return len(pieces)
    bundle = load(chosen.folder, open_ref)
    with progress.bar(sum(len(article.paragraphs) for piece in missing.values() for article in piece)) as advance:
        for path, piece in missing.items():
            rows = label_piece(bundle, piece, chosen)
            write_whole(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
            advance(len(rows))
    return len(pieces) - len(missing)


def _joined(pieces: Iterable[Path]) -> Iterator[Row]:
    for path in pieces:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _check_not_an_input(paths: Sequence[str], out: Path) -> None:
    if any(Path(path).is_file() and Path(path).resolve() == out.resolve() for path in paths):
        raise ParleyError(
            f"--out {out} is one of the articles to label",
            expected="an output that overwrites no input",
            way_out="give another --out",
        )


def _quarantine_path(out: Path) -> Path:
    return out.with_name(f"{out.name}.quarantine.jsonl")


def _write_quarantine(out: Path, quarantined: Sequence[Quarantined], drafts: Path) -> Path | None:
    """The list of what could not be read, beside the labels; an older one is taken away when there is nothing to list."""
    path = _quarantine_path(out)
    if not quarantined:
        path.unlink(missing_ok=True)
        return None
    write_whole(path, "".join(json.dumps(asdict(bad), ensure_ascii=False) + "\n" for bad in quarantined), drafts)
    return path


def _nothing_read(quarantined: Sequence[Quarantined]) -> ParleyError:
    reasons = "".join(f"\n    {bad.source}: {bad.reason}" for bad in quarantined[:5])
    return ParleyError(
        f"none of {len(quarantined)} article(s) could be read:{reasons}"
        if quarantined
        else "there is no article to label",
        expected="at least one readable article, apart from the output itself",
        way_out="mend the files as each reason says, or name others",
    )
