"""Reading a facts table from CSV: UTF-8, a head of column names, quotes where a cell needs them, either kind of line ends.

Lines are those of the file: blank lines and line ends inside quotes are counted, so that an editor shows the row that is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from openentry.errors import FileError
from openentry.messages import Message
from openentry.pools.layout import CARRIED, COLUMNS, EARLIER_SCORE, ID
from openentry.pools.names import check_names, shown
from openentry.pools.sources import Piece, Refusal

#: The bytes read at a time; no row can be longer.
BLOCK_BYTES = 4_194_304


class CsvSource:
    """A CSV file; ``place`` names it in what is said about it. It is closed when its pieces are read."""

    def __init__(self, file: BinaryIO, place: str, size: int | None) -> None:
        self._place = place
        self._file = file
        self.size = size
        self._wrong: list[Any] = []
        texts = pa.dictionary(pa.int32(), pa.binary())
        types = dict.fromkeys(COLUMNS, texts) | dict.fromkeys((ID, *CARRIED, EARLIER_SCORE), pa.binary())
        try:
            self._reader = pacsv.open_csv(
                file,
                pacsv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES),
                pacsv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=self._refuse),
                pacsv.ConvertOptions(check_utf8=False, column_types=types),
            )
            names = self._reader.schema.names
        except (pa.ArrowException, UnicodeDecodeError):
            raise FileError.of("error.facts.no_head", place) from None
        check_names(names, f"{place}:1")
        self.carried: dict[str, pa.DataType] = {name: pa.binary() for name in CARRIED if name in names}

    def _refuse(self, row: Any) -> str:
        self._wrong.append(row)
        return "skip"

    def pieces(self) -> Iterator[Piece]:
        """The pieces in order."""
        lines = _Lines(self._place)
        with self._file:
            while True:
                try:
                    batch = self._reader.read_next_batch()
                except StopIteration:
                    break
                except (pa.ArrowException, UnicodeDecodeError):
                    raise FileError.of("error.facts.not_csv", f"{self._place}:{lines.next}") from None
                on = lines.of(batch, self._wrong)
                written = _written(batch)
                if not written.all():
                    batch, on = batch.filter(pa.array(written)), on[written]
                yield Piece(batch, on, _refusals(lines), self._file.tell())


class _Lines:
    """Which line each row stands on. ``wrong`` holds the rows that were skipped, with their number among all rows of the file."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._row, self._further = 2, 0  # the head is the first; how many lines further down rows stand by now
        self.skipped: list[tuple[int, Any]] = []

    @property
    def next(self) -> int:
        """The line of the next row."""
        return self._row + self._further

    def of(self, batch: pa.RecordBatch, wrong: list[Any]) -> NDArray[np.int64]:
        """The line of each row of a batch."""
        lines = np.empty(batch.num_rows, np.int64)
        ends = _line_ends(batch)
        start = 0
        while start < len(lines) or (wrong and wrong[0].number == self._row):
            stop = min(len(lines), start + wrong[0].number - self._row) if wrong else len(lines)
            before = np.cumsum(ends[start:stop])
            lines[start:stop] = self.next + np.arange(stop - start) + before - ends[start:stop]
            self._row += stop - start
            self._further += int(before[-1]) if len(before) else 0
            start = stop
            if wrong and wrong[0].number == self._row:
                row = wrong.pop(0)
                if "\n" in row.text:  # a quotation mark that is not closed made several rows one
                    raise FileError.of("error.facts.not_csv", f"{self._place}:{self.next}")
                self.skipped.append((self.next, row))
                self._row += 1
        return lines


def _written(batch: pa.RecordBatch) -> NDArray[np.bool_]:
    """Which rows are more than a blank line: of those without an age, the ones with some other cell."""
    written = np.ones(batch.num_rows, np.bool_)
    age = batch["age"]
    empty = [at for at, cell in enumerate(age.dictionary.to_pylist()) if not cell.strip()]
    for row in np.flatnonzero(np.isin(np.asarray(age.indices), empty)).tolist() if empty else ():
        written[row] = any((column[row].as_py() or b"").strip() for column in batch.columns)
    return written


def _line_ends(batch: pa.RecordBatch) -> NDArray[np.int64]:
    """How many line ends stand inside the cells of each row."""
    ends = np.zeros(batch.num_rows, np.int64)
    for column in batch.columns:
        if not pa.types.is_dictionary(column.type):
            ends += np.asarray(pc.fill_null(pc.count_substring(column, "\n"), 0))
        elif any(b"\n" in cell for cell in column.dictionary.to_pylist()):
            ends += np.asarray(pc.fill_null(pc.count_substring(column.dictionary_decode(), "\n"), 0))
    return ends


def _refusals(lines: _Lines) -> tuple[Refusal, ...]:
    found = [
        Refusal(
            line,
            "",
            "",
            shown(row.text),
            Message("error.facts.cells", {"found": row.actual_columns, "right": row.expected_columns}),
        )
        for line, row in lines.skipped
    ]
    lines.skipped.clear()
    return tuple(found)
