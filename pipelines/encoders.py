"""Opening encoders, and preparing them once per user for the engine that runs them."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

from models.encoder import Encoder
from models.engines import open_prepared
from models.errors import ParleyError
from models.prepared import Manifest, engine_build, prepared_folder
from models.static import ENGINE as STATIC
from pipelines.static_tier import distil, static_revision
from pipelines.vector_memory import remembered
from pipelines.weights import digests_of, find_weights, modules_of, pooling_of, revision_of, sha256_of, sizes_of

log = logging.getLogger(__name__)

CONVERTIBLE = {"bert", "distilbert", "roberta", "xlm-roberta", "camembert"}


def open_encoder(model: str, revision: str | None = None, engine: str | None = None) -> Encoder:
    """Open a sentence-transformers model by name or local path, preparing it on first use.

    `revision` and `engine`, where given, come from a trained bundle and must be met exactly.
    Raises ParleyError when the weights cannot be had, are not the expected ones, or carry no safetensors.
    """
    if revision and engine and (prepared_folder(revision, engine) / "manifest.json").is_file():
        return _opened(revision, engine)
    folder = find_weights(model)
    found = static_revision(folder) if engine == STATIC else revision_of(folder)
    if revision and found != revision:
        raise ParleyError(
            f"encoder {model!r} has revision {found}",
            expected=f"revision {revision}, which the model was trained with",
            way_out="install the encoder version of the training run, or train anew with `parley train`",
        )
    chosen = engine or _engine_for(folder)
    if not (prepared_folder(found, chosen) / "manifest.json").is_file():
        prepare(model, folder, found, chosen)
    return _opened(found, chosen)


def _opened(revision: str, engine: str) -> Encoder:
    """With this user's memory, but for the static tier: looking a vector up takes as long as making it."""
    encoder = open_prepared(revision, engine)
    return encoder if engine == STATIC else remembered(encoder)


def _engine_for(folder: Path) -> str:
    """CTranslate2 where it computes what sentence-transformers does; else torch, and the log says why."""
    kind = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type")
    modules = [m["type"].rsplit(".", 1)[-1] for m in modules_of(folder)]
    if (
        kind in CONVERTIBLE
        and modules in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
        and pooling_of(folder)
    ):
        return "ctranslate2"
    log.warning(
        "encoder %s (%s, %s) cannot run in CTranslate2: torch runs it, about a quarter as fast",
        folder.name,
        kind,
        "+".join(modules),
    )
    return "torch"


def prepare(model: str, source: Path, revision: str, engine: str) -> None:
    """Make the folder `source` ready to be run, under another name first: a killed run leaves nothing half made."""
    target = prepared_folder(revision, engine)
    target.parent.mkdir(parents=True, exist_ok=True)
    log.info("preparing encoder %s for %s (once per user)", model, engine_build(engine))
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=target.parent))
    try:
        if engine == "ctranslate2":
            _convert(source, draft)
        window, dim = (0, distil(source, draft)) if engine == STATIC else sizes_of(source)
        manifest = Manifest(
            name=model,
            revision=revision,
            engine=engine,
            build=engine_build(engine),
            pooling=pooling_of(source) or "model",
            window=window,
            dim=dim,
            source=str(source),
            digests=digests_of(source if engine == "torch" else draft) | _binaries(draft),
        )
        (draft / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        _move_into_place(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _binaries(draft: Path) -> dict[str, str]:
    return {file.name: sha256_of(file) for file in sorted(draft.glob("*.bin"))}


def _move_into_place(draft: Path, target: Path) -> None:
    try:
        os.replace(draft, target)
    except OSError:
        if not (target / "manifest.json").is_file():  # else another process has prepared the same bytes meanwhile
            raise


def _convert(source: Path, draft: Path) -> None:
    from ctranslate2.converters import TransformersConverter
    from transformers.utils import logging as transformers_log

    transformers_log.set_verbosity_error()
    transformers_log.disable_progress_bar()
    TransformersConverter(str(source)).convert(str(draft), quantization="int8", force=True)
    shutil.copyfile(source / "tokenizer.json", draft / "tokenizer.json")
