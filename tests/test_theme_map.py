"""The theme map: offline, harmless whatever articles hold, and the same for the same paragraphs in any order."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from models.encoder import unit
from models.news import OUTSIDE, Article
from models.themes import Assignment, Theme
from pipelines.report import layout
from pipelines.report.colours import OUTSIDE_GREY, PALETTE, theme_colours
from pipelines.report.layout import lay_out, nearest
from pipelines.report.map_page import LONGEST, MOST_TEXT, map_page
from pipelines.report.map_picture import densest, draw_map
from pipelines.report.theme_map import ThemeMap

NASTY = st.text(max_size=12) | st.sampled_from(
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>",
        "\u2028",
        '"},"x":[',
        "</ScRiPt >",
        "\\",
        "&lt;/script>",
    ]
)
DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.S)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def article(title: str = "A ferry runs late", source: str = "ferry.html") -> Article:
    return Article("0", source, title, "The Harbour Post", "2024-05-06", None, None, (), ())


def a_map(texts: tuple[str, ...], name: str = "ferries", title: str = "A ferry runs late") -> ThemeMap:
    """The paragraphs in turn in the first theme, in the second and outside, on a circle."""
    themes = (Theme("one", name, ("ferry",), 0, True), Theme("two", "harbour fees", ("fee",), 0, False, "the port"))
    states = (
        Assignment("one", 0.91, "core", "two", 0.05),
        Assignment("two", 0.62, "assigned", "one", 0.3),
        Assignment(OUTSIDE, 0.8, "outside", None, 0.0),
    )
    turns = np.linspace(0, 2 * np.pi, len(texts), endpoint=False)
    places = (0.5 + 0.5 * np.column_stack([np.cos(turns), np.sin(turns)])).astype(np.float32)
    labels = tuple(states[i % 3] for i in range(len(texts)))
    return ThemeMap(texts, tuple(article(title) for _ in texts), labels, places, themes, len(texts))


def shuffled(drawn: ThemeMap, order: list[int]) -> ThemeMap:
    return replace(
        drawn,
        texts=tuple(drawn.texts[i] for i in order),
        articles=tuple(drawn.articles[i] for i in order),
        labels=tuple(drawn.labels[i] for i in order),
        places=drawn.places[order],
    )


def data_of(page: str) -> dict[str, list[object]]:
    found = DATA.search(page)
    assert found
    return dict(json.loads(found.group(1)))


def gaussian(rows: int, seed: int = 0) -> tuple[list[str], np.ndarray[tuple[int, int], np.dtype[np.float32]]]:
    """Texts and unit rows in three groups."""
    draw = np.random.default_rng(seed)
    middles = np.eye(3, 16)[np.arange(rows) % 3]
    return [f"Paragraph number {i}." for i in range(rows)], unit(middles + 0.2 * draw.normal(size=(rows, 16)))


@given(text=NASTY, name=NASTY, title=NASTY)
def test_whatever_an_article_holds_is_data_on_the_map(text: str, name: str, title: str) -> None:
    page = map_page(a_map((text, "The pier is closed."), name, title))
    data = data_of(page)

    assert page.casefold().count("<script") == page.casefold().count("</script") == 2
    assert "<!--" not in page
    assert text in data["text"]
    assert name in {theme["name"] for theme in data["themes"] if isinstance(theme, dict)}


def test_the_policy_of_the_page_allows_its_own_script_and_style_and_nothing_else() -> None:
    page = map_page(a_map(("One.", "Two.", "Three.")))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    script, style = page.rsplit("<script>", 1)[1].split("</script>")[0], page.split("<style>")[1].split("</style>")[0]
    digests = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (script, style)]

    assert policy
    assert policy.group(1) == (
        f"default-src 'none'; script-src 'sha256-{digests[0]}'; style-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_the_page_loads_nothing() -> None:
    page = map_page(a_map(("One.", "Two.", "Three.")))

    assert not re.search(r"https?:|//[a-z]|\b(src|href)\s*=|url\(|@import|import\(|fetch\(|XMLHttp|WebSocket", page)
    assert "innerHTML" not in page
    assert " style=" not in page


def test_the_map_counts_the_paragraphs_of_each_theme_largest_first() -> None:
    data = data_of(map_page(a_map(tuple(f"Paragraph {i}." for i in range(8)))))

    assert [(theme["name"], theme["count"]) for theme in data["themes"] if isinstance(theme, dict)] == [
        ("ferries", 3),
        ("harbour fees", 3),
        ("outside all themes", 2),
    ]
    assert all(len(data[key]) == 8 for key in ("x", "y", "theme", "second", "probability", "state", "article", "text"))
    assert data["articles"] == ["A ferry runs late · The Harbour Post · 2024-05-06 · ferry.html"]


def test_a_map_of_a_sample_says_so() -> None:
    drawn = a_map(("One.", "Two.", "Three."))

    assert "3 distinct paragraphs, 2 themes" in map_page(drawn)
    assert "3 of 1,200 distinct paragraphs, a sample of every outlet and month, 2 themes" in map_page(
        replace(drawn, whole=1200)
    )


def test_a_theme_without_paragraphs_stands_in_the_list() -> None:
    drawn = a_map(("The pier is closed.",))

    assert [spot.count for spot in drawn.spots] == [1, 0]
    assert '"count":0' in map_page(drawn)


@given(st.permutations(range(7)))
def test_the_page_is_the_same_for_the_same_paragraphs_in_any_order(order: list[int]) -> None:
    drawn = a_map(tuple(f"Paragraph {i}." for i in range(7)))

    assert map_page(shuffled(drawn, order)) == map_page(drawn)


def test_a_long_text_is_cut_and_the_page_says_so() -> None:
    long = "word " * 200

    assert f"cut after {LONGEST} characters" in map_page(a_map((long,)))
    assert "cut after" not in map_page(a_map(("Short.",)))
    assert len(str(data_of(map_page(a_map((long,))))["text"][0])) <= LONGEST + 2


def test_the_texts_of_many_paragraphs_are_cut_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.report.map_page.MOST_TEXT", 1_000)
    page = map_page(a_map(tuple(f"{i} {'word ' * 20}" for i in range(50))))

    assert MOST_TEXT >= 100_000 * LONGEST
    assert "cut after 20 characters" in page


def test_the_layout_of_a_paragraph_does_not_hang_on_the_order_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither for those that are laid out, nor for those that go beside them."""
    monkeypatch.setattr(layout, "SAMPLE", 60)
    monkeypatch.setattr(layout, "BLOCK", 16)
    texts, vectors = gaussian(90)
    order = np.random.default_rng(1).permutation(len(texts))

    places = lay_out(texts, vectors, 7)

    np.testing.assert_array_equal(lay_out([texts[i] for i in order], vectors[order], 7), places[order])
    assert places.min() == 0.0
    assert places.max() == 1.0


def test_paragraphs_beyond_the_sample_lie_among_their_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "SAMPLE", 60)
    texts, vectors = gaussian(150)

    places = lay_out(texts, vectors, 7)

    groups = np.arange(150) % 3
    middles = np.stack([np.median(places[groups == k], axis=0) for k in range(3)])
    closest = np.linalg.norm(places[:, None] - middles[None], axis=2).argmin(axis=1)
    assert (closest == groups).mean() > 0.97


def test_the_nearest_of_a_sample_are_exact_and_in_order() -> None:
    _, vectors = gaussian(40)

    indices, cosines = nearest(vectors, vectors, 6)

    expected = np.sort(vectors @ vectors.T, axis=1)[:, ::-1][:, :6]
    np.testing.assert_allclose(cosines, expected, atol=1e-6)
    np.testing.assert_array_equal(indices[:, 0], np.arange(40))


def test_colours_are_distinct_and_none_is_that_of_outside() -> None:
    assert len(set(PALETTE)) == len(PALETTE) == 60
    assert OUTSIDE_GREY not in PALETTE
    assert theme_colours(61)[60] == PALETTE[0]


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.floats(0, 1, width=32)), min_size=1, max_size=30))
def test_the_densest_place_lies_among_the_places(places: list[tuple[float, float]]) -> None:
    rows = np.array(places, dtype=np.float32)

    found = np.array(densest(rows))

    assert (rows.min(axis=0) <= found).all()
    assert (found <= rows.max(axis=0)).all()


def test_the_densest_place_is_not_the_empty_middle_of_two_groups() -> None:
    rows = np.array([[0.1, 0.1]] * 5 + [[0.9, 0.9]] * 4, dtype=np.float32)

    assert densest(rows) == pytest.approx((0.1, 0.1))


def test_the_picture_bears_names_with_signs_that_could_be_formulas(tmp_path: Path) -> None:
    drawn = a_map(tuple(f"Paragraph {i}." for i in range(40)), name="fees of $5 and $_{6")

    draw_map(drawn, tmp_path / "map.png")

    with Image.open(tmp_path / "map.png") as picture:
        colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20) or []}
    wanted = {tuple(bytes.fromhex(colour[1:])) for colour in (*theme_colours(2), OUTSIDE_GREY)}
    assert wanted <= colours


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to open the page in")
def test_a_browser_shows_the_list_of_themes_and_runs_no_text(tmp_path: Path) -> None:
    """What is shown after the page's own script has run under its own policy."""
    bad = "</script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    (tmp_path / "map.html").write_text(map_page(a_map((bad, "Two.", "Three.", "Four."), name=bad)), encoding="utf-8")

    done = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--virtual-time-budget=3000", "--dump-dom",
         f"--user-data-dir={tmp_path}/profile", f"file://{tmp_path}/map.html"],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip

    assert "<title>Theme map</title>" in done.stdout
    assert done.stdout.count('class="theme"') == 3
    assert "2 · 50.0 %" in done.stdout
    assert "&lt;img src=x onerror=" in done.stdout
