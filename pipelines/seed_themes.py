"""Seed themes: the names an editor expects, and which discovered clusters they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from models.encoder import Vectors, unit
from models.errors import ParleyError
from models.news import OUTSIDE

_EXPECTED = "a YAML list of entries with `name` (unique) and `phrases` (a list of at least one)"


@dataclass(frozen=True, slots=True)
class SeedTheme:
    """A theme by name, with a few phrases as they stand in the news."""

    name: str
    phrases: tuple[str, ...]


def read_seed_themes(path: Path) -> tuple[SeedTheme, ...]:
    """Read a seed-themes file; raises ParleyError that names every fault at once."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ParleyError(
            f"cannot read seed themes {path}: {error}", expected=_EXPECTED, way_out="correct the path or the file"
        ) from error
    faults = _faults(rows)
    if faults:
        told = "\n".join(f"    {fault}" for fault in faults)
        raise ParleyError(f"seed themes {path} have faults:\n{told}", expected=_EXPECTED, way_out="mend these entries")
    return tuple(SeedTheme(row["name"], tuple(row["phrases"])) for row in rows)


def _faults(rows: Any) -> list[str]:
    if not isinstance(rows, list) or not rows:
        return [f"the file holds {type(rows).__name__}, not a list"]
    faults = [fault for number, row in enumerate(rows, 1) for fault in _row_faults(number, row)]
    names = [row["name"].casefold() for row in rows if isinstance(row, dict) and isinstance(row.get("name"), str)]
    ids = [slug(name) for name in names]
    faults += [f"name {name!r} stands twice" for name in sorted({n for n in names if names.count(n) > 1})]
    faults += [f"names {', '.join(map(repr, same))} differ in no letter" for same in _alike(names, ids)]
    return faults + [
        f"name {name!r} is taken or holds no letter"
        for name, own in zip(names, ids, strict=True)
        if own in ("", OUTSIDE)
    ]


def _alike(names: Sequence[str], ids: Sequence[str]) -> list[list[str]]:
    groups = [sorted({name for name, own in zip(names, ids, strict=True) if own == one}) for one in sorted(set(ids))]
    return [group for group in groups if len(group) > 1]


def slug(name: str) -> str:
    """A theme's id: the words of its name, in lower case, joined by hyphens."""
    words = "".join(c if c.isalnum() else " " for c in name.casefold().replace("’", "").replace("'", "")).split()
    return "-".join(words)


def _row_faults(number: int, row: Any) -> list[str]:
    if not isinstance(row, dict):
        return [f"entry {number} is {row!r}, not name and phrases"]
    faults = [f"entry {number}: unknown key {key!r}" for key in row if key not in ("name", "phrases")]
    if not isinstance(row.get("name"), str) or not row["name"].strip():
        faults.append(f"entry {number}: name is {row.get('name')!r}")
    phrases = row.get("phrases")
    if not isinstance(phrases, list) or not phrases or not all(isinstance(p, str) and p.strip() for p in phrases):
        faults.append(f"entry {number}: phrases is {phrases!r}")
    return faults


def seed_fit(
    texts: Sequence[str], vectors: Vectors, seeds: Sequence[SeedTheme], seed_vectors: Vectors
) -> NDArray[np.float64]:
    """How well each paragraph fits each seed theme beside the other paragraphs, of shape (n, seeds), in standard deviations.

    Half from meaning (cosine of the embeddings), half from wording (cosine over character n-grams, so that "evacuees"
    meets "evacuation"). Standardised by seed, since a broad seed lies near to everything.
    """
    words = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 6), sublinear_tf=True).fit(texts)
    wording = (words.transform(texts) @ words.transform([" ".join((s.name, *s.phrases)) for s in seeds]).T).toarray()
    return (_standard(vectors.astype(np.float64) @ seed_vectors.astype(np.float64).T) + _standard(wording)) / 2


def match(fit: NDArray[np.float64], filing: NDArray[np.int64], clusters: int, threshold: float) -> list[int | None]:
    """For each cluster the seed that its paragraphs fit best on average, or None below the threshold."""
    means = np.stack([fit[filing == k].mean(axis=0) for k in range(clusters)])
    return [int(row.argmax()) if row.max() >= threshold else None for row in np.round(means, 6)]


def seed_vectors(encode: Vectors, seeds: Sequence[SeedTheme]) -> Vectors:
    """Unit rows (seeds, dim): the mean of each seed's phrase vectors, given the phrases' vectors in order."""
    ends = np.cumsum([len(seed.phrases) for seed in seeds])
    parts = np.split(encode.astype(np.float64), ends[:-1])
    return unit(np.stack([part.mean(axis=0) for part in parts]))


def _standard(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = scores.std(axis=0)
    scaled: NDArray[np.float64] = (scores - scores.mean(axis=0)) / np.where(spread == 0.0, 1.0, spread)
    return scaled
