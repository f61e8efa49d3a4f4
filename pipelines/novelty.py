"""The watch for new themes: what lies outside all themes in a batch, and which dense groups stand in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from models.bundle import Bundle
from models.encoder import Vectors, unit
from models.errors import ParleyError
from models.naming import theme_phrases, unique_names
from models.novelty import MIN_PARAGRAPHS, POOL, Closeness, Group, dense_groups
from pipelines.outputs import Row
from pipelines.store import write_whole

IN_BUNDLE = "novelty.json"
EXAMPLES = 3
PLACE = ("article_id", "paragraph", "source", "text")


@dataclass(frozen=True, slots=True, order=True)
class Outsider:
    """A distinct paragraph outside all themes, at the first of its places. `story`: the article that its own repeats, or
    its own."""

    story: str
    article_id: str
    paragraph: int
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class NewTheme:
    """A dense group outside all themes: a name for the time being, and its members, the most typical first."""

    name: str
    phrases: tuple[str, ...]
    cohesion: float
    members: tuple[Outsider, ...]

    @property
    def articles(self) -> int:
        return len({member.story for member in self.members})

    def examples(self) -> list[Outsider]:
        """The most typical members, each of another article while there are some."""
        first: dict[str, Outsider] = {}
        for member in self.members:
            first.setdefault(member.story, member)
        return [*first.values()][:EXAMPLES]


@dataclass(frozen=True, slots=True)
class Watch:
    """New themes that may have appeared, largest first.

    `looked_at` of the `outside` distinct paragraphs were compared, which is all of them up to POOL, and none with a model
    that is older than the watch.
    """

    themes: tuple[NewTheme, ...]
    outside: int
    looked_at: int


class Outsiders:
    """The distinct texts outside all themes in rows of any number, at the first of their places.

    The texts themselves are held of the first POOL in canonical order alone, and of the others eight bytes of a digest:
    some 100 MB for a million of them.
    """

    def __init__(self) -> None:
        self._digests: set[int] = set()
        self._pool: dict[bytes, Outsider] = {}

    def add(self, row: Row) -> None:
        if row["theme_state"] != "outside":
            return
        digest = hashlib.sha256(row["text"].encode()).digest()
        self._digests.add(int.from_bytes(digest[:8], "big"))
        own = Outsider(row["duplicate_of"] or row["article_id"], *(row[name] for name in PLACE))
        self._pool[digest] = min(own, self._pool.get(digest, own))
        if len(self._pool) > 2 * POOL:  # what falls out now could not come among the first again
            self._pool = {key: self._pool[key] for key in sorted(self._pool)[:POOL]}

    def first(self) -> list[Outsider]:
        """The first POOL in canonical order."""
        return [self._pool[key] for key in sorted(self._pool)[:POOL]]

    def __len__(self) -> int:
        return len(self._digests)


def watched(outsiders: Outsiders, folder: Path, open_bundle: Callable[[], Bundle]) -> Watch:
    """Look for new themes among what lies outside in a batch; `folder` holds the bundle that labelled it.

    The bundle is opened, and paragraphs are encoded again, only where enough of them lie outside.
    """
    close = read_closeness(folder)
    if close is None:
        return Watch((), len(outsiders), 0)
    pool = outsiders.first()
    found = new_themes(pool, open_bundle(), close) if len(pool) >= MIN_PARAGRAPHS else ()
    return Watch(found, len(outsiders), len(pool))


def write_closeness(folder: Path, close: Closeness) -> None:
    """Keep with a bundle how close the members of its themes are."""
    write_whole(folder / IN_BUNDLE, json.dumps(asdict(close)) + "\n")


def read_closeness(folder: Path) -> Closeness | None:
    """What `write_closeness` kept; None for a bundle made before there was a watch. Raises ParleyError for a bad file."""
    path = folder / IN_BUNDLE
    if not path.exists():
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Closeness(float(told["near"]), float(told["belongs"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ParleyError(
            f"cannot read {path}: {error!r}",
            expected="the file that training wrote into the bundle",
            way_out="train anew, or fetch the bundle again",
        ) from error


def new_themes(pool: Sequence[Outsider], bundle: Bundle, close: Closeness) -> tuple[NewTheme, ...]:
    """The dense groups of `pool`, which is in canonical order, with the phrases that set them apart."""
    vectors = bundle.encoders.theme.vectors([one.text for one in pool])
    groups = dense_groups(vectors, [one.story for one in pool], close)
    phrases = _phrases(pool, vectors, groups, bundle)
    names = unique_names(phrases, taken=[theme.name for theme in bundle.themes.themes])
    return tuple(
        NewTheme(name, own, group.cohesion, tuple(pool[i] for i in group.members))
        for name, own, group in zip(names, phrases, groups, strict=True)
    )


def _phrases(
    pool: Sequence[Outsider], vectors: Vectors, groups: Sequence[Group], bundle: Bundle
) -> list[tuple[str, ...]]:
    """Phrases for each group; they must stand out from what lies outside, but in no group, too."""
    grouped = [list(group.members) for group in groups]
    rest = sorted(set(range(len(pool))).difference(*grouped))
    parts = [*grouped, rest] if rest else grouped
    texts = [[pool[i].text for i in part] for part in parts]
    banned = list(bundle.actors.proper_names)
    centroids = [unit(vectors[part].astype(np.float64).mean(axis=0)) for part in parts]
    return (
        theme_phrases(texts, banned, bundle.encoders.theme.vectors, np.stack(centroids))[: len(groups)]
        if groups
        else []
    )


def new_themes_path(out: Path) -> Path:
    return out.with_name(f"{out.name}.new_themes.json")


def write_new_themes(out: Path, watch: Watch, model_version: str, drafts: Path) -> None:
    """The list beside `out`; an older one is taken away when there is nothing to list."""
    path = new_themes_path(out)
    if not watch.themes:
        path.unlink(missing_ok=True)
        return
    themes = [{"paragraphs": len(theme.members), "articles": theme.articles} | asdict(theme) for theme in watch.themes]
    told = {
        "model_version": model_version,
        "outside": watch.outside,
        "looked_at": watch.looked_at,
        "new_themes": themes,
    }
    write_whole(path, json.dumps(told, ensure_ascii=False, indent=1) + "\n", drafts)
