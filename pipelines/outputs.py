"""Label files: JSON lines, Parquet, and CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from models.errors import ParleyError

Row = dict[str, Any]
Writer = Callable[[Iterable[Row], Path], None]

PARAGRAPH_COLUMNS = (
    "article_id", "source", "outlet", "date", "title", "duplicate_of", "paragraph", "kind", "start", "end", "text",
    "theme", "theme_name", "theme_probability", "theme_state", "theme_parent", "second_theme", "second_probability",
)  # fmt: skip
STANCE_COLUMNS = ("target", "stance", "probability", "holder", "leaning", "options")
LISTED = "not_addressed"
JOINT = "; "
MODEL_COLUMNS = ("model_version", "run_id")
# A cell that starts so is read as a formula by spreadsheets (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
PARQUET_ROWS = 5_000


def writer_for(path: Path) -> Writer:
    """The writer for a file name's ending; raises ParleyError for an ending it cannot write."""
    writers = {".jsonl": write_jsonl, ".parquet": write_parquet, ".csv": write_csv}
    if path.suffix.lower() not in writers:
        raise ParleyError(
            f"output {str(path)!r} ends in {path.suffix!r}",
            expected=f"a file name ending in {', '.join(writers)}",
            way_out="e.g. --out labels.jsonl (make label … OUT=labels.jsonl)",
        )
    return writers[path.suffix.lower()]


def write_jsonl(rows: Iterable[Row], path: Path) -> None:
    """One JSON object a line, UTF-8."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_csv(rows: Iterable[Row], path: Path) -> None:
    """The long form: one row for each paragraph × target, one with empty stance columns where no target is named."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(
            file, (*PARAGRAPH_COLUMNS, *STANCE_COLUMNS, LISTED, *MODEL_COLUMNS), lineterminator="\r\n"
        )  # only then is a cell with a bare \r quoted
        table.writeheader()
        for row in rows:
            table.writerows({key: defused(value) for key, value in long.items()} for long in _long(row))


def write_parquet(rows: Iterable[Row], path: Path) -> None:
    """One row a paragraph; `stances` is a list of structs, `not_addressed` a list of actors."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = _schema(pa)
    with parquet.ParquetWriter(path, schema, compression="zstd") as table:
        for batch in _batches(rows):
            table.write_table(pa.Table.from_pylist(batch, schema=schema))


def defused(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front; all else stays."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _long(row: Row) -> Iterator[Row]:
    base = {key: row[key] for key in (*PARAGRAPH_COLUMNS, *MODEL_COLUMNS)} | {LISTED: JOINT.join(row[LISTED])}
    for stance in row["stances"] or [{**dict.fromkeys(STANCE_COLUMNS, ""), "options": []}]:
        yield base | {**stance, "options": JOINT.join(stance["options"])}


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == PARQUET_ROWS:
            yield batch
            batch = []
    yield batch


def _schema(pa: Any) -> Any:
    listed = pa.list_(pa.string())
    of_stances = {"probability": pa.float64(), "options": listed}
    stance = pa.struct([(name, of_stances.get(name, pa.string())) for name in STANCE_COLUMNS])
    kinds = dict.fromkeys(("paragraph", "start", "end"), pa.int64())
    kinds |= dict.fromkeys(("theme_probability", "second_probability"), pa.float64())
    columns = [(name, kinds.get(name, pa.string())) for name in PARAGRAPH_COLUMNS]
    models = ((name, pa.string()) for name in MODEL_COLUMNS)
    return pa.schema([*columns, ("stances", pa.list_(stance)), (LISTED, listed), *models])
