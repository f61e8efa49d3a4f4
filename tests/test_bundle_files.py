"""A saved bundle means the same when it is loaded, or is refused with a way out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from models.bundle import Bundle, EncoderRef
from models.bundle_files import ADAPTER_FILE, ARRAYS_FILE, GOLDEN_FILE, JSON_FILE, load, read_golden, save
from models.encoder import Encoder
from models.errors import ParleyError
from models.golden import same_label
from pipelines.corpus import Row
from pipelines.corpus_labels import GoldenTexts
from pipelines.inputs import Inputs

Opener = Callable[[EncoderRef, Path], Encoder]


@pytest.fixture(scope="module")
def saved(bundle: Bundle, rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    golden = GoldenTexts()
    for row in rows:
        golden.add(row.text, bundle.label_read(row.read, row.encoded))
    save(bundle, golden.chosen(), folder)
    return folder


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(saved, tmp_path / "bundle"))


@pytest.fixture
def opener(bundle: Bundle) -> Opener:
    """Opens the encoders of the session and no others."""

    def opened(ref: EncoderRef, folder: Path) -> Encoder:
        return {bundle.encoder_ref: bundle.encoders.theme, bundle.stance_ref: bundle.encoders.stance}[ref]

    return opened


def rewrite_json(folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    facts = json.loads((folder / JSON_FILE).read_text(encoding="utf-8"))
    change(facts)
    (folder / JSON_FILE).write_text(json.dumps(facts), encoding="utf-8")


def rewrite_arrays(folder: Path, change: Callable[[dict[str, np.ndarray]], None]) -> None:
    arrays = load_file(folder / ARRAYS_FILE)
    change(arrays)
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / ARRAYS_FILE)


def test_a_loaded_bundle_labels_as_the_one_that_was_saved(
    bundle: Bundle, saved: Path, opener: Opener, inputs: Inputs
) -> None:
    loaded = load(saved, opener)
    then, now = ([[asdict(label) for label in own] for own in b.label(inputs.articles[:4])] for b in (bundle, loaded))

    assert json.dumps(now) == json.dumps(then)


def test_saving_a_loaded_bundle_gives_the_same_bytes(saved: Path, opener: Opener, tmp_path: Path) -> None:
    save(load(saved, opener), [row.text for row in read_golden(saved)], tmp_path)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in saved.iterdir()
    }


def test_a_bundle_is_data_alone(saved: Path) -> None:
    """JSON and safetensors; nothing in it names code to run."""
    names = sorted(path.name for path in saved.rglob("*"))

    assert names == [ARRAYS_FILE, JSON_FILE, GOLDEN_FILE, ADAPTER_FILE]
    assert {path.suffix for path in saved.rglob("*")} <= {".json", ".jsonl", ".safetensors"}
    assert b"models." not in (saved / JSON_FILE).read_bytes()


def test_golden_paragraphs_cover_every_theme_and_name_actors(bundle: Bundle, rows: list[Row], saved: Path) -> None:
    golden = [row.label for row in read_golden(saved)]
    given = {bundle.label_read(row.read, row.encoded).theme for row in rows}

    assert {label["theme"] for label in golden} == given
    assert any(label["stances"] for label in golden)


@pytest.mark.parametrize("name", [JSON_FILE, ARRAYS_FILE, GOLDEN_FILE])
def test_a_missing_file_is_named(folder: Path, opener: Opener, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(ParleyError, match=f"{name} missing") as refusal:
        load(folder, opener)
    assert "--model" in refusal.value.way_out


@pytest.mark.parametrize("name", [JSON_FILE, ARRAYS_FILE, GOLDEN_FILE])
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_file_cut_short_is_refused(folder: Path, opener: Opener, name: str, share: float) -> None:
    """A copy broken off, or a disk that was full."""
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(ParleyError, match=name) as refusal:
        load(folder, opener)
    assert "parley train" in refusal.value.way_out


@pytest.mark.parametrize("number", [0, 4, "1", "3", None])
def test_an_unknown_format_is_refused(folder: Path, opener: Opener, number: object) -> None:
    rewrite_json(folder, lambda facts: facts.update(format=number))

    with pytest.raises(ParleyError, match=f"format {number!r}") as refusal:
        load(folder, opener)
    assert "parley train" in refusal.value.way_out


@pytest.mark.parametrize("facts", [{"format": 1}, {"format": 2}, [], [1], "1", 1, None])
def test_facts_that_are_no_bundle_s_are_refused(folder: Path, opener: Opener, facts: object) -> None:
    (folder / JSON_FILE).write_text(json.dumps(facts), encoding="utf-8")

    with pytest.raises(ParleyError, match=JSON_FILE):
        load(folder, opener)


@pytest.mark.parametrize("name", ["encoder", "themes", "stance", "actors", "golden"])
def test_a_fact_that_is_missing_is_refused(folder: Path, opener: Opener, name: str) -> None:
    rewrite_json(folder, lambda facts: facts.pop(name))

    with pytest.raises(ParleyError, match=f"damaged: KeyError '{name}'"):
        load(folder, opener)


@pytest.mark.parametrize("row", ['{"text": "a", "label": {}, "more": 1}', '{"text": "a"}', "[]", "1"])
def test_a_golden_row_of_other_fields_is_refused(folder: Path, opener: Opener, row: str) -> None:
    with (folder / GOLDEN_FILE).open("a", encoding="utf-8") as file:
        file.write(row + "\n")

    with pytest.raises(ParleyError, match=f"{GOLDEN_FILE} is damaged"):
        load(folder, opener)


def test_a_golden_text_may_hold_what_unicode_calls_the_end_of_a_line(
    bundle: Bundle, opener: Opener, tmp_path: Path
) -> None:
    texts = ["Kabul\u2028accused\u2029Islamabad\x85of shelling.", "Tehran thanked Beijing."]
    save(bundle, texts, tmp_path)

    load(tmp_path, opener)

    assert [row.text for row in read_golden(tmp_path)] == texts


@pytest.mark.parametrize(
    "change",
    [
        lambda label: label.update(theme="something-else"),
        lambda label: label.update(theme_probability=label["theme_probability"] - 0.02),
        lambda label: label["stances"][0].update(
            stance="favor" if label["stances"][0]["stance"] != "favor" else "against"
        ),
        lambda label: label["stances"][0].update(holder="somebody else"),
        lambda label: label["stances"].pop(),
    ],
    ids=["theme", "probability", "stance", "holder", "one stance fewer"],
)
def test_a_golden_label_that_changed_is_refused(folder: Path, opener: Opener, change: Callable[[dict], None]) -> None:
    rows = [json.loads(line) for line in (folder / GOLDEN_FILE).read_text(encoding="utf-8").splitlines()]
    changed = next(row for row in rows if row["label"]["stances"])
    change(changed["label"])
    (folder / GOLDEN_FILE).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    with pytest.raises(ParleyError) as refusal:
        load(folder, opener)
    assert changed["text"][:40] in refusal.value.problem
    assert "ctranslate2" in refusal.value.way_out


@pytest.mark.parametrize("name", ["theme_weights", "theme_bias", "stance_weights", "stance_bias"])
def test_arrays_in_another_order_are_refused(folder: Path, opener: Opener, name: str) -> None:
    """The order of rows is what gives them a name."""

    def turned(arrays: dict[str, np.ndarray]) -> None:
        arrays[name] = np.roll(arrays[name], 1, axis=0)

    rewrite_arrays(folder, turned)
    with pytest.raises(ParleyError, match="golden paragraph"):
        load(folder, opener)


def test_other_thresholds_are_refused(folder: Path, opener: Opener) -> None:
    rewrite_json(folder, lambda facts: facts["themes"].update(floor=0.9))

    with pytest.raises(ParleyError, match="golden paragraph"):
        load(folder, opener)


values = st.recursive(
    st.one_of(st.floats(0, 1), st.integers(), st.text(max_size=3), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=2), inner, max_size=3)),
    max_leaves=6,
)


@given(values)
def test_a_label_is_the_same_as_itself_as_json_gives_it_back(value: object) -> None:
    assert same_label(value, json.loads(json.dumps(value)))


def test_only_numbers_may_differ_and_those_by_a_hundredth() -> None:
    assert same_label({"p": 0.5, "s": ["a"]}, {"p": 0.505, "s": ["a"]})
    assert not same_label({"p": 0.5}, {"p": 0.52})
    assert not same_label({"p": 0.5}, {"q": 0.5})
    assert not same_label(["a"], ["a", "b"])
    assert not same_label("a", "b")
