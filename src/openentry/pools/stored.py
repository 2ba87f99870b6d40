"""Files whose rows stand in groups that can be read on their own: Parquet (row groups) and Arrow (record batches, mapped)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from openentry.errors import FileError
from openentry.pools.layout import ID
from openentry.pools.names import check_names, check_types, is_text
from openentry.pools.sources import PARQUET, ROWS_READ, unreadable

ARROW = ".arrow"
SUFFIXES = (PARQUET, ARROW)


class Stored:
    """A facts table in groups of rows. ``sizes`` are the rows of each group. Use as a context manager.

    :class:`FileError` where the file cannot be read, :class:`FactsError` where its columns are not those of a facts table.
    """

    def __init__(self, path: str) -> None:
        suffix = Path(path).suffix.lower()
        if suffix not in SUFFIXES:
            raise FileError.of("error.facts.suffix", path, known=SUFFIXES)
        self._path = path
        try:
            self._file: Any = _Parquet(path) if suffix == PARQUET else _Arrow(path)
        except (pa.ArrowException, OSError, ValueError) as wrong:
            raise self._unreadable(wrong) from None
        self.schema: pa.Schema = self._file.schema
        self.sizes: list[int] = self._file.sizes
        check_names(self.schema.names, path)
        check_types(self.schema, path)

    def batches(self, first: int, last: int, columns: Collection[str]) -> Iterator[pa.RecordBatch]:
        """The rows of the groups from ``first`` to before ``last``, a few at a time, with these of its columns."""
        try:
            yield from self._file.batches(range(first, last), [name for name in self.schema.names if name in columns])
        except (pa.ArrowException, OSError) as wrong:
            raise self._unreadable(wrong) from None

    def _unreadable(self, wrong: Exception) -> Exception:
        return unreadable(wrong, self._path, "error.facts.not_parquet" if self._path.endswith(PARQUET) else "error.facts.not_arrow")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()


class _Parquet:
    def __init__(self, path: str) -> None:
        self.schema = pq.read_schema(path)
        texts = [field.name for field in self.schema if is_text(field.type) and field.name != ID]
        self._file = pq.ParquetFile(path, read_dictionary=texts, pre_buffer=False)
        self.sizes = [self._file.metadata.row_group(at).num_rows for at in range(self._file.num_row_groups)]
        self.close = self._file.close

    def batches(self, groups: range, columns: list[str]) -> Iterator[pa.RecordBatch]:
        yield from self._file.iter_batches(ROWS_READ, row_groups=list(groups), columns=columns, use_threads=False)


class _Arrow:
    def __init__(self, path: str) -> None:
        self._mapped = pa.memory_map(path)
        self._file = pa.ipc.open_file(self._mapped)
        self.schema = self._file.schema
        self.sizes = [self._file.get_batch(at).num_rows for at in range(self._file.num_record_batches)]
        self.close = self._mapped.close

    def batches(self, groups: range, columns: list[str]) -> Iterator[pa.RecordBatch]:
        for at in groups:
            batch = self._file.get_batch(at).select(columns)
            yield from (batch.slice(start, ROWS_READ) for start in range(0, batch.num_rows, ROWS_READ))
