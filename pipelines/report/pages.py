"""Tables of a run as single-file HTML: everything escaped, no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from models.bundle import Label
from models.news import Article
from models.themes import Themes
from pipelines.theme_drafts import SeedOutcome

STYLE = (
    "body{font:14px/1.45 system-ui,sans-serif;margin:1.5em;color:#222}table{border-collapse:collapse}"
    "td,th{border-bottom:1px solid #ddd;padding:.35em .6em;text-align:left;vertical-align:top}"
    "th{background:#f5f5f5;position:sticky;top:0}"
    ".against{color:#b3261e}.favor{color:#1a7f37}.neutral{color:#666}"
)
IN_SAMPLE = (
    "Stance was learnt from those of these paragraphs that are labelled, so these calls look better than those for new "
    "articles will be. The run's stance metrics are measured on articles held out."
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def themes_page(themes: Themes, seeds: Sequence[SeedOutcome], examples: Mapping[str, Sequence[str]]) -> str:
    """Every theme with its size, phrases and example paragraphs; then what became of the seed themes."""
    rows = [
        [
            escape(t.name),
            str(t.size),
            "seed" if t.seed else "emergent",
            escape(", ".join(t.phrases)),
            "<br><br>".join(map(escape, examples.get(t.id, ()))),
        ]
        for t in sorted(themes.themes, key=lambda theme: (-theme.size, theme.id))
    ]
    outcomes = [[escape(seed.name), seed.state, str(seed.anchors), f"{seed.cosine:.2f}"] for seed in seeds]
    return _page(
        "Themes",
        _table(("theme", "paragraphs", "name from", "phrases", "most typical paragraphs"), rows),
        "<h2>Seed themes</h2>",
        _table(("seed theme", "state", "anchoring paragraphs", "mean cosine"), outcomes),
    )


def labelled_page(labelled: Iterable[tuple[Article, Sequence[Label]]]) -> str:
    """Every training paragraph with its label, in reading order."""
    rows = [
        [
            escape(article.source),
            str(p.index),
            escape(p.text),
            f"{escape(label.theme_name)}<br>{label.theme_probability:.2f} {label.theme_state}",
            _stances(label),
        ]
        for article, labels in labelled
        for p, label in zip(article.prose, labels, strict=True)
    ]
    return _page(
        "Labelled paragraphs", f"<p>{IN_SAMPLE}</p>", _table(("source", "no.", "paragraph", "theme", "stances"), rows)
    )


def _stances(label: Label) -> str:
    lines = [
        f'<span class="{s.stance}">{escape(s.holder)} → {escape(s.target)}: {s.stance} {s.probability:.2f}</span>'
        for s in label.stances
    ]
    return "<br>".join(lines)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are HTML already: whoever builds them escapes what comes from articles."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<table><tr>{top}</tr>\n{body}</table>"


def _page(title: str, *parts: str) -> str:
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    head = f'<meta charset="utf-8">{policy}<title>{escape(title)}</title><style>{STYLE}</style>'
    return f"<!doctype html><html><head>{head}</head><body><h1>{escape(title)}</h1>{''.join(parts)}</body></html>\n"
