"""Parquet files: one record a row."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from pipelines.reading.documents import Item, UnreadableError
from pipelines.reading.results import Quarantined
from pipelines.reading.settings import ReadingConfig
from pipelines.reading.sources.blobs import BLOCK, Blob, seekable, too_large
from pipelines.reading.sources.unpacking import bomb, is_bomb

from .columns import check_columns

ROWS = 64


def cut_parquet(blob: Blob, settings: ReadingConfig) -> Iterator[Item | Quarantined]:
    """One item for each row, a few rows at a time, with the columns that are of use.

    Raises UnreadableError for a file that is no Parquet, or has no column with text.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with seekable(blob) as stream:
        try:
            # Column chunks are read as streams: whole, they can be as large as the file.
            file = pq.ParquetFile(stream, buffer_size=BLOCK, pre_buffer=False)
            _check_size(file.metadata, stream.seek(0, os.SEEK_END))
            wanted = check_columns(blob.source, file.schema_arrow.names, settings)
            number = 0
            for batch in file.iter_batches(ROWS, columns=list(wanted), use_threads=False):
                for cells in batch.to_pylist():
                    number += 1
                    yield _item(f"{blob.source}#{number}", cells, blob, settings)
        except (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError) as error:
            raise UnreadableError(
                f"no sound Parquet file ({str(error)[:200]})", expected="a Parquet file", way_out="write it again"
            ) from error


def _item(source: str, cells: dict[str, Any], blob: Blob, settings: ReadingConfig) -> Item | Quarantined:
    longest = max((len(value) for value in cells.values() if isinstance(value, str | bytes)), default=0)
    if longest > settings.max_bytes:
        return too_large(settings).quarantined(source)
    return Item(source, "parquet", cells=cells, known=blob.known)


def _check_size(metadata: Any, size: int) -> None:
    """Raises UnreadableError for a file of `size` bytes that says it unpacks to far more."""
    # What it says of single columns is not asked for: where that is broken, pyarrow aborts the process.
    unpacked = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    if is_bomb(unpacked, size):
        raise bomb(unpacked, size)
