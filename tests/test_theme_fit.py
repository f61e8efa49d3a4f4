"""From clusters to themes: seed themes anchored or absent, the others named from their phrases, all calibrated."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encoder import Vectors, unit
from models.errors import ParleyError
from models.news import OUTSIDE
from models.themes import softmax
from pipelines.discovery import Discovery, Grain
from pipelines.seed_themes import SeedTheme
from pipelines.theme_calibration import Judged, fit_outside, fit_temperature
from pipelines.theme_fit import Corpus, ThemeFit, _ids, fit_themes

EACH, DIM = 20, 12
WORDS = (
    "convoys waited at the frozen crossing",
    "negotiators met in the quiet hotel",
    "bakers raised the price of bread",
)
SEEDS = (
    SeedTheme("border", ("frozen crossing",)),
    SeedTheme("talks", ("quiet hotel",)),
    SeedTheme("football", ("cup final",)),
)


TRUTH = np.repeat(np.arange(3), EACH)


def planted(strays: int = 0) -> Vectors:
    """Three clusters; the last few rows of the third lie where the background does."""
    draw = np.random.default_rng(3)
    centers = np.append(TRUTH[: 3 * EACH - strays], [6] * strays).astype(int)
    return unit(np.eye(DIM)[centers] + draw.normal(scale=0.08, size=(3 * EACH, DIM)))


def fit_three(names: tuple[str, ...] = (), strays: int = 0) -> ThemeFit:
    """Three planted clusters; seeds for the first two and one that nothing is about. `names` are people's."""
    draw = np.random.default_rng(4)
    truth, vectors = TRUTH, planted(strays)
    texts = tuple(f"{WORDS[k]} on day {i}" for i, k in enumerate(truth))
    seed_rows = unit(np.eye(DIM)[[0, 1, 5]] + 0.0)
    fit = np.where(np.eye(3)[truth] > 0, 1.5, -0.5) * np.array([1, 1, 0])
    centroids = unit(np.stack([vectors[truth == k].mean(axis=0) for k in range(3)]))
    chosen = Grain(5, 3, 1.0, 1.0, 1.0)
    background = unit(np.eye(DIM)[6:] + draw.normal(scale=0.05, size=(DIM - 6, DIM)))
    return fit_themes(
        Corpus(texts, vectors, np.arange(3 * EACH) % 5),
        Discovery(centroids, truth, (chosen,), chosen),
        SEEDS,
        fit,
        seed_rows,
        background,
        Judged(texts[: len(names)], vectors[: len(names)], names),
        ["Iran"],
        0.5,
    )


def test_a_seed_that_paragraphs_are_about_is_found_and_one_that_none_is_about_is_absent() -> None:
    fitted = fit_three()

    assert [(seed.name, seed.state) for seed in fitted.seeds] == [
        ("border", "found"),
        ("talks", "found"),
        ("football", "absent"),
    ]
    assert [theme.name for theme in fitted.themes.themes if theme.seed] == ["border", "talks"]
    assert fitted.seeds[0].anchors == EACH
    assert fitted.seeds[2].anchors == 0


def test_a_cluster_without_a_seed_is_named_from_its_own_phrases() -> None:
    (emergent,) = [theme for theme in fit_three().themes.themes if not theme.seed]

    assert set(emergent.name.replace(",", "").split()) <= set(WORDS[2].split())
    assert emergent.size == EACH


def test_themes_assign_their_members_and_leave_the_background_outside() -> None:
    themes = fit_three().themes
    inside = themes.assign(np.eye(DIM, dtype=np.float32)[:3])

    assert [row.theme for row in inside] == [theme.id for theme in themes.themes]
    assert all(row.probability > 0.5 for row in inside)
    assert {row.theme for row in themes.assign(np.eye(DIM, dtype=np.float32)[6:])} == {OUTSIDE}


def test_a_theme_is_as_large_as_the_number_of_paragraphs_that_it_is_given() -> None:
    """Those of its cluster that lie outside are not counted."""
    themes = fit_three(strays=2).themes
    given = Counter(row.theme for row in themes.assign(planted(strays=2)))

    assert given[OUTSIDE] == 2
    assert [theme.size for theme in themes.themes] == [given[theme.id] for theme in themes.themes]


def test_calibration_is_on_people_s_themes_where_enough_were_judged() -> None:
    names = ("border",) * EACH + ("talks",) * EACH + ("border",) * EACH

    assert fit_three(names).calibrated_on == "gold"
    assert fit_three(names[:10]).calibrated_on == "filing"
    assert fit_three(("football",) * 3 * EACH).calibrated_on == "filing"


def test_the_temperature_that_made_the_labels_is_recovered() -> None:
    draw = np.random.default_rng(11)
    cosines = draw.uniform(-0.2, 0.8, size=(4000, 5))
    filing = np.array([draw.choice(5, p=shares) for shares in softmax(cosines / 0.1)])

    assert fit_temperature(cosines, filing) == pytest.approx(0.1, rel=0.1)


def test_floor_and_margin_that_made_the_data_are_recovered() -> None:
    draw = np.random.default_rng(11)
    cosines = draw.uniform(0, 1, size=60_000)
    inside = draw.uniform(size=60_000) < 1 / (1 + np.exp((0.4 - cosines) / 0.08))
    near, far = cosines[inside], cosines[~inside]
    keep = round(len(near) / 9)  # so that the background is a tenth of the whole, as it is weighed

    floor, margin = fit_outside(near, far[:keep])

    shift = 0.08 * np.log(len(far) / keep)  # fewer outside, lower floor
    assert margin == pytest.approx(0.08, rel=0.1)
    assert floor == pytest.approx(0.4 - shift, abs=0.02)


def test_a_background_nearer_than_the_members_is_refused() -> None:
    with pytest.raises(ParleyError, match="as near to the themes") as refusal:
        fit_outside(np.linspace(0.1, 0.5, 50), np.linspace(0.4, 0.9, 20))

    assert "background" in refusal.value.way_out


def test_the_size_of_the_background_changes_nothing_but_its_weight() -> None:
    near, far = np.linspace(0.4, 0.9, 50), np.linspace(0.0, 0.5, 20)

    assert fit_outside(near, np.tile(far, 7)) == pytest.approx(fit_outside(near, far), abs=1e-3)


@given(st.lists(st.text(alphabet="ab ,-!’", max_size=5) | st.just("outside"), max_size=12))
def test_every_theme_has_an_id_of_its_own_that_is_never_outside(names: list[str]) -> None:
    ids = _ids(names)

    assert len(ids) == len(names) == len(set(ids))
    assert not {"", OUTSIDE} & set(ids)
