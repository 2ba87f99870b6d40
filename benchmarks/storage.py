"""What is measured of pools on disk: a facts table into a table of points, and the exact best of a pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import population
from benchmarks.pools import INVITED, SEED, Measure, in_turn, timed
from openentry.law import Law
from openentry.pools.files import score_file
from openentry.pools.layout import COLUMNS, ID, ROWS
from openentry.pools.outputs import ROW_GROUP
from openentry.pools.parts import RECEIVED, SEQUENCE, Pooled, best_of_files
from openentry.pools.sources import ROWS_READ
from openentry.pools.spread import score_parts

FACTS, POOL = "facts.parquet", "pool.parquet"
ALONE = "the same file read and written again", "the facts read, the points written, nothing scored"
_MINUTE = 60_000_000


def store(rows: int, folder: Path) -> None:
    """The same people in ``facts.parquet`` (a facts table), ``pool.parquet`` (with the order of receipt), and ``pool.arrow``."""
    columns = population.draw(rows, SEED)
    table = {ID: pc.binary_join_element_wise("P", pc.utf8_lpad(pa.array(np.arange(rows)).cast(pa.string()), 9, "0"), "")}
    for at, name in enumerate(ROWS):
        column, codes = COLUMNS[name], columns.codes[at]
        if column.is_number:
            table[name] = pa.array(codes.astype(np.int16))
        elif column.is_yes_no:
            table[name] = pa.array(codes.astype(np.bool_))
        else:
            table[name] = pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(list(column.values)))
    facts = pa.table(table)
    received, sequence = population.receipts(rows, SEED)
    moments = pa.array(received.astype(np.int64) * _MINUTE, pa.timestamp("us", "UTC"))
    pool = facts.append_column(RECEIVED, moments).append_column(SEQUENCE, pa.array(sequence))
    for name, one in ((FACTS, facts), (POOL, pool)):
        pq.write_table(one, folder / name, compression="zstd", row_group_size=ROW_GROUP)
    with pa.OSFile(str(folder / "pool.arrow"), "wb") as file, pa.ipc.new_file(file, pool.schema) as writer:
        writer.write_table(pool, max_chunksize=ROW_GROUP)


def through(law: Law, rows: int, rounds: int, folder: Path) -> Measure:
    """Parquet to Parquet, every column of the output, ids looked through for doubles; beside the files alone."""
    source, target = folder / FACTS, folder / "points.parquet"
    report = score_file(source, target, law)
    if (report.scored, report.refused, report.twice) != (rows, 0, 0):
        raise AssertionError(f"not everybody was scored: {report}")
    points = pq.read_table(target).to_batches(ROWS_READ)
    actions = {
        "OpenEntry, score_file": timed(lambda: score_file(source, target, law)),
        ALONE[0]: timed(lambda: _copied(source, folder / "again.parquet", None)),
        ALONE[1]: timed(lambda: _copied(source, folder / "again.parquet", points)),
    }
    size, made = source.stat().st_size, target.stat().st_size
    notes = [
        f"Facts of {size / 1e6:,.0f} MB, points of {made / 1e6:,.0f} MB, zstd; all by PyArrow, on one thread where it lets us."
    ]
    return Measure("Parquet to Parquet", rows, in_turn(actions, rounds), notes)


def _copied(source: Path, target: Path, points: list[pa.RecordBatch] | None) -> None:
    """Read all of a file as we read it, and write it, or ``points`` in its place."""
    with pq.ParquetFile(source, pre_buffer=False) as file:
        schema = file.schema_arrow if points is None else points[0].schema
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for at, batch in enumerate(file.iter_batches(ROWS_READ)):
                if points is None:
                    writer.write_batch(batch, row_group_size=ROW_GROUP)
                elif at < len(points):
                    writer.write_batch(points[at], row_group_size=ROW_GROUP)


def invited(law: Law, rows: int, rounds: int, folder: Path) -> Measure:
    """From a pool on disk to the exact best 5,000 with their ids, which are read last."""
    arrow, parquet = folder / "pool.arrow", folder / POOL

    def best(path: Path, threads: int) -> Callable[[], Pooled]:
        return lambda: best_of_files([path], law, INVITED, threads=threads)

    with _cluster() as client:

        def spread(path: Path) -> Callable[[], Pooled]:
            return lambda: score_parts([path], law, size=INVITED, client=client)

        ways: dict[str, Callable[[], Pooled]] = {
            "Arrow file, 1 thread": best(arrow, 1),
            "Arrow file, 2 threads": best(arrow, 2),
            "Arrow file, Dask, 2 processes": spread(arrow),
            "Parquet, 1 thread": best(parquet, 1),
            "Parquet, 2 threads": best(parquet, 2),
            "Parquet, Dask, 2 processes": spread(parquet),
        }
        lists = {name: way().best.drop_columns(["path"]) for name, way in ways.items()}
        first = next(iter(lists.values()))
        if not all(one.equals(first) for one in lists.values()):
            raise AssertionError("they do not agree on who is invited")
        times = in_turn({name: timed(way) for name, way in ways.items()}, rounds)
    notes = ["The cluster was up before; the files were in the system's memory, as nothing here can empty it."]
    return Measure("A pool on disk to its exact best 5,000", rows, times, notes)


@contextmanager
def _cluster() -> Iterator[Any]:
    import distributed

    cluster: Any = distributed.LocalCluster
    client: Any = distributed.Client
    with (
        cluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs="ERROR") as made,
        client(made) as connected,
    ):
        yield connected
