"""The static tier: a table of token vectors that says the same of a text in any company, as model2vec does, without torch."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from models.encoder import Encoder, Passage
from models.engines import open_prepared
from models.errors import ParleyError
from models.prepared import Manifest, prepared_folder
from pipelines.config import TrainConfig
from pipelines.encoders import open_encoder
from pipelines.static_tier import distilled
from pipelines.weights import BUNDLED, find_weights, revision_of

ROOT = Path(__file__).parent.parent
ODD = (
    "",
    " ",
    "🕊️",
    "🕊️ 🕊️",
    "وقف إطلاق النار",
    "x" * 700,
    "Guards closed the crossing before dawn. " * 400,
)
TEXTS = (
    "The ministers met in Doha.",
    "A shell fell near the crossing.",
    "Visas for refugees are late, aid groups say.",
)
words = st.lists(st.sampled_from(["the", "envoy", "left", "Kabul", "🧵", "طالبان", "a.b", "\n"]), max_size=40).map(
    " ".join
)
texts = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=80), words)


@pytest.fixture(scope="module")
def transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A transformer of one small layer with the bundled encoder's vocabulary, quickly distilled."""
    import torch
    from transformers import BertConfig, BertModel

    folder, bundled = tmp_path_factory.mktemp("transformer"), find_weights(BUNDLED)
    for name in ("tokenizer.json", "tokenizer_config.json", "modules.json"):
        shutil.copyfile(bundled / name, folder / name)
    shutil.copytree(bundled / "1_Pooling", folder / "1_Pooling")
    torch.manual_seed(0)
    size = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64)
    BertModel(size).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def here(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache that `static` was prepared in, as this user's."""
    monkeypatch.setenv("PARLEY_CACHE", str(cache))
    return cache


@pytest.fixture(scope="module")
def static(transformer: Path, cache: Path) -> Iterator[Encoder]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARLEY_CACHE", str(cache))
        yield open_encoder(str(transformer), engine="static")


@given(st.lists(texts, min_size=1, max_size=6))
def test_a_vector_is_the_same_to_the_last_bit_alone_or_in_a_batch(static: Encoder, batch: list[str]) -> None:
    together = static.vectors(batch)

    assert [row.tobytes() for row in together] == [static.vectors([text])[0].tobytes() for text in batch]


def test_vectors_are_those_that_model2vec_gives(static: Encoder, transformer: Path) -> None:
    """On the paragraphs of the sample corpus and odd texts; the grid moves them less than the sixth digit."""
    articles = sorted((ROOT / "seeds" / "articles").glob("*.txt"))[:20]
    own = [text for path in articles for text in path.read_text(encoding="utf-8").split("\n\n")] + list(ODD)
    peer = distilled(transformer)
    peer.tokenizer.no_padding()  # which the transformer came with, and its tokens would count
    peer.tokenizer.no_truncation()

    assert np.allclose(static.vectors(own), peer.encode(own, max_length=None), atol=2e-5)


def test_every_vector_is_a_finite_unit_row_or_nought_where_no_token_is_known(static: Encoder) -> None:
    rows = static.vectors([*TEXTS, *ODD])
    lengths = np.linalg.norm(rows, axis=1)

    assert np.isfinite(rows).all()
    assert (np.isclose(lengths, 1.0, atol=1e-5) | (lengths == 0.0)).all()
    assert np.isclose(lengths[: len(TEXTS)], 1.0, atol=1e-5).all()


def test_nothing_of_a_long_text_is_cut_off(static: Encoder) -> None:
    filler = "Guards closed the crossing before dawn. " * 400
    plain, told = static.vectors([filler, filler + "Refugees waited."])

    assert not np.array_equal(plain, told)


def test_a_target_is_told_by_its_paragraph(static: Encoder) -> None:
    """Tokens that know no context tell nothing of a target, so nothing more is claimed."""
    encoded = static.encode([Passage(TEXTS[0], (((4, 13),),))])[0]

    assert encoded.targets[0] == pytest.approx(encoded.vector, abs=1e-6)


def test_a_table_prepared_anew_has_the_same_bytes(
    static: Encoder, transformer: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path))
    again = open_encoder(str(transformer), engine="static")
    one, other = (folder / "encoders" / prepared_folder(static.revision, "static").name for folder in (cache, tmp_path))

    assert again.revision == static.revision
    assert Manifest.read(one).digests == Manifest.read(other).digests
    assert {"table.safetensors", "tokenizer.json"} <= Manifest.read(one).digests.keys()
    assert not list(tmp_path.rglob(".draft-*"))


def test_a_table_is_prepared_once(static: Encoder, transformer: Path, here: Path) -> None:
    written = prepared_folder(static.revision, "static") / "table.safetensors"
    before = written.stat().st_mtime_ns
    open_encoder(str(transformer), static.revision, "static")

    assert written.stat().st_mtime_ns == before


def test_a_damaged_table_is_refused(
    static: Encoder, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(here, tmp_path / "copy")
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path / "copy"))
    with (prepared_folder(static.revision, "static") / "table.safetensors").open("ab") as file:
        file.write(b" ")

    with pytest.raises(ParleyError, match="table.safetensors has sha256"):
        open_prepared(static.revision, "static")


def test_the_static_tier_is_another_encoder_than_the_full_one(static: Encoder, transformer: Path, here: Path) -> None:
    """By its revision: nothing that goes by it takes the vectors of one for those of the other."""
    assert static.revision != revision_of(transformer)
    with pytest.raises(ParleyError, match="revision"):
        open_encoder(str(transformer), revision_of(transformer), "static")


def test_reading_with_the_static_tier_imports_neither_torch_nor_model2vec(static: Encoder, cache: Path) -> None:
    code = (
        "import sys; from models.engines import open_prepared; "
        f"open_prepared({static.revision!r}, 'static').vectors(['The ministers met.']); "
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    env = os.environ | {"PARLEY_CACHE": str(cache)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=env)

    assert not set(done.stdout.split()) & {"torch", "transformers", "model2vec", "sklearn", "scipy", "ctranslate2"}


@pytest.mark.parametrize(
    "told",
    ["encoder: static", "encoder:\n  tier: static", f"encoder: {{model: {BUNDLED}, tier: static}}"],
)
def test_a_config_asks_for_the_static_tier_in_a_word_or_by_its_key(tmp_path: Path, told: str) -> None:
    (tmp_path / "own.yaml").write_text(told, encoding="utf-8")
    config = TrainConfig.read(tmp_path / "own.yaml")

    assert (config.encoder.model, config.encoder.tier, config.encoder.engine) == (BUNDLED, "static", "static")
    assert config.params()["encoder.tier"] == "static"


def test_the_full_encoder_is_the_default() -> None:
    assert TrainConfig().encoder.tier == "full"
    assert TrainConfig().encoder.engine is None


@pytest.mark.parametrize("told", ["encoder: statik", "encoder:\n  tier: statik"])
def test_an_unknown_tier_is_refused_in_words(tmp_path: Path, told: str) -> None:
    (tmp_path / "own.yaml").write_text(told, encoding="utf-8")

    with pytest.raises(ParleyError, match=r"encoder.*static.*'statik'"):
        TrainConfig.read(tmp_path / "own.yaml")


@pytest.mark.slow
def test_a_parley_of_the_static_tier_is_trained_and_labels(
    tmp_path: Path, small_train: Path, parley: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """Themes come from the static tier and stances from the stance encoder; the champion labels an article and says so."""
    config = yaml.safe_load(small_train.read_text(encoding="utf-8")) | {"encoder": "static"}
    (tmp_path / "static.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    trained = parley("train", "static.yaml", cwd=tmp_path, timeout=900)
    labelled = parley("label", config["articles"][0], "--out", "labels.jsonl", cwd=tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "labels.jsonl").read_text(encoding="utf-8").splitlines()]

    assert (trained.returncode, labelled.returncode) == (0, 0), trained.stderr + labelled.stderr
    assert any(row["theme_state"] != "outside" for row in rows)
    assert any(row["stances"] for row in rows)
