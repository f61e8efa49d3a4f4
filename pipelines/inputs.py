"""Everything a training run reads, checked before the first slow step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from models.actors import ActorBook
from models.errors import ParleyError
from models.news import Article
from pipelines.actors import read_actors
from pipelines.config import TrainConfig
from pipelines.corpus import canonical, digest, gold_digest
from pipelines.gold import GoldParagraph, read_gold
from pipelines.reading.batch import Batch, Shelf, read_batch
from pipelines.seed_themes import SeedTheme, read_seed_themes
from pipelines.theme_edits import Edit, read_theme_edits


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was read; `articles` are distinct, one of each story, in canonical order, and lie on disk.

    `gold` is the digest of what figures are measured on, `data` of all that is learnt from.
    """

    batch: Batch
    articles: Sequence[Article]
    actors: ActorBook
    labels: tuple[GoldParagraph, ...]
    seeds: tuple[SeedTheme, ...]
    edits: tuple[Edit, ...]
    background: tuple[str, ...]
    gold: str
    data: str


@contextmanager
def read_inputs(config: TrainConfig) -> Iterator[Inputs]:
    """All that a config names, for as long as the block lasts.

    Raises ParleyError for a faulty file, or when no article can be read.
    """
    actors = read_actors(Path(config.actors))
    labels = read_gold(Path(config.labels), actors)
    seeds = read_seed_themes(Path(config.seed_themes))
    edits = read_edits(config)
    background = read_background(Path(config.background))
    with read_batch(config.articles, config.reading) as batch:
        if not batch.counts.articles_kept:
            raise _nothing_read(config, batch)
        order = canonical(batch.articles())
        articles, gold = Shelf(batch, order.positions), gold_digest(labels, actors)
        learnt_from = [gold, *order.ids, *map(repr, seeds), *map(repr, edits), *background]
        yield Inputs(batch, articles, actors, labels, seeds, edits, background, gold, digest(learnt_from))


def read_edits(config: TrainConfig) -> tuple[Edit, ...]:
    """A person's edits; the default file may be missing, one that the config names may not."""
    path = Path(config.theme_edits)
    if "theme_edits" not in config.model_fields_set and not path.exists():
        return ()
    return read_theme_edits(path)


def read_background(path: Path) -> tuple[str, ...]:
    """Texts that belong to no theme, one a line; raises ParleyError when there are none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _refusal(path, str(error)) from error
    texts = tuple(line.strip() for line in lines if line.strip())
    if not texts:
        raise _refusal(path, "it is empty")
    return texts


def _refusal(path: Path, told: str) -> ParleyError:
    return ParleyError(
        f"cannot use background {path}: {told}",
        expected="a UTF-8 text file, one paragraph a line, about anything but the beat",
        way_out="correct `background` in the config; seeds/background.txt is an example",
    )


def _nothing_read(config: TrainConfig, batch: Batch) -> ParleyError:
    reasons = "\n".join(f"    {bad.source}: {bad.reason}" for bad in islice(batch.quarantined(), 5))
    return ParleyError(
        f"no article could be read from {', '.join(config.articles)}:\n{reasons}",
        expected="at least one readable article",
        way_out="mend the files, or give others with --articles",
    )
