"""Ids that stand more than once in a table of any size: on disk in the order read, looked through a share at a time.

Hashes find who could be equal, the texts themselves decide, and memory holds one share of the hashes whatever the size.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

#: Ids in a share.
SHARE = 2_000_000

_SCHEMA = pa.schema([("id", pa.string()), ("line", pa.int64()), ("hash", pa.uint64())])
_WORD, _HASHED_BYTES = 8, 256
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


class Ids:
    """The ids of a table with their lines. Empty ids are nobody's."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="openentry-ids-")
        self._path = Path(self._folder.name) / "ids.arrow"
        self._writer: Any = pa.ipc.new_file(str(self._path), _SCHEMA)
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def add(self, ids: pa.StringArray, lines: NDArray[np.int64]) -> None:
        """Note some ids."""
        somebody = pc.fill_null(pc.not_equal(ids, ""), False)
        batch = pa.RecordBatch.from_arrays([ids, pa.array(lines), pa.array(hashes(ids))], schema=_SCHEMA).filter(somebody)
        self._writer.write_batch(batch)
        self._count += batch.num_rows

    def twice(self) -> Iterator[tuple[str, int, int]]:
        """Each id that stood before: the id, its line, and the line where it first stands. To be asked once, at the end."""
        self._writer.close()
        shares = -(-self._count // SHARE)
        for share in range(shares):
            yield from self._of_share(np.uint64(share), np.uint64(shares))

    def _of_share(self, share: np.uint64, shares: np.uint64) -> Iterator[tuple[str, int, int]]:
        every = [found[found % shares == share] for found in (np.asarray(batch["hash"]) for batch in self._batches("hash"))]
        ordered = np.sort(np.concatenate(every))
        repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        if not len(repeated):
            return
        first: dict[str, int] = {}
        for batch in self._batches(*_SCHEMA.names):
            for row in np.flatnonzero(np.isin(np.asarray(batch["hash"]), repeated)).tolist():
                text, line = batch["id"][row].as_py(), batch["line"][row].as_py()
                if first.setdefault(text, line) != line:
                    yield text, line, first[text]

    def _batches(self, *names: str) -> Iterator[pa.RecordBatch]:
        """What was noted, in order, with these columns only."""
        wanted = pa.ipc.IpcReadOptions(included_fields=[_SCHEMA.get_field_index(name) for name in names])
        with pa.OSFile(str(self._path)) as file:
            reader = pa.ipc.open_file(file, options=wanted)
            for at in range(reader.num_record_batches):
                yield reader.get_batch(at)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._writer.close()
        self._folder.cleanup()


def hashes(texts: pa.StringArray) -> NDArray[np.uint64]:
    """A hash of each text by its length and first 256 bytes: equal texts have equal ones. Null counts as empty."""
    if not len(texts):
        return np.empty(0, np.uint64)
    ends = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.intp)
    starts, lengths = ends[:-1], np.diff(ends)
    data = np.zeros(ends[-1] + _WORD, np.uint8)
    if texts.buffers()[2] is not None:
        data[: ends[-1]] = np.frombuffer(texts.buffers()[2], np.uint8)[: ends[-1]]
    words = np.ndarray(len(data) - _WORD + 1, "<u8", data, strides=(1,))
    found = lengths.astype(np.uint64) * _PRIME
    for at in range(0, min(int(lengths.max()), _HASHED_BYTES), _WORD):
        rows = np.flatnonzero(lengths > at) if at >= int(lengths.min()) else slice(None)
        left = np.minimum(lengths[rows] - at, _WORD).astype(np.uint64)
        word = words[starts[rows] + at] & (np.uint64(0xFFFFFFFFFFFFFFFF) >> (np.uint64(64) - left * np.uint64(8)))
        mixed = (found[rows] ^ word) * _PRIME
        found[rows] = mixed ^ (mixed >> _SHIFT)
    return found
