"""A pool in parts of storage: some row groups of a Parquet file, or some batches of an Arrow file. Each part is read, scored and
written on its own, wherever that is done, and says of itself how many have each score and who its own best are, all ties kept.

From that the best of the whole are found exactly (DESIGN 4): nobody else can be among them. Only then are their ids read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from openentry.errors import FactsError, FileError
from openentry.law import Law
from openentry.pools.batch import Scores, as_batch, score_columns
from openentry.pools.cells import Reading, read_cells
from openentry.pools.layout import COLUMNS, ID, NOMINATED, ROW
from openentry.pools.names import shown
from openentry.pools.outputs import Draft, Points, Rejects
from openentry.pools.sources import PARQUET, Refusal, carried
from openentry.pools.stored import SUFFIXES, Stored
from openentry.pools.tables import Tables, tables
from openentry.pools.top import Counts, best_of_part, cut_off, ranked

#: Rows of a part, about: what one task reads.
ROWS = 1_000_000
RECEIVED, SEQUENCE = "received_at", "sequence"
#: How many refusals are told; all of them are in the side files.
TOLD = 20

_MOMENT = pa.timestamp("us", "UTC")

Whole = NDArray[np.int64]
#: A way to do something for each of several parts, in order: ``map``, that of a pool of threads, or a cluster's.
Run = Callable[..., Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """Groups of rows of a file, from ``first`` to before ``last``; ``begin`` is the number of its first row, from 0."""

    path: str
    first: int
    last: int
    begin: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a part says of itself: rows scored and refused, the first refusals, how many have each score, and its best.

    ``best`` has four rows: the number of the row in the file (from 0), score, moment of receipt in microseconds since 1970, and
    sequence number; the last two are zero where the pool does not have them.
    """

    part: Part
    scored: int
    refused: int
    told: tuple[Refusal, ...]
    counts: Counts
    best: Whole


@dataclass(frozen=True, slots=True)
class Pooled:
    """What became of a whole pool: rows scored and refused, the first refusals, and how many have each score.

    ``best`` are the best ``size`` in order (``rank``, ``id``, ``score``, ``received_at`` in microseconds, ``sequence``, ``path``
    and ``row`` from 0), ``cut_off`` the score of the last; ``written`` the files of the parts, in their order.
    """

    scored: int
    refused: int
    told: tuple[Refusal, ...]
    counts: Counts
    cut_off: int
    best: pa.Table
    written: tuple[Path, ...] = field(default=())


def parts_of(paths: Iterable[Path | str], rows: int = ROWS) -> list[Part]:
    """The files cut into parts of about ``rows`` rows, in order; a folder stands for the files in it.

    :class:`FileError` where there is none, one stands twice or cannot be read; :class:`FactsError` for a column that is wrong.
    """
    files: list[str] = []
    for path in map(Path, paths):
        inside = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES) if path.is_dir() else [path]
        files += map(str, inside)
    twice = [file for file in files if files.count(file) > 1]
    if not files or twice:
        raise FileError.of("error.pools.part_twice", twice[0]) if twice else FileError.of("error.pools.no_parts")
    found: list[Part] = []
    for name in files:
        with Stored(name) as stored:
            begins = np.cumsum([0, *stored.sizes]).tolist()
        first = 0
        for at in range(1, len(begins)):
            if begins[at] - begins[first] >= rows or at == len(begins) - 1:
                found.append(Part(name, first, at, begins[first]))
                first = at
    return found


def score_part(part: Part, law: Tables, size: int, target: str | None = None, lang: str = "en") -> Found:
    """Read a part and score it, into the Parquet file ``target`` where one is named, with what is refused in a file beside it.

    Pure but for that file, which is the same however often it is written. :class:`FactsError` where the order of receipt cannot
    be read from one of its best ``size``.
    """
    counts, row = np.zeros(law.highest + 1, np.int64), part.begin
    best: list[Whole] = [np.empty((4, 0), np.int64)]
    told: list[Refusal] = []
    scored = refused = 0
    with ExitStack() as stack:
        stored = stack.enter_context(Stored(part.path))
        copied = carried(stored.schema) if target is not None else {}
        written = stack.enter_context(_Written(Path(target), law, copied, lang)) if target is not None else None
        wanted = {*COLUMNS, *copied} | ({RECEIVED, SEQUENCE} if size else set()) | ({ID} if target is not None else set())
        for batch in stored.batches(part.first, part.last, wanted):
            reading = read_cells(batch)
            scores = score_columns(law, reading.columns)
            refusals = [_refusal(batch, one, row) for one in reading.rejects]
            among = best_of_part(scores.total, size, law.highest)
            places = reading.kept[among.places]
            order = [_order(batch, name, places, part.path) for name in (RECEIVED, SEQUENCE)]
            best.append(np.stack([row + places, among.scores, *order]))
            if written is not None:
                written.write(reading, scores, batch, refusals)
            counts += among.counts
            told += refusals[: TOLD - len(told)]
            scored += len(reading.kept)
            refused += batch.num_rows - len(reading.kept)
            row += batch.num_rows
        if written is not None:
            written.keep()
    return Found(part, scored, refused, tuple(told), counts, _above(np.hstack(best), counts, size))


def ids_of(part: Part, rows: Whole) -> list[str | None]:
    """The ids of some rows of a part's file; None where it has none. Only the groups they stand in are read."""
    found: list[str | None] = [None] * len(rows)
    with Stored(part.path) as stored:
        ends = np.cumsum(stored.sizes)
        group = np.searchsorted(ends, rows, "right")
        for at in np.unique(group).tolist() if ID in stored.schema.names else ():
            here, begin = np.flatnonzero(group == at), int(ends[at]) - stored.sizes[at]
            column = pa.chunked_array([batch.column(0) for batch in stored.batches(at, at + 1, [ID])])
            texts = column.take(pa.array(rows[here] - begin)).cast(pa.string()).to_pylist()
            for place, text in zip(here.tolist(), texts, strict=True):
                found[place] = text
    return found


def put_together(found: Sequence[Found], size: int, run: Run = map, written: Sequence[Path] = ()) -> Pooled:
    """The whole from its parts, given in order: the sums, and the best ``size``, whose ids are read here by ``run``."""
    counts = np.sum([one.counts for one in found], axis=0) if found else np.zeros(1, np.int64)
    best = [_above(one.best, counts, size) for one in found]
    among = np.hstack([np.empty((4, 0), np.int64), *best])
    of = np.repeat(np.arange(len(found)), [one.shape[1] for one in best])
    places = ranked(np.arange(len(of)), among[1], among[2], among[3], of, among[0])[:size]
    of, (rows, scores, received, sequence) = of[places], among[:, places]
    ids = np.empty(len(places), object)
    with_best = np.unique(of).tolist()
    read = run(ids_of, [found[at].part for at in with_best], [rows[of == at] for at in with_best])
    for at, texts in zip(with_best, read, strict=True):
        ids[of == at] = texts
    columns: dict[str, Any] = {
        "rank": np.arange(1, len(places) + 1),
        "id": pa.array(ids, pa.string()),
        "score": scores.astype(np.int16),
        RECEIVED: received,
        SEQUENCE: sequence,
        "path": pa.array([found[at].part.path for at in of.tolist()], pa.string()),
        "row": rows,
    }
    told = [refusal for one in found for refusal in one.told][:TOLD]
    scored, refused = sum(one.scored for one in found), sum(one.refused for one in found)
    return Pooled(scored, refused, tuple(told), counts, cut_off(counts, size), pa.table(columns), tuple(written))


def best_of_files(paths: Iterable[Path | str], law: Law, size: int, *, threads: int = 1) -> Pooled:
    """The exact best ``size`` of pools on disk (DESIGN 6), on this machine; nothing is written."""
    made = tables(law)
    with ThreadPoolExecutor(threads) as pool:
        return put_together(list(pool.map(lambda part: score_part(part, made, size), parts_of(paths))), size, pool.map)


class _Written:
    """The file of a part, and the one beside it for what was refused."""

    def __init__(self, target: Path, law: Tables, copied: dict[str, pa.DataType], lang: str) -> None:
        self._copied = list(copied)
        self._stack = ExitStack()
        self._rejects = self._stack.enter_context(Rejects(Path(f"{target}.rejects.csv"), lang))
        self._draft = self._stack.enter_context(Draft(target))
        self._points = Points(self._draft.file, PARQUET, law.outputs, copied)
        self._stack.callback(self._points.close)  # before the file under it is closed

    def __enter__(self) -> _Written:
        return self

    def write(self, reading: Reading, scores: Scores, batch: pa.RecordBatch, refusals: Sequence[Refusal]) -> None:
        """The points of a batch, with the columns of the pool."""
        rows = batch.select(self._copied)
        if len(reading.kept) < rows.num_rows:
            rows = rows.take(pa.array(reading.kept))
        nominated = pa.array(reading.columns.codes[ROW["nomination"]].astype(bool))
        self._points.write(as_batch(reading.ids, scores), rows.append_column(NOMINATED, nominated))
        self._rejects.write(refusals)

    def keep(self) -> None:
        """Give both their names."""
        self._points.close()
        self._rejects.keep()
        self._draft.keep()

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)


def _above(best: Whole, counts: Counts, size: int) -> Whole:
    return best[:, best[1] >= cut_off(counts, size)] if size > 0 else best[:, :0]


def _refusal(batch: pa.RecordBatch, one: Any, begin: int) -> Refusal:
    at = batch.schema.get_field_index(ID)
    identity = shown(str(batch.column(at)[one.row].as_py() or "")) if at >= 0 else ""
    return Refusal(begin + one.row + 1, identity, one.column, one.found, one.message)


def _order(batch: pa.RecordBatch, name: str, places: NDArray[np.intp], path: str) -> Whole:
    """The moments of receipt or the sequence numbers of some rows as whole numbers; zero where there is no such column."""
    at = batch.schema.get_field_index(name)
    if at < 0:
        return np.zeros(len(places), np.int64)
    column = batch.column(at).take(pa.array(places))
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        if name == RECEIVED:
            if pa.types.is_timestamp(column.type) and column.type.tz is None:
                raise pa.ArrowInvalid("a moment without its zone")
            column = column.cast(_MOMENT)
        whole = column.cast(pa.int64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise FactsError.of("error.pools.order", path, column=name) from None
    if whole.null_count:
        raise FactsError.of("error.pools.order", path, column=name)
    return np.asarray(whole)
