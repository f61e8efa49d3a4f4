"""The theme map as one page that needs nothing else: no network, no library.

Texts of articles reach it as JSON in which no tag can begin, and are shown as text. Its own script and style are named by
digest in its security policy, so nothing else runs and nothing is loaded. Plot libraries were weighed (docs/themes.md).
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from importlib.resources import files

import numpy as np

from models.news import OUTSIDE, Article
from pipelines.report.colours import OUTSIDE_GREY
from pipelines.report.theme_map import Spot, ThemeMap

STYLE, SCRIPTS = "theme_map.css", ("canvas.js", "labels.js", "panel.js")
STATES = ("core", "assigned", "outside")
# Places become integers up to here: finer than a screen shows at first, and short to write.
EXTENT = 10_000
# A paragraph's text is cut after so many characters, and all texts after so many: the page of any corpus stays near 40 MB.
LONGEST, MOST_TEXT = 300, 30_000_000


def map_page(drawn: ThemeMap) -> str:
    """The map as a single HTML page, the same for the same paragraphs in any order."""
    style, script = _asset(STYLE), "".join(map(_asset, SCRIPTS))
    policy = (
        f"default-src 'none'; script-src {_named(script)}; style-src {_named(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    longest = min(LONGEST, MOST_TEXT // max(1, len(drawn.texts)))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>Theme map</title><style>{style}</style></head><body>{_body(drawn, longest)}"
        f'<script type="application/json" id="data">{_json(_data(drawn, longest))}</script>'
        f"<script>{script}</script></body></html>\n"
    )


def _body(drawn: ThemeMap, longest: int) -> str:
    outside = sum(label.state == "outside" for label in drawn.labels)
    notes = [
        f"{drawn.part}, {len(drawn.themes)} themes, {outside:,} paragraphs outside all.",
        "What lies near is alike; the layout is for the eye, and decides nothing. Large dots are core members.",
    ]
    if any(len(text) > longest for text in drawn.texts):
        notes.append(f"Texts are cut after {longest} characters here, for the search too.")
    return (
        '<main><canvas id="points"></canvas><canvas id="marks" role="img" aria-label="map of paragraphs"></canvas>'
        '<div class="tools"><button id="closer" title="zoom in">+</button><button id="farther" title="zoom out">−</button>'
        '<button id="whole" title="all themes, whole map">all</button></div><div id="card" hidden></div></main>'
        f"<aside><h1>Theme map</h1>{''.join(f'<p>{escape(note)}</p>' for note in notes)}"
        '<input id="search" type="search" placeholder="find words" aria-label="find words">'
        '<p id="told" role="status"></p><div id="legend"></div></aside>'
    )


def _data(drawn: ThemeMap, longest: int) -> dict[str, object]:
    """What the script reads; lists run over paragraphs, in the order of their texts' digests."""
    order = sorted(range(len(drawn.texts)), key=lambda i: hashlib.sha256(drawn.texts[i].encode()).digest())
    labels, told = [drawn.labels[i] for i in order], [_told(drawn.articles[i]) for i in order]
    articles = {article: number for number, article in enumerate(sorted(set(told)))}
    themes = {theme: number for number, theme in enumerate((*(spot.theme.id for spot in drawn.spots), OUTSIDE))}
    across, down = np.rint(drawn.places[order] * EXTENT).astype(np.int64).T.tolist()
    return {
        "width": max(across),
        "height": max(down),
        "themes": [*map(_spot, drawn.spots), _outside(drawn)],
        "articles": list(articles),
        "x": across,
        "y": down,
        "theme": [themes[label.theme] for label in labels],
        "second": [-1 if label.second is None else themes[label.second] for label in labels],
        "probability": [round(label.probability, 2) for label in labels],
        "state": [STATES.index(label.state) for label in labels],
        "article": [articles[article] for article in told],
        "text": [_cut(drawn.texts[i], longest) for i in order],
    }


def _spot(spot: Spot) -> dict[str, object]:
    return {"name": spot.theme.name, "parent": spot.theme.parent, "colour": spot.colour, "count": spot.count}


def _outside(drawn: ThemeMap) -> dict[str, object]:
    return {"name": "outside all themes", "colour": OUTSIDE_GREY, "count": len(drawn.members(OUTSIDE)), "outside": True}


def _told(article: Article) -> str:
    """What is known of an article, in one line."""
    return " · ".join(part for part in (article.title, article.outlet, article.date, article.source) if part)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest].rstrip()} …"


def _json(data: dict[str, object]) -> str:
    """JSON in which no tag begins, so that none can end the element around it."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _named(source: str) -> str:
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _asset(name: str) -> str:
    return files("pipelines.report").joinpath("assets", name).read_text(encoding="utf-8")
