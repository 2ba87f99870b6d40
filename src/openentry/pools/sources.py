"""Reading a facts table from a file of any size, piece by piece: CSV, NDJSON or Parquet, by its suffix.

A row that cannot be a row (too many cells, no JSON object) is refused with its line, and the rest is read. A file that cannot be
understood is a :class:`FileError` or :class:`FactsError`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from openentry.errors import FileError, OpenEntryError
from openentry.messages import Message
from openentry.pools.layout import CARRIED, ID
from openentry.pools.names import check_names, check_types, is_text

CSV, NDJSON, PARQUET = ".csv", ".ndjson", ".parquet"
SUFFIXES = (CSV, NDJSON, PARQUET)
#: The name of standard input and output; what goes through them is NDJSON.
STREAM = "-"
#: Rows of a piece read from Parquet.
ROWS_READ = 131_072


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row, or one cell of it, that was refused: the line of the file (the row of a Parquet file, from 1), and why."""

    line: int
    id: str
    column: str
    found: str
    message: Message


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a file with their lines, the rows among them that were refused, and how much was read so far."""

    batch: pa.RecordBatch
    lines: NDArray[np.int64]
    refusals: tuple[Refusal, ...] = ()
    done: int = 0


class Source(Protocol):
    """A facts table being read. ``size`` is what ``done`` of the pieces grows to (bytes or rows), None where nobody knows."""

    carried: dict[str, pa.DataType]
    size: int | None

    def pieces(self) -> Iterator[Piece]:
        """The pieces in order."""


class ParquetSource:
    """A Parquet file; its rows are numbered from 1."""

    def __init__(self, path: Path) -> None:
        self._place = str(path)
        try:
            with pq.ParquetFile(path) as file:
                schema = file.schema_arrow
                self.size: int | None = file.metadata.num_rows
        except (pa.ArrowException, OSError) as wrong:
            raise unreadable(wrong, self._place, "error.facts.not_parquet") from None
        check_names(schema.names, self._place)
        check_types(schema, self._place)
        self._path = path
        self._texts = [field.name for field in schema if is_text(field.type)]
        self.carried = carried(schema)

    def pieces(self) -> Iterator[Piece]:
        """The pieces in order."""
        done = 0
        try:
            texts = [name for name in self._texts if name != ID]
            with pq.ParquetFile(self._path, read_dictionary=texts, pre_buffer=False) as file:  # a buffer would grow with the file
                for batch in file.iter_batches(ROWS_READ):
                    lines = np.arange(done + 1, done + batch.num_rows + 1)
                    done += batch.num_rows
                    yield Piece(batch, lines, (), done)
        except (pa.ArrowException, OSError) as wrong:
            raise unreadable(wrong, self._place, "error.facts.not_parquet") from None


def open_source(path: Path | str, standard_input: BinaryIO) -> Source:
    """The table in a file, by its suffix; the one on standard input where the path is ``-``. The head is read and checked."""
    from openentry.pools.csv_source import CsvSource
    from openentry.pools.ndjson_source import NdjsonSource

    if str(path) == STREAM:
        return NdjsonSource(standard_input, "", None)
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise FileError.of("error.facts.suffix", str(path), known=SUFFIXES)
    if suffix == PARQUET:
        return ParquetSource(path)
    try:
        file = path.open("rb")
        size = path.stat().st_size
    except (OSError, ValueError) as wrong:
        raise unreadable(wrong, str(path), "error.reading.unreadable") from None
    try:
        return CsvSource(file, str(path), size) if suffix == CSV else NdjsonSource(file, str(path), size)
    except BaseException:
        file.close()
        raise


def unreadable(wrong: Exception, place: str, otherwise: str) -> OpenEntryError:
    """What to say about a file that could not be opened or read."""
    if isinstance(wrong, IsADirectoryError):
        return FileError.of("error.facts.directory", place)
    if (
        isinstance(wrong, FileNotFoundError | NotADirectoryError) or type(wrong) is ValueError
    ):  # ValueError: a name no file can have
        return FileError.of("error.reading.missing", place)
    if isinstance(wrong, PermissionError):
        return FileError.of("error.reading.unreadable", place)
    return FileError.of(otherwise, place)


def carried(schema: pa.Schema) -> dict[str, pa.DataType]:
    """The columns of the pool that are copied, with their types."""
    return {name: schema.field(name).type for name in CARRIED if name in schema.names}
