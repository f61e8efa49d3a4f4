"""The labelled paragraphs of a run as a page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from models.bundle import Label, TargetStance
from models.news import Article
from pipelines.report.html import page, table

IN_SAMPLE = (
    "Stance was learnt from those of these paragraphs that are labelled, so these calls look better than those for new "
    "articles will be. The run's stance metrics are measured on articles held out."
)


def labelled_page(labelled: Sequence[tuple[Article, Sequence[Label]]], whole: int) -> str:
    """Training paragraphs with their labels, in reading order; the page says so where they are not the `whole` number."""
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
    part = (
        f"<p>{len(rows):,} of {whole:,} paragraphs; labelled_paragraphs.jsonl holds all.</p>"
        if len(rows) < whole
        else ""
    )
    return page(
        "Labelled paragraphs",
        f"<p>{IN_SAMPLE}</p>{part}",
        table(("source", "no.", "paragraph", "theme", "stances"), rows),
    )


def _stances(label: Label) -> str:
    lines = [
        f'<span class="{s.stance}">{escape(s.holder)} → {escape(s.target)}: {_called(s)} {s.probability:.2f}</span>'
        for s in label.stances
    ]
    return "<br>".join(lines)


def _called(stance: TargetStance) -> str:
    return stance.stance if stance.stance == stance.leaning else f"{stance.stance} ({stance.leaning}?)"
