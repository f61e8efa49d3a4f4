"""From clusters to themes: seed themes anchored or absent, the others named from their phrases, all calibrated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encoder import Vectors, unit
from models.news import OUTSIDE
from models.themes import tempered
from pipelines.discovery import Discovery, Layer
from pipelines.granularity import Grain
from pipelines.seed_themes import SeedTheme
from pipelines.theme_alignment import Candidate
from pipelines.theme_calibration import Judged, fit_floor, fit_sureness
from pipelines.theme_drafts import SeedFit, SeedOutcome, discriminants_of, draft_themes
from pipelines.theme_fit import Corpus, Known, ThemeFit, fit_themes, provisional_names, sized

EACH, DIM = 20, 12
WORDS = (
    "the convoys waited at the frozen crossing",
    "the negotiators met in the quiet hotel",
    "the bakers raised the price of the bread",
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


def background() -> Vectors:
    return unit(np.eye(DIM)[6:] + np.random.default_rng(4).normal(scale=0.05, size=(DIM - 6, DIM)))


def encode(phrases: Sequence[str]) -> Vectors:
    """A phrase lies where the cluster with its words does."""
    place = [next((k for k, words in enumerate(WORDS) if phrase.split()[-1] in words), 5) for phrase in phrases]
    return unit(np.eye(DIM)[place] + 0.0)


def layer(filing: np.ndarray) -> Layer:
    return Layer(Grain(int(filing.max()) + 1, 1.0, 1.0, 1.0, 0.5), filing)


def drafts_of(vectors: Vectors) -> tuple[list[Candidate], tuple[SeedOutcome, ...]]:
    fit = np.where(np.eye(3)[TRUTH] > 0, 1.5, -0.5) * np.array([1, 1, 0])
    return draft_themes(vectors, layer(TRUTH), SeedFit(SEEDS, fit, unit(np.eye(DIM)[[0, 1, 5]] + 0.0), 0.5))


def fit_three(names: tuple[str, ...] = (), strays: int = 0, far: Vectors | None = None) -> ThemeFit:
    """Three planted clusters; seeds for the first two and one that nothing is about. `names` are people's.

    The coarser layer holds the first two together; the finer one cuts each in two.
    """
    vectors = planted(strays)
    texts = tuple(f"{WORDS[k]} on day {i}" for i, k in enumerate(TRUTH))
    cored = np.arange(3 * EACH) < 3 * EACH - strays
    found = Discovery(layer(TRUTH), layer(TRUTH // 2), layer(2 * TRUTH + np.arange(3 * EACH) % 2), (), cored)
    judged = Judged(texts[: len(names)], vectors[: len(names)], names)
    known = Known(background() if far is None else far, judged, ("Iran",), encode)
    corpus = Corpus(texts, vectors, tuple(f"a{i}" for i in range(3 * EACH)), np.arange(3 * EACH) % 5)
    drafts = drafts_of(vectors)[0]
    named = [
        replace(own, name=name, id=name)
        for own, name in zip(drafts, provisional_names(corpus, drafts, known), strict=True)
    ]
    return fit_themes(corpus, found, named, cored, known)


def test_a_seed_that_paragraphs_are_about_is_found_and_one_that_none_is_about_is_absent() -> None:
    drafts, seeds = drafts_of(planted())

    assert [(seed.name, seed.state) for seed in seeds] == [
        ("border", "found"),
        ("talks", "found"),
        ("football", "absent"),
    ]
    assert [(draft.name, draft.seed) for draft in drafts] == [("border", True), ("talks", True), (None, False)]
    assert [seed.anchors for seed in seeds] == [EACH, EACH, 0]


def test_a_cluster_without_a_seed_is_named_from_its_own_phrases() -> None:
    (emergent,) = [theme for theme in fit_three().themes.themes if not theme.seed]

    assert set(emergent.name.replace(" and ", " ").split()) <= set(WORDS[2].split())
    assert emergent.size == EACH


def test_themes_assign_their_members_and_leave_the_background_outside() -> None:
    themes = fit_three().themes
    inside = themes.assign(np.eye(DIM, dtype=np.float32)[:3])

    assert [row.theme for row in inside] == [theme.id for theme in themes.themes]
    assert all(row.probability > 0.5 for row in inside)
    assert {row.theme for row in themes.assign(np.eye(DIM, dtype=np.float32)[6:])} == {OUTSIDE}


def test_a_stray_paragraph_among_those_learnt_from_is_outside_and_not_sized() -> None:
    vectors = planted(strays=2)
    themes = fit_three(strays=2).themes
    given = Counter(row.theme for row in themes.assign(vectors))
    themes = sized(themes, given)

    assert given[OUTSIDE] == 2
    assert [theme.size for theme in themes.themes] == [given[theme.id] for theme in themes.themes]


def test_themes_that_lie_in_one_broader_theme_name_it_and_one_that_lies_alone_names_none() -> None:
    parents = [theme.parent for theme in fit_three().themes.themes]

    assert parents[0] == parents[1] is not None
    assert parents[2] is None
    assert parents[0] not in {theme.name for theme in fit_three().themes.themes}


def test_every_finer_theme_lies_in_the_theme_that_holds_it() -> None:
    fitted = fit_three()

    assert [own.theme for own in fitted.subthemes] == [theme.id for theme in fitted.themes.themes for _ in range(2)]
    assert [own.size for own in fitted.subthemes] == [EACH // 2] * 6


def test_calibration_is_on_people_s_themes_where_enough_were_judged() -> None:
    names = ("border",) * EACH + ("talks",) * EACH + ("border",) * EACH

    assert fit_three(names).calibrated_on == "gold"
    assert fit_three(names[:10]).calibrated_on == "filing"
    assert fit_three(("football",) * 3 * EACH).calibrated_on == "filing"


@pytest.mark.parametrize("doubt", [0.0, 0.2])
def test_the_temperature_and_the_doubt_that_made_the_labels_are_recovered(doubt: float) -> None:
    draw = np.random.default_rng(11)
    scores = draw.uniform(-0.2, 0.8, size=(6000, 5))
    filing = np.array([draw.choice(5, p=shares) for shares in tempered(scores, 0.1, doubt)])

    found = fit_sureness(scores, filing)

    assert found.temperature == pytest.approx(0.1, rel=0.15)
    assert found.doubt == pytest.approx(doubt, abs=0.04)


near = st.lists(st.floats(0.3, 0.95), min_size=30, max_size=80).map(np.array)
far = st.lists(st.floats(-0.2, 0.95), min_size=5, max_size=30).map(np.array)


@given(near, far)
def test_at_most_four_in_a_hundred_of_the_corpus_lie_below_the_floor(own: np.ndarray, background: np.ndarray) -> None:
    floor = fit_floor(own, background)

    assert (own < floor.floor - 1e-6).mean() <= 0.04 + 1 / len(own)
    assert floor.margin > 0.0
    assert np.isfinite([floor.floor, floor.margin]).all()


def test_a_background_that_lies_apart_teaches_the_floor() -> None:
    assert fit_floor(np.linspace(0.4, 0.9, 100), np.linspace(0.0, 0.2, 20)).taught_by == "background"


def test_a_background_amid_the_corpus_teaches_nothing_and_the_fit_says_so() -> None:
    """As when a corpus is itself about sport and business."""
    floor = fit_floor(np.linspace(0.4, 0.9, 100), np.linspace(0.3, 0.9, 20))

    assert floor.taught_by == "corpus"
    assert floor.floor == pytest.approx(0.42, abs=0.01)


def test_most_of_the_corpus_is_surely_inside() -> None:
    own = np.linspace(0.4, 0.9, 100)
    floor = fit_floor(own, np.linspace(0.0, 0.2, 20))

    assert (1 / (1 + np.exp((floor.floor - np.median(own)) / floor.margin))) >= 0.98


def test_a_theme_of_unlike_parts_holds_both_and_not_what_lies_between() -> None:
    """As when a person merges two themes that are not alike."""
    vectors = planted()
    parts = [TRUTH == 0, TRUTH == 1]
    merged = Candidate("both", "both", False, parts[0] | parts[1], None, tuple(parts))
    learnt = discriminants_of(
        vectors, [merged, Candidate("c", "c", False, TRUTH == 2)], np.zeros(DIM, np.float32), np.eye(DIM)
    )

    assert learnt.owners.tolist() == [0, 0, 1]
    assert np.array_equal(learnt.nearest(vectors), np.where(TRUTH == 2, 1, 0))
