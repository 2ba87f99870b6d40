"""Reading a facts table from NDJSON: UTF-8, one JSON object a line, its keys the columns.

The columns of the pool that are copied are those of the first rows; one that turns up later would have no place in the output.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from openentry.errors import FileError
from openentry.messages import Message
from openentry.pools.layout import CARRIED, COLUMNS, ID
from openentry.pools.names import KNOWN, shown, unknown
from openentry.pools.sources import Piece, Refusal, carried

#: Rows of a piece, and the most bytes a line may have.
ROWS_READ = 16_384
LINE_BYTES = 1_048_576


class NdjsonSource:
    """An NDJSON file or stream; ``place`` names it in what is said about it. It is closed when its pieces are read."""

    def __init__(self, file: BinaryIO, place: str, size: int | None) -> None:
        self._file = file
        self._place = place
        self.size = size
        self._carried: list[str] | None = None
        self._rest = self._read()
        self._first_piece = next(self._rest)
        self.carried: dict[str, pa.DataType] = carried(self._first_piece.batch.schema)

    def pieces(self) -> Iterator[Piece]:
        """The pieces in order."""
        yield self._first_piece
        yield from self._rest

    def _read(self) -> Iterator[Piece]:
        line, done, ended = 0, 0, False
        with self._file:
            while not ended:
                rows: list[dict[str, str | None]] = []
                lines: list[int] = []
                refusals: list[Refusal] = []
                while len(rows) + len(refusals) < ROWS_READ:
                    text = self._file.readline(LINE_BYTES + 1)
                    ended = not text
                    if ended:
                        break
                    line += 1
                    done += len(text)
                    if line == 1:
                        text = self._first(text)
                    if len(text) > LINE_BYTES:
                        refusals.append(Refusal(line, "", "", "", Message("error.facts.line_too_long", {"most": LINE_BYTES})))
                        done += 0 if text.endswith(b"\n") else self._skip()
                    elif text.strip():
                        row = _row(text, line, refusals, self._carried)
                        if row is not None:
                            rows.append(row)
                            lines.append(line)
                if self._carried is None:
                    self._carried = [name for name in CARRIED if any(name in row for row in rows)]
                yield Piece(_batch(rows, self._carried), np.array(lines, np.int64), tuple(refusals), done)

    def _first(self, text: bytes) -> bytes:
        """The first line without a mark of its encoding; any other encoding is refused."""
        if text.startswith((b"\xff\xfe", b"\xfe\xff")) or 0 in text[:4]:
            raise FileError.of("error.reading.utf16", self._place)
        return text.removeprefix(b"\xef\xbb\xbf")

    def _skip(self) -> int:
        """Read on to the end of a line that is too long; how much that was."""
        skipped = 0
        while text := self._file.readline(LINE_BYTES):
            skipped += len(text)
            if text.endswith(b"\n"):
                break
        return skipped


def _row(text: bytes, line: int, refusals: list[Refusal], copied: Collection[str] | None) -> dict[str, str | None] | None:
    """The cells of one line as text; None, with the reasons, where it is refused."""
    try:
        pairs = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):  # ValueError: not UTF-8, not JSON, a number of thousands of digits
        pairs = None
    if not isinstance(pairs, _Pairs):
        refusals.append(Refusal(line, "", "", shown(text.decode("utf-8", "replace").strip()), Message("error.facts.not_object")))
        return None
    row: dict[str, str | None] = {}
    wrong: list[Refusal] = []
    for key, value in pairs:
        cell = _cell(key, value)
        if key not in KNOWN:
            wrong.append(Refusal(line, "", shown(key), shown(cell or ""), unknown(key)))
        elif key in row:
            wrong.append(Refusal(line, "", key, shown(cell or ""), Message("error.facts.column_twice", {"column": key})))
        elif copied is not None and key in CARRIED and key not in copied:
            wrong.append(Refusal(line, "", key, shown(cell or ""), Message("error.facts.key_late", {"column": key})))
        elif cell is not None and not _is_whole_text(cell):
            wrong.append(Refusal(line, "", key, shown(cell), Message("error.facts.half_character")))
        row[key] = cell
    if wrong:
        identity = row.get(ID) or ""
        refusals += [Refusal(one.line, shown(identity), one.column, one.found, one.message) for one in wrong]
        return None
    return row


class _Pairs(list[tuple[str, Any]]):
    """The keys and values of an object, in order, none of them lost."""


def _cell(key: str, value: Any) -> str | None:
    """A value as text: it is judged as a cell of a CSV file is."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if key in CARRIED and isinstance(value, list):
        return ";".join(map(str, value))
    return str(value)


def _is_whole_text(cell: str) -> bool:
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return True


def _batch(rows: list[dict[str, str | None]], copied: Collection[str]) -> pa.RecordBatch:
    """The rows as a table of texts; a fact that no row has is left out."""
    names = [ID, "age", *copied, *[name for name in COLUMNS if name != "age" and any(name in row for row in rows)]]
    return pa.RecordBatch.from_arrays([pa.array([row.get(name) for row in rows], pa.string()) for name in names], names=names)
