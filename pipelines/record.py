"""What a run leaves behind in MLflow: metrics, and artifacts one can look at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import numpy as np

from models.bundle import Bundle
from models.bundle_files import save
from models.representatives import representatives
from models.themes import Assignment, centered
from pipelines.boilerplate import IN_BUNDLE, write_learnt
from pipelines.champion import IN_BUNDLE as RETIRED_IDS
from pipelines.champion import write_retired
from pipelines.corpus_labels import CorpusLabels, labelled
from pipelines.evaluate import Metrics, gold_theme_metrics, holder_metrics, theme_metrics
from pipelines.inputs import Inputs
from pipelines.learning import Fitted
from pipelines.novelty import write_closeness
from pipelines.outputs import write_jsonl
from pipelines.reading.batch import Batch
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

EXAMPLES = 3
# A list of what was left out is for a person to look into: of a year of news it would be a file of hundreds of megabytes.
LISTED = 20_000


def write_labels(inputs: Inputs, fitted: Fitted, bundle: Bundle, folder: Path) -> CorpusLabels:
    """Label the corpus and write each paragraph's row as it is made."""
    told = CorpusLabels(fitted.places, {label.text for label in inputs.labels})
    rows = (
        row
        for article, own in told.counting(labelled(inputs.articles, bundle))
        for row in label_rows(article, own, "training", "this run")
    )
    write_jsonl(rows, folder / "labelled_paragraphs.jsonl")
    return told


def all_metrics(inputs: Inputs, fitted: Fitted, bundle: Bundle, told: CorpusLabels) -> Metrics:
    """Every figure of a run but its cost, under flat names."""
    assigned = bundle.themes.assign(np.stack([row.encoded.vector for row in fitted.gold]))
    background = bundle.themes.assign(bundle.encoders.theme.vectors(inputs.background))
    counts = {f"reading.{name}": value for name, value in inputs.batch.counts.as_metrics().items()}
    return {
        **counts,
        "reading.articles_distinct": float(len(inputs.articles)),
        **theme_metrics(told.states, bundle.themes, fitted.themes),
        **gold_theme_metrics(inputs.labels, assigned, fitted.themes.became),
        "themes.background_outside": float(np.mean([row.state == "outside" for row in background])),
        **stance_metrics(fitted.pairs, fitted.stance, fitted.addressed),
        **holder_metrics(inputs.labels, told.of_gold),
    }


def write_bundle(fitted: Fitted, bundle: Bundle, golden: Sequence[str], learnt: Learnt, folder: Path) -> None:
    """Save the bundle with golden paragraphs, and with the lines its articles were read without."""
    folder.mkdir()
    write_learnt(folder / IN_BUNDLE, learnt)
    write_closeness(folder, fitted.themes.close)
    write_retired(folder / RETIRED_IDS, fitted.themes.retired)
    save(bundle, golden, folder)


def write_artifacts(
    inputs: Inputs, fitted: Fitted, bundle: Bundle, told: CorpusLabels, seed: int, folder: Path
) -> None:
    """Pictures and tables; of a corpus too large to show, a part that says so."""
    drawn = _theme_map(fitted, bundle, seed)
    draw_map(drawn, folder / "theme_map.png")
    (folder / "theme_map.html").write_text(map_page(drawn), encoding="utf-8")
    figures.grain_plot(fitted.themes.found, folder / "granularity.png")
    _draw_stance(fitted, bundle, folder)
    write_moves(fitted.themes.alignment, folder / "alignment.csv")
    examples = _examples(fitted, bundle)
    (folder / "themes.html").write_text(themes_page(_told(fitted, bundle, examples)), encoding="utf-8")
    (folder / "themes.json").write_text(_themes_json(fitted, bundle, examples), encoding="utf-8")
    page = labelled_page(told.shown, told.paragraphs)
    (folder / "labelled_paragraphs.html").write_text(page, encoding="utf-8")
    (folder / "not_read.json").write_text(_not_read(inputs.batch), encoding="utf-8")


def _draw_stance(fitted: Fitted, bundle: Bundle, folder: Path) -> None:
    """How stance came out on articles held out, where there are labels to tell."""
    validation, gold = fitted.stance.validation, fitted.pairs.sides.classes
    if gold:
        figures.confusion(gold, validation.called, folder / "stance_confusion.png")
        figures.reliability_plot(validation.sides.probabilities, gold, folder / "stance_reliability.png")
        sure = bundle.stance.calibration.sure
        figures.risk_plot(validation.sides.probabilities, gold, sure, folder / "stance_risk.png")
    if fitted.curve:
        figures.curve_plot(fitted.curve, folder / "stance_curve.png")


def _not_read(batch: Batch) -> str:
    """What was left out, the first LISTED of each kind, and how much in all."""
    dropped = ({"source": a.source, **asdict(d)} for a in batch.articles() for d in a.dropped)
    table = {
        "quarantined_in_all": batch.counts.articles_quarantined,
        "dropped_in_all": batch.counts.pieces_dropped,
        "quarantined": [asdict(bad) for bad in islice(batch.quarantined(), LISTED)],
        "dropped": list(islice(dropped, LISTED)),
    }
    return json.dumps(table, ensure_ascii=False, indent=1)


def _theme_map(fitted: Fitted, bundle: Bundle, seed: int) -> ThemeMap:
    corpus, themes = fitted.sample.corpus, bundle.themes
    return ThemeMap(
        texts=corpus.texts,
        articles=fitted.sample.articles,
        labels=themes.assign(corpus.vectors),
        places=lay_out(corpus.texts, centered(corpus.vectors, themes.center), seed),
        themes=themes.themes,
        whole=fitted.places.distinct,
    )


def _told(fitted: Fitted, bundle: Bundle, examples: dict[str, list[str]]) -> ThemesTold:
    learnt = fitted.themes
    return ThemesTold(
        themes=bundle.themes.themes,
        paragraphs=fitted.places.distinct,
        learnt_from=len(fitted.sample.corpus.texts),
        examples=examples,
        found=learnt.found,
        subthemes=learnt.fit.subthemes,
        seeds=learnt.seeds,
        edits=learnt.edits,
        alignment=learnt.alignment,
    )


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
