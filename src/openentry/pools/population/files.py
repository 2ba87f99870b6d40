"""Writing a pool: facts as CSV, NDJSON or Parquet, profiles as NDJSON. A file takes its name only when it is whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from openentry.errors import FileError
from openentry.pools.outputs import ROW_GROUP, Draft
from openentry.pools.sources import CSV, NDJSON, PARQUET, SUFFIXES

_AT_ONCE = 16_384
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


def check_suffix(path: Path, *, profiles: bool = False) -> None:
    """Refuse a file whose suffix is not one of those written: :class:`FileError`."""
    known = (NDJSON,) if profiles else SUFFIXES
    if path.suffix.lower() not in known:
        raise FileError.of("error.population.suffix", str(path), known=known)


def write_facts(table: pa.Table, path: Path) -> None:
    """Write a facts table, by the suffix of ``path``. Errors of the file are a :class:`FileError`."""
    check_suffix(path)
    with Draft(path) as draft:
        match path.suffix.lower():
            case suffix if suffix == PARQUET:
                pq.write_table(table, draft.file, compression="zstd", row_group_size=ROW_GROUP)
            case suffix if suffix == CSV:
                draft.file.write((",".join(table.column_names) + "\n").encode())
                pacsv.write_csv(_plain(table), draft.file, pacsv.WriteOptions(include_header=False))
            case _:
                for batch in _plain(table).to_batches(_AT_ONCE):
                    draft.file.write(_lines(batch.to_pylist()))
        draft.keep()


def write_profiles(profiles: Iterable[dict[str, Any]], path: Path) -> None:
    """Write profiles, one JSON object a line."""
    check_suffix(path, profiles=True)
    with Draft(path) as draft:
        for profile in profiles:
            draft.file.write(_lines([profile]))
        draft.keep()


def _lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _plain(table: pa.Table) -> pa.Table:
    """Names and moments as text."""
    columns = [_text(column) for column in table.columns]
    return pa.table(dict(zip(table.column_names, columns, strict=True)))


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, _MOMENT)
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
