"""A labelled paragraph as a row for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from models.bundle import Label
from models.news import Article
from models.why import Reasons


def label_rows(
    article: Article, labels: Sequence[Label], model_version: str, run_id: str, reasons: Sequence[Reasons] | None = None
) -> list[dict[str, Any]]:
    """One row for each paragraph of an article, in order; plain JSON values.

    `reasons`, where asked for: for each paragraph, those of each of its stances (see `reasons_in`).
    """
    whys: Sequence[Reasons | None] = [None] * len(labels) if reasons is None else reasons
    return [
        {
            "article_id": article.id,
            "source": article.source,
            "outlet": article.outlet,
            "date": article.date,
            "title": article.title,
            "duplicate_of": article.duplicate_of,
            "paragraph": paragraph.index,
            "kind": paragraph.kind,
            "start": paragraph.start,
            "end": paragraph.end,
            "text": paragraph.text,
            "theme": label.theme,
            "theme_name": label.theme_name,
            "theme_probability": label.theme_probability,
            "theme_state": label.theme_state,
            "theme_parent": label.theme_parent,
            "second_theme": label.second_theme,
            "second_probability": label.second_probability,
            "stances": _stances(label, why),
            "not_addressed": list(label.not_addressed),
            "model_version": model_version,
            "run_id": run_id,
        }
        for paragraph, label, why in zip(article.prose, labels, whys, strict=True)
    ]


def _stances(label: Label, why: Reasons | None) -> list[dict[str, Any]]:
    rows = [{**asdict(stance), "options": list(stance.options)} for stance in label.stances]
    if why is None:
        return rows
    return [{**row, "why": [asdict(reason) for reason in own]} for row, own in zip(rows, why, strict=True)]
