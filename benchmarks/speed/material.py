"""What speed is measured on: real articles where PARLEY_DATA names them, else the sample corpus; and a bundle to label with."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from models.actors import ActorBook
from models.readings import Read, read_article
from pipelines.actors import read_actors
from pipelines.config import TrainConfig
from pipelines.reading import ReadingConfig
from pipelines.reading.batch import read_batch

ROOT = Path(__file__).resolve().parents[2]
NEWS = "news/dawn_2025.jsonl.gz"
ARTICLES = 400


@dataclass(frozen=True, slots=True)
class Material:
    """Articles in a file or folder, and their paragraphs as labelling reads them."""

    name: str
    path: Path
    rows: tuple[Read, ...]


def material(folder: Path) -> Material:
    """Real articles, written to `folder`, or the sample corpus."""
    data = os.environ.get("PARLEY_DATA")
    if not data:
        return sample()
    path = folder / "news.jsonl"
    with gzip.open(Path(data, NEWS), "rt", encoding="utf-8") as lines:
        path.write_text("".join(islice(lines, ARTICLES)), encoding="utf-8")
    return Material(f"{ARTICLES} articles of {NEWS}", path, _read(path))


def sample() -> Material:
    """The sample corpus."""
    return Material("the sample corpus", ROOT / "seeds/articles", _read(ROOT / "seeds/articles"))


def one_article(folder: Path, number: int) -> Path:
    """A file with one article of the sample corpus."""
    path = folder / f"one-{number}.txt"
    article = sorted((ROOT / "seeds/articles").glob("*.txt"))[number]
    path.write_text(article.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def texts(rows: Sequence[Read]) -> list[str]:
    return [row.paragraph.text for row in rows]


def _read(path: Path) -> tuple[Read, ...]:
    actors = read_actors(ROOT / TrainConfig().actors)
    return tuple(_rows(path, actors))


def _rows(path: Path, actors: ActorBook) -> Iterator[Read]:
    with read_batch([str(path)], ReadingConfig()) as batch:
        for article in batch.articles():
            yield from read_article(article, actors)
