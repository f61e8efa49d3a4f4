"""What a run leaves behind in MLflow: metrics, and artifacts one can look at."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import numpy as np

from models.bundle import Bundle, Label
from models.bundle_files import save
from models.news import Article
from models.representatives import representatives
from models.themes import Assignment, centered
from pipelines.boilerplate import IN_BUNDLE, write_learnt
from pipelines.champion import IN_BUNDLE as RETIRED_IDS
from pipelines.champion import write_retired
from pipelines.corpus import Row
from pipelines.evaluate import Metrics, gold_theme_metrics, holder_metrics, theme_metrics
from pipelines.inputs import Inputs
from pipelines.learning import Fitted
from pipelines.novelty import write_closeness
from pipelines.reading.cleaning.learnt import Learnt
from pipelines.report import figures
from pipelines.report.layout import lay_out
from pipelines.report.map_page import map_page
from pipelines.report.map_picture import draw_map
from pipelines.report.pages import labelled_page
from pipelines.report.theme_map import ThemeMap
from pipelines.report.themes_page import ThemesTold, themes_page
from pipelines.rows import label_rows
from pipelines.stance_scores import stance_metrics
from pipelines.theme_fit import Corpus
from pipelines.theme_moves import write_moves

GOLDEN = 24
EXAMPLES = 3


def all_metrics(inputs: Inputs, fitted: Fitted, bundle: Bundle, labels: Sequence[Label]) -> Metrics:
    """Every figure of a run but its cost, under flat names."""
    assigned = bundle.themes.assign(np.stack([row.encoded.vector for row in fitted.gold]))
    background = bundle.themes.assign(bundle.encoders.theme.vectors(inputs.background))
    by_text = {row.text: label for row, label in zip(fitted.rows, labels, strict=True)}
    counts = {f"reading.{name}": value for name, value in inputs.reading.counts.as_metrics().items()}
    return {
        **counts,
        "reading.articles_distinct": float(len(inputs.articles)),
        **theme_metrics(fitted.corpus, bundle.themes, fitted.themes),
        **gold_theme_metrics(inputs.labels, assigned, fitted.themes.became),
        "themes.background_outside": float(np.mean([row.state == "outside" for row in background])),
        **stance_metrics(fitted.pairs, fitted.stance, fitted.addressed),
        **holder_metrics(inputs.labels, by_text),
    }


def write_bundle(fitted: Fitted, bundle: Bundle, labels: Sequence[Label], learnt: Learnt, folder: Path) -> None:
    """Save the bundle with golden paragraphs of every theme, and with the lines its articles were read without."""
    folder.mkdir()
    write_learnt(folder / IN_BUNDLE, learnt)
    write_closeness(folder, fitted.themes.close)
    write_retired(folder / RETIRED_IDS, fitted.themes.retired)
    save(bundle, golden_texts(fitted.rows, labels), folder)


def golden_texts(rows: Sequence[Row], labels: Sequence[Label]) -> list[str]:
    """Some paragraphs of every theme in turn, most targets first, always the same ones."""
    order = sorted(zip(rows, labels, strict=True), key=lambda pair: (-len(pair[1].stances), pair[0].text))
    seen: Counter[str] = Counter()
    ranked = []
    for row, label in order:
        ranked.append((seen[label.theme], row.text))
        seen[label.theme] += 1
    return list(dict.fromkeys(text for _, text in sorted(ranked)))[:GOLDEN]


def write_artifacts(
    inputs: Inputs, fitted: Fitted, bundle: Bundle, labels: Sequence[Label], seed: int, folder: Path
) -> None:
    """Pictures, tables and the labelled training paragraphs."""
    folder.mkdir()
    validation, gold = fitted.stance.validation, fitted.pairs.sides.classes
    drawn = _theme_map(fitted, bundle, seed)
    draw_map(drawn, folder / "theme_map.png")
    (folder / "theme_map.html").write_text(map_page(drawn), encoding="utf-8")
    figures.grain_plot(fitted.themes.found, folder / "granularity.png")
    if gold:
        figures.confusion(gold, validation.called, folder / "stance_confusion.png")
        figures.reliability_plot(validation.sides.probabilities, gold, folder / "stance_reliability.png")
        sure = bundle.stance.calibration.sure
        figures.risk_plot(validation.sides.probabilities, gold, sure, folder / "stance_risk.png")
    if fitted.curve:
        figures.curve_plot(fitted.curve, folder / "stance_curve.png")
    write_moves(fitted.themes.alignment, folder / "alignment.csv")
    grouped = _by_article(inputs, labels)
    examples = _examples(fitted, bundle)
    (folder / "themes.html").write_text(themes_page(_told(fitted, bundle, examples)), encoding="utf-8")
    (folder / "themes.json").write_text(_themes_json(fitted, bundle, examples), encoding="utf-8")
    (folder / "labelled_paragraphs.html").write_text(labelled_page(grouped), encoding="utf-8")
    rows = [row for article, own in grouped for row in label_rows(article, own, "training", "this run")]
    (folder / "labelled_paragraphs.jsonl").write_text(
        "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8"
    )
    quarantined = [asdict(bad) for bad in inputs.reading.quarantined]
    dropped = [{"source": a.source, **asdict(d)} for a in inputs.reading.articles for d in a.dropped]
    (folder / "not_read.json").write_text(
        json.dumps({"quarantined": quarantined, "dropped": dropped}, ensure_ascii=False, indent=1), encoding="utf-8"
    )


def _theme_map(fitted: Fitted, bundle: Bundle, seed: int) -> ThemeMap:
    corpus, themes = fitted.corpus, bundle.themes
    first = {row.text: row.article for row in reversed(fitted.rows)}
    return ThemeMap(
        texts=corpus.texts,
        articles=tuple(first[text] for text in corpus.texts),
        labels=themes.assign(corpus.vectors),
        places=lay_out(corpus.texts, centered(corpus.vectors, themes.center), seed),
        themes=themes.themes,
    )


def _told(fitted: Fitted, bundle: Bundle, examples: dict[str, list[str]]) -> ThemesTold:
    learnt = fitted.themes
    return ThemesTold(
        themes=bundle.themes.themes,
        paragraphs=len(fitted.corpus.texts),
        examples=examples,
        found=learnt.found,
        subthemes=learnt.fit.subthemes,
        seeds=learnt.seeds,
        edits=learnt.edits,
        alignment=learnt.alignment,
    )


def _by_article(inputs: Inputs, labels: Sequence[Label]) -> list[tuple[Article, tuple[Label, ...]]]:
    rest = iter(labels)
    return [(article, tuple(islice(rest, len(article.prose)))) for article in inputs.articles]


def _examples(fitted: Fitted, bundle: Bundle) -> dict[str, list[str]]:
    """Paragraphs that stand for each theme: typical of it, and apart from one another."""
    sample = fitted.themes.sample
    assigned = bundle.themes.assign(sample.vectors)
    return {theme.id: _standing_for(theme.id, sample, assigned) for theme in bundle.themes.themes}


def _standing_for(theme_id: str, sample: Corpus, assigned: Sequence[Assignment]) -> list[str]:
    own = [i for i, row in enumerate(assigned) if row.theme == theme_id]
    probabilities = np.array([assigned[i].probability for i in own])
    chosen = representatives(sample.vectors[own], probabilities, [sample.texts[i] for i in own], EXAMPLES)
    return [sample.texts[own[i]] for i in chosen]


def _themes_json(fitted: Fitted, bundle: Bundle, examples: dict[str, list[str]]) -> str:
    table = {
        "themes": [{**asdict(theme), "examples": examples[theme.id]} for theme in bundle.themes.themes],
        "seed_themes": [asdict(seed) for seed in fitted.themes.seeds],
        "granularities": [
            {**asdict(grain), "chosen": grain == fitted.themes.found.chosen.grain}
            for grain in fitted.themes.found.grains
        ],
        "subthemes": [asdict(own) for own in fitted.themes.fit.subthemes],
        "edits": [asdict(own) for own in fitted.themes.edits],
        "aligned": fitted.themes.alignment.told,
        "calibrated_on": fitted.themes.fit.calibrated_on,
        "floor": asdict(fitted.themes.fit.floor),
    }
    return json.dumps(table, ensure_ascii=False, indent=1)
