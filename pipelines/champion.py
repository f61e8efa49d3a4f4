"""The registered champion as a retraining needs it: how it would label the new corpus, and which ids are used up."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.bundle import EncoderRef
from models.bundle_files import Filing, read_filing
from models.encoder import Encoder, Vectors
from models.errors import ParleyError
from pipelines.adapter import open_ref
from pipelines.registry import choose_bundle
from pipelines.store import MODEL, write_whole
from pipelines.theme_alignment import Champion

log = logging.getLogger(__name__)

IN_BUNDLE = "theme_ids.json"


@dataclass(frozen=True, slots=True)
class OpenChampion:
    """How a champion files paragraphs, where it comes from, and the ids that it and those before it have retired."""

    filing: Filing
    version: str
    run_id: str
    retired: tuple[str, ...]

    def read(self, texts: Sequence[str], vectors: Vectors, encoder: Encoder) -> Champion:
        """How it files paragraphs, whose `vectors` (n, dim) are `encoder`'s; another encoder of its own reads them anew."""
        own = self.filing.encoder
        if own.revision != encoder.revision:
            log.info("the champion has another encoder (%s): %d paragraphs are encoded again", own.name, len(texts))
            vectors = own.vectors(texts)
        rows = self.filing.themes.assign(vectors)
        filing, core = tuple(row.theme for row in rows), np.array([row.state == "core" for row in rows], dtype=bool)
        return Champion(self.filing.themes.themes, filing, core, self.run_id, self.version, self.retired)


def open_champion(encoder: Encoder, model: str = MODEL) -> OpenChampion | str:
    """The registered champion, or why there is none to align to; `encoder` is used where it is the champion's own."""

    def opened(ref: EncoderRef, folder: Path) -> Encoder:
        same = (ref.revision, ref.engine) == (encoder.revision, encoder.engine.kind)
        return encoder if same else open_ref(ref, folder)

    try:
        chosen = choose_bundle(model)
        filing, retired = read_filing(chosen.folder, opened), read_retired(chosen.folder / IN_BUNDLE)
    except ParleyError as error:
        return error.problem
    return OpenChampion(filing, chosen.version, chosen.run_id, retired)


def write_retired(path: Path, ids: Collection[str]) -> None:
    """Write the ids that no theme may be given again."""
    write_whole(path, json.dumps({"retired": sorted(ids)}, ensure_ascii=False, indent=1))


def read_retired(path: Path) -> tuple[str, ...]:
    """The ids that no theme may be given again; none for a bundle older than the list. Raises ParleyError for a damaged one."""
    if not path.exists():
        return ()
    try:
        return tuple(str(own) for own in json.loads(path.read_text(encoding="utf-8"))["retired"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ParleyError(
            f"{path} is damaged: {type(error).__name__} {error}",
            expected="the file as `parley train` wrote it",
            way_out="copy the whole bundle again; without it, ids of retired themes could be given again",
        ) from error
