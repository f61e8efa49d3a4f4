"""What the run's pages are made of: everything escaped, no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

STYLE = (
    "body{font:14px/1.45 system-ui,sans-serif;margin:1.5em;color:#222}table{border-collapse:collapse;margin-bottom:1em}"
    "td,th{border-bottom:1px solid #ddd;padding:.35em .6em;text-align:left;vertical-align:top}"
    "th{background:#f5f5f5;position:sticky;top:0}"
    ".against{color:#b3261e}.favor{color:#1a7f37}.neutral,.id{color:#666}.taken{font-weight:600}"
    ".number{text-align:right;font-variant-numeric:tabular-nums}"
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(title: str, *parts: str) -> str:
    """A whole page; the parts are HTML already."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    head = f'<meta charset="utf-8">{policy}<title>{escape(title)}</title><style>{STYLE}</style>'
    return f"<!doctype html><html><head>{head}</head><body><h1>{escape(title)}</h1>{''.join(parts)}</body></html>\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are HTML already: whoever builds them escapes what comes from articles."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<table><tr>{top}</tr>\n{body}</table>"


def section(title: str, told: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table under a heading and a line of text; the empty string where there are no rows."""
    return f"<h2>{escape(title)}</h2><p>{escape(told)}</p>{table(head, rows)}" if rows else ""
