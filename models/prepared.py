"""What a prepared encoder is on this machine: a folder of the user's cache that says what it holds and is checked on load."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from .errors import ParleyError

# The layout of a prepared folder: another one has another name, so that an old one is never misread.
LAYOUT = "v2"
# For each engine the package whose version decides the bytes, and how it is used.
BUILDS = {"ctranslate2": ("ctranslate2", "int8"), "torch": ("torch", "fp32"), "static": ("model2vec", "static")}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a prepared encoder folder says of itself.

    `window` is in tokens, special tokens included; 0 where a text is read whole. `digests` are the sha256 of the files
    that are run, by path: in this folder, or for torch in the folder `source`.
    """

    name: str
    revision: str
    engine: str
    build: str
    pooling: str
    window: int
    dim: int
    source: str
    digests: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        return cls(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))


def cache_root() -> Path:
    """Where this user's prepared encoders lie: PARLEY_CACHE, else the XDG cache folder."""
    default = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "parley"
    return Path(os.environ.get("PARLEY_CACHE") or default)


def engine_build(engine: str) -> str:
    """The engine with its installed version, e.g. `ctranslate2-4.8.5-int8`: other versions may round differently."""
    from importlib.metadata import version

    package, how = BUILDS[engine]
    return f"{package}-{version(package)}-{how}"


def prepared_folder(revision: str, engine: str) -> Path:
    """Where a prepared encoder lies; another layout of the folder has another name, so an old one is never misread."""
    return cache_root() / "encoders" / f"{revision}-{engine_build(engine)}-{LAYOUT}"


def check_files(folder: Path, manifest: Manifest) -> None:
    """Refuse weights that are not those once prepared: a label must never come from a damaged file."""
    for name, digest in manifest.digests.items():
        if not (folder / name).is_file():
            raise _changed(folder, name, "is missing", digest)
        with (folder / name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != digest:
            raise _changed(folder, name, f"has sha256 {found}", digest)


def _changed(folder: Path, name: str, what: str, digest: str) -> ParleyError:
    return ParleyError(
        f"{folder / name} {what}",
        expected=f"sha256 {digest}, as when the encoder was prepared",
        way_out=f"restore that file, or delete {cache_root() / 'encoders'} and start again: encoders are prepared anew",
    )
