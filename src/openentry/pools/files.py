"""Scoring a file of any size: read, checked and written piece by piece, so that memory does not grow with it.

What cannot be scored is named by line and column in a side file, and the rest is scored. The output takes its name when whole.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from openentry.errors import FactsError, FileError, Problem
from openentry.law import Law
from openentry.messages import Message
from openentry.pools.batch import as_batch, score_columns
from openentry.pools.cells import Reject, read_cells
from openentry.pools.gains import Comparison, Gains
from openentry.pools.ids import Ids
from openentry.pools.layout import ID, NOMINATED, ROW
from openentry.pools.names import shown
from openentry.pools.outputs import Draft, Points, Rejects
from openentry.pools.sources import NDJSON, STREAM, SUFFIXES, Piece, Refusal, open_source
from openentry.pools.tables import tables

#: How many refusals a report shows.
SHOWN = 20

Progress = Callable[[int, int | None], None]


@dataclass
class Report:
    """What became of a file: rows scored and refused, ids that stood before, the first refusals, and where all of them are; and who
    gains and who loses, where another law was named.
    """

    scored: int = 0
    refused: int = 0
    twice: int = 0
    first: list[Refusal] = field(default_factory=list)
    rejects: Path | None = None
    gains: Gains | None = None

    def note(self, refusals: Iterable[Refusal]) -> None:
        """Remember the first refusals."""
        self.first += list(refusals)[: SHOWN - len(self.first)]


def score_file(
    source: Path | str,
    target: Path | str,
    law: Law,
    *,
    rejects: Path | None = None,
    before: Law | None = None,
    lang: str = "en",
    progress: Progress | None = None,
    standard_input: BinaryIO | None = None,
    standard_output: BinaryIO | None = None,
) -> Report:
    """Score the facts table ``source`` into ``target`` (CSV, NDJSON or Parquet by suffix; ``-`` for the standard streams, NDJSON).

    The output has the columns of DESIGN 5.1; for a pool then those of it that are copied, and ``nominated``. Refused cells go to
    ``rejects``; without it beside the target, as ``TARGET.rejects.csv``. Raises :class:`FileError` or :class:`FactsError` where the
    source cannot be understood, or none of its rows be scored; then no output is written. With ``before`` the report also says who
    has gained and who has lost since that law.
    """
    suffix = _suffix(source, target)
    table = open_source(source, standard_input or sys.stdin.buffer)
    made = tables(law, detail=True)
    report = Report()
    comparison = Comparison(before, law) if before is not None else None
    side = rejects if rejects is not None or suffix == STREAM else Path(f"{target}.rejects.csv")
    with ExitStack() as stack:
        refused = stack.enter_context(Rejects(side, lang))
        ids = stack.enter_context(Ids())
        draft = None if suffix == STREAM else stack.enter_context(Draft(Path(target)))
        file = draft.file if draft is not None else standard_output or sys.stdout.buffer
        points = Points(file, NDJSON if suffix == STREAM else suffix, made.outputs, table.carried)
        for piece in table.pieces():
            reading = read_cells(piece.batch)
            refusals = sorted([*piece.refusals, *_named(piece, reading.rejects)], key=lambda one: one.line)
            refused.write(refusals)
            report.note(refusals)
            report.refused += len({one.line for one in refusals})
            report.scored += len(reading.kept)
            if len(reading.kept):
                copied = piece.batch.select(list(table.carried))
                if len(reading.kept) < copied.num_rows:
                    copied = copied.take(reading.kept)
                nominated = pa.array(reading.columns.codes[ROW["nomination"]].astype(bool))
                points.write(
                    as_batch(reading.ids, score_columns(made, reading.columns)), copied.append_column(NOMINATED, nominated)
                )
                if comparison is not None:
                    comparison.add(reading.columns)
                ids.add(reading.ids, piece.lines[reading.kept])
            if progress is not None:
                progress(piece.done, table.size)
        for identity, line, first in ids.twice():
            again = Refusal(line, shown(identity), ID, shown(identity), Message("error.facts.id_twice", {"line": first}))
            refused.write([again])
            report.note([again])
            report.twice += 1
        report.rejects = refused.keep()
        report.gains = comparison.gains if comparison is not None else None
        if report.refused and not report.scored:
            raise _none_scored(source, report)
        points.close()
        if draft is not None:
            draft.keep()
    return report


def _suffix(source: Path | str, target: Path | str) -> str:
    """The suffix of the target, or ``-``; a target that cannot be written is refused before anything is read."""
    if str(target) == STREAM:
        return STREAM
    target = Path(target)
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        raise FileError.of("error.facts.suffix", str(target), known=SUFFIXES)
    if target.is_dir():
        raise FileError.of("error.facts.directory", str(target))
    if str(source) != STREAM and target.exists() and Path(source).exists() and target.samefile(source):
        raise FileError.of("error.facts.same_file", str(target))
    return suffix


def _named(piece: Piece, rejects: tuple[Reject, ...]) -> list[Refusal]:
    """The refused cells with the line and id of their row."""
    at = piece.batch.schema.get_field_index(ID)
    found = []
    for reject in rejects:
        identity = piece.batch.column(at)[reject.row].as_py() if at >= 0 else None
        text = identity.decode("utf-8", "replace") if isinstance(identity, bytes) else str(identity or "")
        found.append(Refusal(int(piece.lines[reject.row]), shown(text), reject.column, reject.found, reject.message))
    return found


def _none_scored(source: Path | str, report: Report) -> FactsError:
    name = "" if str(source) == STREAM else str(source)
    problems = [Problem(f"{name}:{one.line}: {one.column}".strip(": "), one.message) for one in report.first]
    return FactsError(Problem(name, Message("error.facts.none_scored", {"count": report.refused})), *problems)
