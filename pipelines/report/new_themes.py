"""What `parley label` says of themes that may have appeared."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten

from pipelines.novelty import NewTheme, Watch, new_themes_path

SHOWN = 3
WIDTH = 110


def new_theme_lines(watch: Watch, out: Path, articles: Sequence[str]) -> list[str]:
    """The largest new themes with examples, where all of them stand, and the command that learns them.

    `out` is the label file; `articles` are what training reads already and, beside them, what was labelled.
    """
    lines = [line for theme in watch.themes[:SHOWN] for line in _theme_lines(theme)]
    if len(watch.themes) > SHOWN:
        lines.append(f"  … and {len(watch.themes) - SHOWN} more such groups")
    if watch.outside and not watch.looked_at:
        lines.append("  not looked for new themes among them: this model is older than that, train anew")
    elif watch.looked_at < watch.outside:
        lines.append(f"  looked for new themes in {watch.looked_at} of {watch.outside} distinct paragraphs outside")
    if not watch.themes:
        return lines
    learn = shlex.join(["parley", "train", "--articles", *articles])
    return [*lines, f"  their paragraphs: {new_themes_path(out)}", f"  to learn them: {learn}"]


def _theme_lines(theme: NewTheme) -> list[str]:
    return [
        f"  a new theme may have appeared: {theme.name}",
        f"    {len(theme.members)} paragraphs in {theme.articles} articles lie outside all themes, but close together:",
        *(f"    - {shorten(one.text, WIDTH, placeholder=' …')} ({one.source})" for one in theme.examples()),
    ]
