"""A training run's config: what is refused, and that every fault is named at once."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from models.errors import ParleyError
from pipelines.config import TrainConfig

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates()
YAML_VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3), max_leaves=8
)


def refusal(folder: Path, text: str) -> str:
    path = folder / "c.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParleyError) as error:
        TrainConfig.read(path)
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("themess: {}", "themess", "{}"),
        ("themes: {layout: 3}", "themes.layout", "3"),
        ("seed: thirteen", "seed", "'thirteen'"),
        ("seed: '13'", "seed", "'13'"),
        ("seed: -1", "seed", "-1"),
        ("seed: true", "seed", "True"),
        ("themes: {layouts: 1}", "themes.layouts", "1"),
        ("themes: {layouts: 2.5}", "themes.layouts", "2.5"),
        ("themes: {seed_match: .inf}", "themes.seed_match", "inf"),
        ("themes: {seed_match: .nan}", "themes.seed_match", "nan"),
        ("stance: {coverage: 1.0}", "stance.coverage", "1.0"),
        ("stance: {sure: .inf}", "stance.sure", "inf"),
        ("articles: []", "articles", "[]"),
        ("articles: seeds/articles", "articles", "'seeds/articles'"),
        ("encoder: null", "encoder", "None"),
    ],
)
def test_a_faulty_value_is_refused_with_its_key_and_itself(tmp_path: Path, text: str, key: str, value: str) -> None:
    told = refusal(tmp_path, text)

    assert f"    {key}: " in told.replace("articles.0", "articles")
    assert value in told
    assert "expected:" in told
    assert "way out:" in told


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    told = refusal(tmp_path, "seed: no\nthemes: {layouts: 1, colour: red}\nstance: {folds: 99}\nunheard: 1\n")

    assert "5 fault(s)" in told
    assert all(
        key in told
        for key in ("    seed:", "    themes.layouts:", "    themes.colour:", "    stance.folds:", "    unheard:")
    )


def test_fewest_themes_cannot_be_above_most(tmp_path: Path) -> None:
    told = refusal(tmp_path, "themes: {min_themes: 9, max_themes: 3}")

    assert "themes" in told
    assert "min_themes 9 is above max_themes 3" in told


@pytest.mark.parametrize("text", ["[]", "0", "''", "false", "- seed: 13", "just words"])
def test_a_file_that_holds_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    assert "(whole file)" in refusal(tmp_path, text)


@pytest.mark.parametrize("text", ["seed: [", "a: b: c", "\tseed: 1", "seed: !!python/object:os.system 1"])
def test_bad_yaml_is_refused_with_the_file_name(tmp_path: Path, text: str) -> None:
    assert "c.yaml" in refusal(tmp_path, text)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_bytes(b"seed: \xff\xfe")

    with pytest.raises(ParleyError, match=r"c\.yaml"):
        TrainConfig.read(tmp_path / "c.yaml")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.yaml", tmp_path):
        with pytest.raises(ParleyError, match=str(path)):
            TrainConfig.read(path)


@pytest.mark.parametrize("text", ["", "# nothing but a remark\n", "{}"])
def test_an_empty_file_means_the_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / "c.yaml").write_text(text)

    assert TrainConfig.read(tmp_path / "c.yaml") == TrainConfig()


def test_the_default_file_says_just_the_defaults_and_all_of_them(repository: Path) -> None:
    path = repository / "configs" / "default.yaml"
    written = yaml.safe_load(path.read_text(encoding="utf-8"))

    assert TrainConfig.read(path) == TrainConfig()
    assert set(written) == set(TrainConfig.model_fields)
    assert all(
        set(value) == set(type(getattr(TrainConfig(), key)).model_fields)
        for key, value in written.items()
        if isinstance(value, dict)
    )


def test_every_config_that_comes_with_parley_can_be_read(repository: Path) -> None:
    for path in (repository / "configs").glob("*.yaml"):
        assert TrainConfig.read(path)


def test_params_are_flat_and_have_the_same_names_whatever_the_values(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text("articles: [a, b]\nthemes: {layouts: 7}\n")
    default, own = TrainConfig().params(), TrainConfig.read(tmp_path / "c.yaml").params()

    assert default.keys() == own.keys()
    assert all(isinstance(value, str | int | float) for value in own.values())
    assert (own["articles"], own["themes.layouts"], own["stance.folds"]) == ("a, b", 7, 5)


@given(values=st.dictionaries(st.sampled_from(sorted(TrainConfig.model_fields)) | SCALARS, YAML_VALUES, max_size=4))
def test_whatever_stands_in_the_file_the_answer_is_a_config_or_an_error_in_words(
    tmp_path_factory: pytest.TempPathFactory, values: dict[object, object]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(yaml.safe_dump(values, allow_unicode=False), encoding="utf-8")

    told = str(path)
    try:
        TrainConfig.read(path)
    except ParleyError as error:
        told = error.problem

    assert str(path) in told


def test_a_date_as_a_key_is_an_unknown_key(tmp_path: Path) -> None:
    assert str(datetime.date(2021, 8, 15)) in refusal(tmp_path, "2021-08-15: 1")
