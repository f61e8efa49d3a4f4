"""The pages of a run: whatever an article holds is text on them, and nothing is loaded from elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.bundle import Label, TargetStance
from models.news import Article, Paragraph
from models.themes import Theme
from pipelines.discovery import Discovery, Layer
from pipelines.granularity import Grain
from pipelines.report.pages import labelled_page
from pipelines.report.themes_page import ThemesTold, themes_page
from pipelines.theme_drafts import SeedOutcome
from pipelines.theme_editing import EditOutcome
from pipelines.theme_fit import Subtheme
from pipelines.theme_moves import Alignment, Move, Side, not_aligned

NASTY = st.text(max_size=12) | st.sampled_from(
    [
        '<script src="//x.example/a.js">',
        "</td></table><img src=x onerror=alert(1)>",
        '" onload="x',
        "&lt;script&gt;",
        "<!--",
        "]]>",
        "</style><script>",
    ]
)
TAGS = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "table", "tr", "th", "td", "br", "p", "span"}


class Seen(HTMLParser):
    """The tags and attributes of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def assert_harmless(page: str, *texts: str) -> None:
    seen = Seen(page)
    assert seen.tags <= TAGS
    assert seen.attributes <= {"charset", "http-equiv", "content", "class"}
    assert "<script" not in page.casefold()
    assert page.count("Content-Security-Policy") >= 1
    assert page.index("Content-Security-Policy") < page.index("<body>")
    assert "default-src 'none'" in page
    assert not re.search(r"""<[^>]*\b(src|href)\s*=""", page)
    assert "url(" not in page.split("</style>")[0]
    assert all(text in "".join(seen.text) for text in texts)


@given(text=NASTY, source=NASTY, name=NASTY, holder=NASTY, target=NASTY)
def test_whatever_an_article_holds_is_text_on_the_page_of_labels(
    text: str, source: str, name: str, holder: str, target: str
) -> None:
    article = Article("0", source, None, None, None, None, None, (Paragraph(text, 0, 0, len(text)),), ())
    stance = TargetStance(target, "unsure", 0.45, holder, "against", ("against", "neutral"))
    label = Label("x", name, 0.5, "assigned", None, None, 0.0, (stance,))

    assert_harmless(labelled_page([(article, (label,))], 1), text, source, name, holder, target)


GRAINS = (Grain(4, 0.81, 0.7, 0.9, 0.05), Grain(8, 0.9, 0.85, 0.95, 0.1), Grain(16, 0.6, 0.5, 0.7, 0.08))


def told(
    name: str = "ferries", phrase: str = "late ferry", example: str = "The ferry is late.", seed: str = "harbour"
) -> ThemesTold:
    """A run over 40 paragraphs with two themes, whose chosen layer has 8."""
    filing = np.zeros(40, dtype=np.int64)
    found = Discovery(Layer(GRAINS[1], filing), Layer(GRAINS[0], filing), None, GRAINS, filing > 0)
    move = Move("kept", Side("x", name, 9), Side("x", name, 30), 8, ())
    return ThemesTold(
        themes=(Theme("x", name, (phrase,), 30, True, name), Theme("y", "tides", ("tide",), 5, False)),
        paragraphs=40,
        learnt_from=40,
        examples={"x": [example]},
        found=found,
        subthemes=(Subtheme(phrase, (phrase,), 12, "x"),),
        seeds=(SeedOutcome(seed, "absent", 0, 0.0),),
        edits=(EditOutcome(example, False, seed),),
        alignment=Alignment((move,), 0.875, f"aligned to {seed}"),
    )


@given(name=NASTY, phrase=NASTY, example=NASTY, seed=NASTY)
def test_whatever_a_theme_is_made_of_is_text_on_the_page_of_themes(
    name: str, phrase: str, example: str, seed: str
) -> None:
    assert_harmless(themes_page(told(name, phrase, example, seed)), name, phrase, example, seed)


def test_the_page_of_themes_tells_size_share_broader_and_finer_themes() -> None:
    text = " ".join(Seen(themes_page(told())).text)

    assert "40 distinct paragraphs: 35 in 2 themes, 5 outside." in text
    assert "in: ferries" in text
    assert "75.0%" in text
    assert "late ferry (12)" in text
    assert "87.5% of the paragraphs inside a theme both times kept theirs" in text


def test_the_page_of_themes_says_where_they_were_learnt_from_a_sample() -> None:
    assert "Learnt from" not in themes_page(told())
    assert "Learnt from a sample of 40, in which finer themes are counted; all were assigned." in themes_page(
        replace(told(), paragraphs=1200)
    )


def test_the_page_of_themes_marks_the_granularity_that_was_taken() -> None:
    rows = [re.sub(r"<[^>]*>", " ", row).split() for row in themes_page(told()).split("<tr>")]

    assert ["8", "0.90", "0.85", "to", "0.95", "0.100", f"{GRAINS[1].score:.4f}", "100%", "taken"] in rows
    assert [row[-2:] for row in rows if row[:2] == ["4", "0.81"]] == [["broader", "themes"]]
    assert sum("taken" in row for row in rows) == 1


def test_a_section_without_rows_is_left_out() -> None:
    page = themes_page(replace(told(), seeds=(), edits=(), alignment=not_aligned("no model is registered")))

    assert "Seed themes" not in page
    assert "Edits" not in page
    assert "<p>not aligned: no model is registered.</p>" in page
