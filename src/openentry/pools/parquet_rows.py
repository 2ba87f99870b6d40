"""Plain rows in Parquet: a scored pool as a round reads it, and the list of those invited.

Rounds look at one row at a time, in a Python without NumPy or PyArrow; this is where their rows come out of columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from openentry.errors import FactsError, FileError, Problem
from openentry.messages import Message
from openentry.pools.names import shown

ROWS_READ = 16_384
_TEXT = "string"
_WHOLE = ("int64", _TEXT)
_LISTS = ("list<string>", _TEXT)
#: What a column of a pool may hold, by its name. Text is judged cell by cell, as in a CSV file.
KINDS: dict[str, tuple[str, ...]] = {
    "id": (_TEXT, "int64"),
    "total": _WHOLE,
    "score": _WHOLE,
    "sequence": _WHOLE,
    "received_at": ("timestamp[us, tz=UTC]", _TEXT),
    "programs": _LISTS,
    "categories": _LISTS,
    "nomination": ("bool", *_WHOLE),
    "nominated": ("bool", _TEXT),
    "state": (_TEXT,),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NANOS = 1_000
_MICROS = {"s": 1_000_000, "ms": 1_000, "us": 1}
_INVITED = pa.schema(
    [
        ("rank", pa.int64()),
        ("id", pa.string()),
        ("class", pa.string()),
        ("score", pa.int16()),
        ("received_at", pa.timestamp("us", "UTC")),
        ("sequence", pa.int64()),
    ]
)


class PoolRows:
    """A pool in a Parquet file. ``names`` are all its columns, ``size`` its rows.

    A file that is no Parquet is a :class:`FileError`; a column that stands twice, or whose type can hold no cell of it, a
    :class:`FactsError`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with pq.ParquetFile(path) as file:
                schema, self.size = file.schema_arrow, int(file.metadata.num_rows)
        except (FileNotFoundError, NotADirectoryError):
            raise FileError.of("error.round.file.missing", str(path)) from None
        except (pa.ArrowException, OSError, ValueError) as wrong:  # ValueError: a name no file can have
            hidden = isinstance(wrong, PermissionError) or path.is_dir()
            raise FileError.of("error.round.file.unreadable" if hidden else "error.facts.not_parquet", str(path)) from None
        self.names: list[str] = schema.names
        self._read = [name for name in KINDS if name in self.names]
        twice = [name for name in dict.fromkeys(self.names) if self.names.count(name) > 1]
        problems = [Message("error.round.pool.column_twice", {"column": shown(name)}) for name in twice]
        for name in self._read:
            if name not in twice and not _fits(schema.field(name).type, KINDS[name]):
                params = {"column": name, "found": shown(str(schema.field(name).type)), "right": KINDS[name]}
                problems.append(Message("error.round.pool.column_type", params))
        if problems:
            raise FactsError(*[Problem(str(path), message) for message in problems])

    def rows(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The rows with their numbers, from 1; of each only the columns a round reads."""
        number = 0
        try:
            with pq.ParquetFile(self._path, pre_buffer=False) as file:
                for batch in file.iter_batches(ROWS_READ, columns=self._read):
                    columns = [_cells(column) for column in batch.columns]
                    for cells in zip(*columns, strict=True):
                        number += 1
                        yield number, dict(zip(batch.schema.names, cells, strict=True))
        except (pa.ArrowException, OSError):
            raise FileError.of("error.facts.not_parquet", str(self._path)) from None


def invited(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The list of those invited as a Parquet file, ``received_at`` (text in ``rows``) as a moment in UTC."""
    columns = {name: [row[name] for row in rows] for name in _INVITED.names}
    columns["received_at"] = [datetime.fromisoformat(text) for text in columns["received_at"]]
    table = pa.table(columns, schema=_INVITED)
    out = pa.BufferOutputStream()
    pq.write_table(table, out, compression="zstd")
    return bytes(out.getvalue())


def _fits(kind: pa.DataType, right: Collection[str]) -> bool:
    t = pa.types
    if t.is_dictionary(kind):
        kind = kind.value_type
    if t.is_list(kind) or t.is_large_list(kind):
        return "list<string>" in right and _fits(kind.value_type, (_TEXT,))
    if t.is_null(kind) or t.is_string(kind) or t.is_large_string(kind) or t.is_string_view(kind):
        return True
    if t.is_timestamp(kind):
        return "timestamp[us, tz=UTC]" in right and kind.tz is not None
    return (t.is_integer(kind) and "int64" in right) or (t.is_boolean(kind) and "bool" in right)


def _cells(column: pa.Array) -> list[Any]:
    """The cells of a column as Python has them."""
    if not pa.types.is_timestamp(column.type):
        cells: list[Any] = column.to_pylist()
        return cells
    unit = column.type.unit
    return [None if count is None else _moment(count, unit) for count in column.cast(pa.int64()).to_pylist()]


def _moment(count: int, unit: str) -> datetime | str:
    """A moment in UTC; as text, which a round refuses, where it is finer than a microsecond or in no year that can be written."""
    micros, finer = divmod(count, _NANOS) if unit == "ns" else (count * _MICROS[unit], 0)
    try:
        moment = _EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        return f"{count} {unit}"
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}{finer:03}Z" if finer else moment
