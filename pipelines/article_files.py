"""Articles as read, in a file for people and programs: JSON lines or Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from models.errors import ParleyError
from models.news import Article

PARQUET_ROWS = 500
FACTS = tuple(field.name for field in fields(Article) if field.name not in ("paragraphs", "dropped"))


def article_row(article: Article) -> dict[str, Any]:
    """All that was understood. `text` is the prose, a blank line between paragraphs: the file can be read again as articles."""
    return {
        **{name: getattr(article, name) for name in FACTS},
        "text": "\n\n".join(paragraph.text for paragraph in article.prose),
        "paragraphs": [
            {"text": p.text, "index": p.index, "start": p.start, "end": p.end, "kind": p.kind}
            for p in article.paragraphs
        ],
        "dropped": [{"text": d.text, "start": d.start, "end": d.end, "reason": d.reason} for d in article.dropped],
    }


def article_writer(path: Path) -> Callable[[Iterable[Article], Path], int]:
    """The writer for a file name's ending, which gives the number of articles written; raises ParleyError for another ending."""
    writers = {".jsonl": _write_jsonl, ".parquet": _write_parquet}
    if path.suffix.lower() not in writers:
        raise ParleyError(
            f"output {str(path)!r} ends in {path.suffix!r}",
            expected=f"a file name ending in {' or '.join(writers)}",
            way_out="e.g. --out articles.jsonl (make read … OUT=articles.jsonl)",
        )
    return writers[path.suffix.lower()]


def _write_jsonl(articles: Iterable[Article], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for article in articles:
            file.write(json.dumps(article_row(article), ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_parquet(articles: Iterable[Article], path: Path) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    schema = _schema(pa)
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as table:
        for rows in _batches(map(article_row, articles)):
            table.write_table(pa.Table.from_pylist(rows, schema=schema))
            count += len(rows)
    return count


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == PARQUET_ROWS:
            yield batch
            batch = []
    yield batch


def _schema(pa: Any) -> Any:
    span = [("text", pa.string()), ("start", pa.int64()), ("end", pa.int64())]
    paragraphs = pa.list_(pa.struct([*span, ("index", pa.int64()), ("kind", pa.string())]))
    dropped = pa.list_(pa.struct([*span, ("reason", pa.string())]))
    return pa.schema(
        [*((name, pa.string()) for name in (*FACTS, "text")), ("paragraphs", paragraphs), ("dropped", dropped)]
    )
