"""The themes of a run as a page: what they are, why so many, and what became of seed themes, edits and old themes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from models.themes import Theme
from pipelines.discovery import Discovery
from pipelines.granularity import NEAR, Grain
from pipelines.report.html import page, section
from pipelines.theme_drafts import SeedOutcome
from pipelines.theme_editing import EditOutcome
from pipelines.theme_fit import Subtheme
from pipelines.theme_moves import Alignment

THEMES = ("theme", "paragraphs", "share", "name from", "phrases", "finer themes", "paragraphs that stand for it")
GRAINS = ("themes", "stability", "nine tenths of resamples", "separation", "score", "of the best", "")
MOVES = ("before", "paragraphs", "became", "now", "paragraphs", "shared")
ALIGNED = "Aligned with the champion"
WHY = (
    "How far themes lie apart (separation: mean silhouette) times the share of paragraphs that would be filed so again (the root "
    f"of stability, an adjusted Rand index). Taken is the finest of those allowed that come within {1 - NEAR:.0%} of the best "
    "score, unless the config asks for another layer."
)


@dataclass(frozen=True, slots=True)
class ThemesTold:
    """What the page tells of a run with so many distinct paragraphs, of which so many were learnt from; `examples` are
    texts by theme id.
    """

    themes: Sequence[Theme]
    paragraphs: int
    learnt_from: int
    examples: Mapping[str, Sequence[str]]
    found: Discovery
    subthemes: Sequence[Subtheme]
    seeds: Sequence[SeedOutcome]
    edits: Sequence[EditOutcome]
    alignment: Alignment


def themes_page(told: ThemesTold) -> str:
    """Every theme with what tells a reader what it is; then the tables behind it, each where it has rows."""
    ordered = sorted(told.themes, key=lambda theme: (-theme.size, theme.id))
    inside = sum(theme.size for theme in ordered)
    summary = f"{told.paragraphs:,} distinct paragraphs: {inside:,} in {len(ordered)} themes, {told.paragraphs - inside:,} outside."
    if told.learnt_from < told.paragraphs:
        summary += (
            f" Learnt from a sample of {told.learnt_from:,}, in which finer themes are counted; all were assigned."
        )
    return page(
        "Themes",
        section("What the articles are about", summary, THEMES, [_theme(theme, told) for theme in ordered]),
        section("Seed themes", "What became of the themes to expect.", *_seeds(told.seeds)),
        section("Why so many themes", WHY, GRAINS, _grains(told.found)),
        section("Edits", "What became of the changes a person asked for.", *_edits(told.edits)),
        _aligned(told.alignment),
    )


def _theme(theme: Theme, told: ThemesTold) -> list[str]:
    parent = f"<br>in: {escape(theme.parent)}" if theme.parent else ""
    below = sorted((own for own in told.subthemes if own.theme == theme.id), key=lambda own: (-own.size, own.name))
    return [
        f'<span class="taken">{escape(theme.name)}</span><br><span class="id">{escape(theme.id)}{parent}</span>',
        f"{theme.size:,}",
        f"{theme.size / max(1, told.paragraphs):.1%}",
        "seed" if theme.seed else "emergent",
        escape(", ".join(theme.phrases)),
        "<br>".join(f"{escape(own.name)} ({own.size:,})" for own in below),
        "<br><br>".join(map(escape, told.examples.get(theme.id, ()))),
    ]


def _seeds(seeds: Sequence[SeedOutcome]) -> tuple[Sequence[str], list[list[str]]]:
    rows = [[escape(seed.name), seed.state, str(seed.anchors), f"{seed.cosine:.2f}"] for seed in seeds]
    return ("seed theme", "state", "anchoring paragraphs", "mean cosine"), rows


def _edits(edits: Sequence[EditOutcome]) -> tuple[Sequence[str], list[list[str]]]:
    rows = [[escape(own.edit), "applied" if own.applied else "not applied", escape(own.told)] for own in edits]
    return ("edit", "", ""), rows


def _grains(found: Discovery) -> list[list[str]]:
    best = max((grain.score for grain in found.grains), default=0.0)
    layers = (("taken", found.chosen), ("broader themes", found.coarser), ("finer themes", found.finer))
    roles = {layer.grain: role for role, layer in layers if layer}
    return [_grain(grain, best, roles.get(grain, "")) for grain in found.grains]


def _grain(grain: Grain, best: float, role: str) -> list[str]:
    return [
        str(grain.themes),
        f"{grain.stability:.2f}",
        f"{grain.low:.2f} to {grain.high:.2f}",
        f"{grain.separation:.3f}",
        f"{grain.score:.4f}",
        f"{grain.score / best:.0%}" if best > 0 else "",
        f'<span class="taken">{role}</span>',
    ]


def _aligned(alignment: Alignment) -> str:
    share = alignment.kept_share
    kept = "" if share is None else f"; {share:.1%} of the paragraphs inside a theme both times kept theirs"
    rows = [
        [escape(f"{cell:,}" if isinstance(cell, int) else cell) for cell in move.cells()] for move in alignment.moves
    ]
    line = f"{alignment.told}{kept}."
    return section(ALIGNED, line, MOVES, rows) or f"<h2>{ALIGNED}</h2><p>{escape(line)}</p>"
