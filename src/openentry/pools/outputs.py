"""Writing points to a file or to standard output: CSV, NDJSON or Parquet, by its suffix.

A file is written under another name and takes its own only when it is whole: nothing is ever left half written.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from openentry.errors import FileError
from openentry.pools.layout import ID, NOMINATED
from openentry.pools.sources import CSV, PARQUET, Refusal

#: Rows of a group of a Parquet file: what is held before it is written.
ROW_GROUP = 262_144

_MOMENT = "%Y-%m-%dT%H:%M:%S"


class Draft:
    """A file under another name until :meth:`keep`; without it, nothing stays when the ``with`` ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
        try:
            self.file: BinaryIO = self._draft.open("wb")
        except (OSError, ValueError):
            raise FileError.of("error.facts.unwritable", str(path)) from None

    def __enter__(self) -> Self:
        return self

    def keep(self) -> None:
        """Give the file its name."""
        self.file.close()
        self._draft.replace(self.path)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.file.close()
        self._draft.unlink(missing_ok=True)


class Points:
    """The output table: ``id``, the points in ``outputs``, and for a pool its columns that are copied and ``nominated``."""

    def __init__(self, file: BinaryIO, suffix: str, outputs: Iterable[str], carried: Mapping[str, pa.DataType]) -> None:
        pool = {**carried, NOMINATED: pa.bool_()} if carried else {}
        kinds = {name: _kept(kind) if suffix == PARQUET else pa.string() for name, kind in pool.items()}
        self._carried = kinds
        self._schema = pa.schema([(ID, pa.string()), *[(name, pa.int16()) for name in outputs], *kinds.items()])
        self._write: Callable[[pa.RecordBatch], Any]
        self._close: Callable[[], Any]
        if suffix == PARQUET:
            table = pq.ParquetWriter(file, self._schema, compression="zstd")
            self._write, self._close = lambda batch: table.write_batch(batch, row_group_size=ROW_GROUP), table.close
        elif suffix == CSV:
            file.write((",".join(self._schema.names) + "\n").encode())
            lines = pacsv.CSVWriter(file, self._schema, write_options=pacsv.WriteOptions(include_header=False))
            self._write, self._close = lines.write_batch, lines.close
        else:
            template = "{" + ", ".join(f"{json.dumps(name)}: %s" for name in self._schema.names) + "}\n"
            self._write = lambda batch: file.write(_json_lines(template, batch))
            self._close = file.flush

    def write(self, points: pa.RecordBatch, rows: pa.RecordBatch) -> None:
        """Write the points of some rows; ``rows`` has the columns that are copied, and ``nominated``."""
        copied = [_as(rows[name], kind) for name, kind in self._carried.items()]
        self._write(pa.RecordBatch.from_arrays([*points.columns, *copied], schema=self._schema))

    def close(self) -> None:
        """Write what is left."""
        self._close()


class Rejects:
    """The side file of what was refused: line, id, column, what stood there, and why, in ``lang``. Without a path there is none."""

    COLUMNS = ("line", "id", "column", "found", "reason")

    def __init__(self, path: Path | None, lang: str) -> None:
        self._lang = lang
        self._draft = Draft(path) if path is not None else None
        self._text = io.StringIO() if self._draft is None else io.TextIOWrapper(self._draft.file, "utf-8", newline="")
        self._rows = csv.writer(self._text, lineterminator="\n")
        self._rows.writerow(self.COLUMNS)
        self._written = False

    def __enter__(self) -> Self:
        return self

    def write(self, refusals: Iterable[Refusal]) -> None:
        """Write some refusals."""
        if self._draft is not None:
            for one in refusals:
                self._rows.writerow((one.line, one.id, one.column, one.found, one.message.text(self._lang)))
                self._written = True

    def keep(self) -> Path | None:
        """Give the file its name, and say it; where nothing was refused there is none, not even one of an earlier run."""
        if self._draft is None:
            return None
        if not self._written:
            self._draft.path.unlink(missing_ok=True)
            return None
        self._text.flush()
        self._draft.keep()
        return self._draft.path

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._draft is not None:
            self._draft.__exit__(kind, error, trace)


def _json_lines(template: str, batch: pa.RecordBatch) -> bytes:
    texts = [_json_column(column) for column in batch.columns]
    return "".join([template % cells for cells in zip(*texts, strict=True)]).encode()


def _json_column(column: pa.Array) -> list[Any]:
    values: list[Any] = column.to_pylist()
    return [json.dumps(value, ensure_ascii=False) for value in values] if pa.types.is_string(column.type) else values


def _kept(kind: pa.DataType) -> pa.DataType:
    """The type a copied column has in Parquet: its own, and text for bytes that came from a text file."""
    return pa.string() if pa.types.is_binary(kind) else kind


def _as(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """A copied column in the type it is written in; as text, moments are in UTC and lists parted by semicolons."""
    if column.type == kind:
        return column
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, _MOMENT + ("Z" if column.type.tz else ""))
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return pc.binary_join(column.cast(pa.list_(pa.string())), ";")
    try:
        return column.cast(kind)
    except pa.ArrowInvalid:  # bytes that are not UTF-8
        return pa.array([None if cell is None else cell.decode("utf-8", "replace") for cell in column.to_pylist()], kind)
