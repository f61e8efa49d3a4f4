"""Labels once given, kept by all that decides them: an article read again is not labelled again.

The key holds the model and what each row tells of model and run, all code and the versions of all packages, the processor,
and the article as it was read.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from models.news import Article
from pipelines.jobs import Job
from pipelines.kept import Kept, open_kept
from pipelines.machine import processor, surroundings
from pipelines.store import whole_code_digest
from pipelines.vector_memory import KEY_BYTES

KIND = "labels"
FACTS = tuple(field.name for field in fields(Article) if field.name not in ("paragraphs", "dropped"))
LEVEL = 1


@dataclass(frozen=True, slots=True)
class LabelMemory:
    """Rows of articles, as JSON lines; `maker` tells the model from all others."""

    kept: Kept
    maker: bytes

    def recall(self, articles: Sequence[Article]) -> dict[int, str]:
        """By position, the rows of those articles that are kept."""
        keys = [self._key(article) for article in articles]
        values = self.kept.get(keys)
        return {i: zlib.decompress(values[key]).decode() for i, key in enumerate(keys) if key in values}

    def keep(self, articles: Sequence[Article], rows: Sequence[str]) -> None:
        packed = [zlib.compress(own.encode(), LEVEL) for own in rows]
        self.kept.put(KIND, {self._key(article): own for article, own in zip(articles, packed, strict=True)})

    def _key(self, article: Article) -> bytes:
        return hashlib.sha256(self.maker + json.dumps(article_values(article)).encode()).digest()[:KEY_BYTES]


def open_label_memory(job: Job) -> LabelMemory | None:
    """What this user's memory holds of labels that `job` would give; None where nothing is to be kept."""
    kept = open_kept()
    if kept is None:
        return None
    told = [job.chosen.version, job.chosen.run_id, job.model, job.why]
    maker = json.dumps([*told, processor(), surroundings(), whole_code_digest()])
    return LabelMemory(kept, hashlib.sha256(maker.encode()).digest())


def article_values(article: Article) -> list[Any]:
    """All that rows can tell of an article, as plain values; by hand, since dataclasses.asdict copies deeply and is slow."""
    paragraphs = [(p.text, p.index, p.start, p.end, p.kind) for p in article.paragraphs]
    return [[getattr(article, name) for name in FACTS], paragraphs]
