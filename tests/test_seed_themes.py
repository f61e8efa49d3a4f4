"""Seed themes: reading the file, and how clusters are matched to them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.errors import ParleyError
from pipelines.seed_themes import SeedTheme, match, read_seed_themes, seed_fit, seed_vectors


def refusal(folder: Path, text: str) -> str:
    path = folder / "themes.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParleyError) as error:
        read_seed_themes(path)
    return str(error.value)


def test_the_seed_themes_that_come_with_parley_can_be_read(repository: Path) -> None:
    themes = read_seed_themes(repository / "seeds" / "themes.yaml")

    assert len({theme.name for theme in themes}) == len(themes) >= 10


def test_all_faults_are_named_at_once_with_their_entry(tmp_path: Path) -> None:
    told = refusal(
        tmp_path,
        "- {name: Talks, phrases: [a]}\n- {name: talks, phrases: [b], x: 1}\n- {name: '', phrases: []}\n- just words\n",
    )

    assert "entry 2: unknown key 'x'" in told
    assert "entry 3: name is ''" in told
    assert "entry 3: phrases is []" in told
    assert "entry 4 is 'just words'" in told
    assert "'talks' stands twice" in told


@pytest.mark.parametrize("text", ["", "a: 1", "[", "[]"])
def test_a_file_that_holds_no_list_is_refused(tmp_path: Path, text: str) -> None:
    assert "themes.yaml" in refusal(tmp_path, text)


@pytest.mark.parametrize("names", ["[peace talks, Peace-talks]", "[outside]", "['!!!']"])
def test_names_that_give_no_id_of_their_own_are_refused(tmp_path: Path, names: str) -> None:
    rows = [
        f"- {{name: '{name.strip()}', phrases: [talks]}}\n" for name in names.strip("[]").replace("'", "").split(",")
    ]

    assert "name" in refusal(tmp_path, "".join(rows))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParleyError, match=r"nowhere\.yaml"):
        read_seed_themes(tmp_path / "nowhere.yaml")


def test_a_seed_vector_is_the_mean_direction_of_its_own_phrases() -> None:
    seeds = (SeedTheme("x", ("a", "b")), SeedTheme("y", ("c",)))

    rows = seed_vectors(np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32), seeds)

    assert rows == pytest.approx(np.array([[0.5**0.5, 0.5**0.5], [1, 0]]), abs=1e-6)


def test_a_paragraph_fits_the_seed_whose_words_and_direction_it_shares() -> None:
    texts = [
        "envoys opened peace talks",
        "the border fence was closed",
        "talks on peace went on",
        "trucks at the border",
    ]
    vectors = np.array([[1, 0], [0, 1], [1, 0], [0, 1]], dtype=np.float32)
    seeds = (SeedTheme("border", ("border fence",)), SeedTheme("talks", ("peace talks",)))

    fit = seed_fit(texts, vectors, seeds, np.array([[0, 1], [1, 0]], dtype=np.float32))

    assert fit.argmax(axis=1).tolist() == [1, 0, 1, 0]
    assert fit.mean(axis=0) == pytest.approx([0, 0], abs=1e-9)


def test_a_cluster_takes_its_best_seed_from_the_threshold_up() -> None:
    fit = np.array([[1.0, 0.0], [0.0, 0.5], [0.1, 0.4]])
    filing = np.array([0, 1, 1])

    assert match(fit, filing, 2, 0.45) == [0, 1]
    assert match(fit, filing, 2, 0.46) == [0, None]
