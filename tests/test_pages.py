"""The pages of a run: whatever an article holds is text on them, and nothing is loaded from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.bundle import Label, TargetStance
from models.news import Article, Paragraph
from models.themes import Theme, Themes
from pipelines.report.pages import labelled_page, themes_page
from pipelines.theme_drafts import SeedOutcome

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
    label = Label("x", name, 0.5, "assigned", (TargetStance(target, "against", 0.7, holder),))

    assert_harmless(labelled_page([(article, (label,))]), text, source, name, holder, target)


@given(name=NASTY, phrase=NASTY, example=NASTY, seed=NASTY)
def test_whatever_a_theme_is_made_of_is_text_on_the_page_of_themes(
    name: str, phrase: str, example: str, seed: str
) -> None:
    row, one = np.ones((1, 2), dtype=np.float32), np.ones(1)
    themes = Themes((Theme("x", name, (phrase,), 3, False),), row[0], row, row, one, 0.0, 1.0, 1.0)

    assert_harmless(
        themes_page(themes, [SeedOutcome(seed, "absent", 0, 0.0)], {"x": [example]}), name, phrase, example, seed
    )
