"""The few lines a training run ends with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.news import STANCES, UNSURE
from models.themes import Themes
from pipelines.label import Labelled, UpToDate
from pipelines.read import Understood
from pipelines.reading import Counts, Quarantined
from pipelines.report.new_themes import new_theme_lines
from pipelines.store import CHAMPION

if TYPE_CHECKING:  # these import MLflow or scipy, which labelling does not wait for
    from pipelines.pretrain import Pretrained
    from pipelines.theme_editing import EditOutcome
    from pipelines.theme_moves import Alignment
    from pipelines.tracking import Run
    from pipelines.train import Trained


def themes_lines(themes: Themes) -> list[str]:
    """Themes with sizes and example phrases, largest first."""
    ordered = sorted(themes.themes, key=lambda theme: (-theme.size, theme.id))
    width = max(len(theme.name) for theme in ordered)
    return [f"  {theme.name:<{width}} {theme.size:5d}   {', '.join(theme.phrases[:4])}" for theme in ordered]


def alignment_lines(alignment: Alignment, edits: Sequence[EditOutcome]) -> list[str]:
    """What became of the champion's themes, and of each edit by hand."""
    fates = Counter[str](move.fate for move in alignment.moves if move.fate != "kept")
    told = [f"  {alignment.told}"]
    if alignment.kept_share is not None:
        told.append(f"  {alignment.kept_share:.0%} of the paragraphs kept their theme{_parts(fates)}")
    return told + [f"  {'' if edit.applied else 'NOT DONE: '}{edit.edit}: {edit.told}" for edit in edits]


def stance_lines(counts: Mapping[str, Counter[str]], most: int = 12) -> list[str]:
    """How often each stance is called toward the targets named most, given the calls by target."""
    ordered = sorted(counts, key=lambda target: (-counts[target].total(), target))[:most]
    names = (*STANCES, UNSURE)
    return [
        f"  {'':<24}" + "".join(f"{name:>9}" for name in names),
        *(f"  {target:<24}" + "".join(f"{counts[target][name]:9d}" for name in names) for target in ordered),
    ]


def score_lines(metrics: dict[str, float]) -> list[str]:
    """The figures to compare runs by."""
    return [
        f"  themes  {metrics['themes.count']:.0f}, coverage {metrics['themes.coverage']:.2f}, "
        f"stability {metrics['themes.stability']:.2f}, F1 against gold {metrics['themes.gold_f1']:.3f}",
        *_stance_scores(metrics),
    ]


def _stance_scores(metrics: dict[str, float]) -> list[str]:
    if "stance.macro_f1" not in metrics:
        return ["  stance  not measured: no labelled pair"]
    return [
        f"  stance  macro-F1 {metrics['stance.macro_f1']:.3f} on articles held out{_beside(metrics)}, "
        f"calibration error {metrics['stance.calibration_error']:.3f}",
        f"          {metrics['stance.unsure_share']:.0%} unsure, the others right in {metrics['stance.sure_accuracy']:.0%}; "
        f"the true stance is among the options in {metrics['stance.options_coverage']:.0%}",
    ]


def _beside(metrics: dict[str, float]) -> str:
    """What macro-F1 is compared with, in brackets; nothing where labels were too few to measure it."""
    names = {"shipped": "as shipped", "tfidf": "TF-IDF", "majority": "majority"}
    told = [
        f"{said} {metrics[key]:.3f}" for name, said in names.items() if (key := f"stance.baseline_{name}_f1") in metrics
    ]
    return f" ({', '.join(told)})" if told else ""


def counts_lines(counts: Counts) -> list[str]:
    """What came in and where it went; both sums add up."""
    lines = [
        f"  {counts.articles_in} articles in = {counts.articles_kept} read + {counts.articles_quarantined} quarantined"
        + _parts(counts.by_cause),
        f"  {counts.pieces_in} pieces in = {counts.paragraphs_kept} paragraphs + {counts.pieces_dropped} dropped "
        f"+ {counts.pieces_quarantined} quarantined",
        f"  paragraphs{_parts(counts.by_kind)}",
        f"  dropped{_parts(counts.by_reason)}",
    ]
    if counts.duplicates:
        lines.append(f"  {counts.duplicates} of the articles repeat another one")
    return lines


def _parts(counted: Mapping[str, int]) -> str:
    """In brackets, the most frequent first."""
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return f" ({', '.join(f'{n} {name}' for name, n in ordered)})" if ordered else ""


def quarantine_lines(first: Sequence[Quarantined], count: int, path: Path | None) -> list[str]:
    """The first few reasons, how many more there are, and where all of them stand."""
    lines = [f"  quarantined {bad.source}: {bad.reason}" for bad in first]
    if count > len(first):
        lines.append(f"  … and {count - len(first)} more quarantined")
    return [*lines, f"  quarantine list: {path}"] if path else lines


def read_summary(done: Understood) -> list[str]:
    """The lines that reading ends with."""
    lines = counts_lines(done.counts)
    lines += quarantine_lines(done.quarantined, done.counts.articles_quarantined, done.quarantine)
    return [
        *lines,
        f"  lines that outlets repeat: {done.repeated}, kept in {done.boilerplate}",
        f"  articles: {done.out}",
    ]


def train_summary(done: Trained) -> list[str]:
    """The lines a training run ends with: themes, stance, figures, and what to do next."""
    return [
        "",
        "Read",
        *counts_lines(done.counts),
        "",
        f"Themes ({len(done.bundle.themes.themes)}): paragraphs, phrases",
        *themes_lines(done.bundle.themes),
        *_sample_lines(done),
        "",
        "Themes beside those of the champion",
        *alignment_lines(done.alignment, done.edits),
        "",
        "Stance toward the targets named most: paragraphs",
        *stance_lines(done.labels.stances),
        "",
        "Stance learnt from labels",
        f"  {done.stance_told}",
        *([f"  {done.curve.told}"] if done.curve else []),
        "",
        "Figures",
        *score_lines(done.metrics),
        "",
        f"Run {done.run_name} ({done.run_id}), model parley version {done.version.number}: {done.version.alias}",
        *(f"  {'passed' if gate.passed else 'FAILED'}: {gate.name} ({gate.why})" for gate in done.version.gates),
        "",
        *_next(done),
    ]


def _sample_lines(done: Trained) -> list[str]:
    places = done.labels.places
    if len(places.drawn) == places.distinct:
        return []
    return [
        f"  learnt from {len(places.drawn):,} of {places.distinct:,} distinct paragraphs, all of which were assigned"
    ]


def _next(done: Trained) -> list[str]:
    label = "label new articles   make label ARTICLES=path OUT=labels.jsonl"
    compare = "compare runs         make ui   (or: parley runs)"
    if done.version.alias == CHAMPION:
        return ["Next", f"  {compare}", f"  {label}"]
    return ["Next", f"  {compare}", f"  use it all the same  parley promote {done.version.number}", f"  {label}"]


def label_summary(done: Labelled | UpToDate, trained_on: Sequence[str]) -> list[str]:
    """The lines a labelling batch ends with; `trained_on` are the articles that the config names."""
    if isinstance(done, UpToDate):
        return [
            f"nothing to do: {done.out} holds the labels of these very articles (model version {done.model.version})",
            "  articles, model, settings and output are those of an earlier run, byte for byte; delete the output to write it anew",
        ]
    lines = counts_lines(done.counts)
    lines += quarantine_lines(done.quarantined, done.counts.articles_quarantined, done.quarantine)
    if done.reused:
        lines.append(f"  went on from an interrupted run: {done.reused} of {done.pieces} pieces were done")
    if done.remembered:
        lines.append(
            f"  {done.remembered} articles were labelled before by this model: their labels were kept (`parley cache`)"
        )
    lines.append(
        f"  {done.calls.stances} stances, {done.calls.unsure} of them unsure; "
        f"{done.calls.not_addressed} actors named and not addressed"
    )
    if done.calls.outside:
        lines.append(f"  {done.calls.outside} paragraphs lie outside all themes")
    lines += new_theme_lines(done.watch, done.out, [*trained_on, *done.paths])
    return [*lines, f"  labels: {done.out} (model version {done.model.version})"]


def pretrain_summary(done: Pretrained) -> list[str]:
    """The lines a pretraining ends with."""
    return [
        "",
        "Macro-F1 over favor, against and neutral, on annotated paragraphs of the beat",
        *(
            f"  {name.removesuffix('_f1').removesuffix('_macro').replace('_', ' '):<16} {value:.3f}"
            for name, value in done.metrics.items()
        ),
        "  (without: no label of the annotated beat was used; article, outlet: held out of the second stage; fresh: on",
        "  paragraphs that share no run of eight words with a text learnt from)",
        f"Weights: {done.out}",
    ]


def runs_table(runs: Sequence[Run]) -> list[str]:
    """Runs newest first, with the figures to compare them by."""
    if not runs:
        return ["no runs yet: train one with `parley train` (or `make train`)"]
    heads = ("started (UTC)", "run", "version", "themes", "stability", "theme F1", "stance F1", "state")
    return [_columns(heads), *(_run_line(run) for run in runs)]


def _run_line(run: Run) -> str:
    figures = [
        run.metrics.get(name, float("nan"))
        for name in ("themes.count", "themes.stability", "themes.gold_f1", "stance.macro_f1")
    ]
    count, *scores = figures
    return _columns(
        (run.started, run.name, run.version, f"{count:.0f}", *(f"{s:.3f}" for s in scores), ", ".join(run.aliases))
    )


def _columns(cells: Sequence[str]) -> str:
    started, name, *figures, state = cells
    return f"{started:<17} {name:<26}" + "".join(f"{cell:>11}" for cell in figures) + f"  {state}"
