"""Scoring a whole pool: columns of facts in, columns of points out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from openentry.errors import FactsError, Problem
from openentry.law import Law
from openentry.pools.blocks import BLOCK
from openentry.pools.cells import read_cells
from openentry.pools.columns import Columns, Packed
from openentry.pools.engines import AUTO, Engine, Worker, chosen, worker
from openentry.pools.layout import ID
from openentry.pools.names import check_names, check_types
from openentry.pools.tables import Tables, tables

Points = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Scores:
    """Points of many people: a row for each of ``outputs`` (the total, the sections, the factors where asked for)."""

    outputs: tuple[str, ...]
    points: Points

    def __getitem__(self, output: str) -> Points:
        found: Points = self.points[self.outputs.index(output)]
        return found

    @property
    def total(self) -> Points:
        """The score of each person."""
        found: Points = self.points[0]
        return found


def score_batch(law: Law, batch: pa.RecordBatch) -> pa.RecordBatch:
    """The points of every row of a facts table, in the output columns of DESIGN 5.1 (MI ss. 8-30). Pure.

    Whole numbers of 16 bits; factors before the caps of their group, sections after theirs. Raises :class:`FactsError` with every
    cell that cannot be used, named by row (from 0) and column; nothing is scored then.
    """
    check_names(batch.schema.names, "")
    check_types(batch.schema, "")
    reading = read_cells(batch)
    if reading.rejects:
        raise FactsError(*[Problem(f"[{reject.row}].{reject.column}", reject.message) for reject in reading.rejects])
    return as_batch(reading.ids, score_columns(tables(law, detail=True), reading.columns))


def as_batch(ids: pa.StringArray, scores: Scores) -> pa.RecordBatch:
    """Ids and points as one table."""
    names = [ID, *scores.outputs]
    return pa.RecordBatch.from_arrays([ids, *[pa.array(points) for points in scores.points]], names=names)


def score_columns(tables: Tables, columns: Columns, *, threads: int = 1, engine: Engine = AUTO) -> Scores:
    """The points of everyone in ``columns`` (MI s. 8), on ``threads`` threads, by the ``engine`` chosen (:mod:`~.engines`)."""
    out = np.empty((len(tables.outputs), len(columns)), np.int16)
    _in_blocks(tables, len(columns), threads, engine, lambda worker, start, stop: worker.score(columns, start, stop, out))
    return Scores(tables.outputs, out)


def pack(tables: Tables, columns: Columns, *, threads: int = 1, engine: Engine = AUTO) -> Packed:
    """The facts as indices of the tables, for scoring the same people again and again: two bytes a table and person."""
    out = np.empty((len(tables.lookups), len(columns)), np.uint16)
    _in_blocks(tables, len(columns), threads, engine, lambda worker, start, stop: worker.pack(columns, start, stop, out))
    return Packed(out, columns.codes[0], tables.index())


def score_packed(tables: Tables, packed: Packed, *, threads: int = 1, engine: Engine = AUTO) -> Scores:
    """As :func:`score_columns`, from packed rows; ValueError where they were packed for another index."""
    if packed.index != tables.index():
        raise ValueError("these rows were packed for a law that tells other facts apart")
    out = np.empty((len(tables.outputs), len(packed)), np.int16)
    _in_blocks(tables, len(packed), threads, engine, lambda worker, start, stop: worker.score_packed(packed, start, stop, out))
    return Scores(tables.outputs, out)


def _in_blocks(tables: Tables, rows: int, threads: int, engine: Engine, work: Callable[[Worker, int, int], None]) -> None:
    """Do the work block by block, each thread its own stretch of rows."""
    by = chosen(engine, rows)

    def stretch(first: int, last: int) -> None:
        one = worker(by, tables, min(BLOCK, max(rows, 1)))
        for start in range(first, last, one.size):
            work(one, start, min(start + one.size, last))

    count = -(-rows // BLOCK)
    if threads <= 1 or count < 2 * threads:
        stretch(0, rows)
        return
    ends = [min(rows, BLOCK * (count * at // threads)) for at in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(stretch, ends[:-1], ends[1:]))
