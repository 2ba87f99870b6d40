"""The pool as a facts table: the columns of DESIGN 5.1, and those a round reads."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from openentry.pools.layout import COLUMNS, OCCUPATION, ROW
from openentry.pools.population.eligible import PROGRAMS
from openentry.pools.population.pool import People

#: Facts of the selection grid, which a facts table does not have.
_NOT_IN_TABLE = ("skilled_work_years", "arranged_employment")


def table(people: People) -> pa.Table:
    """Everyone, in the order of receipt: ``id``, the facts, ``received_at``, ``sequence``, ``programs`` and ``categories`` (texts
    parted by semicolons), and ``score`` under the law of the day."""
    columns: dict[str, Any] = {"id": ids(people)}
    facts = people.facts
    for name, column in COLUMNS.items():
        if name in _NOT_IN_TABLE:
            continue
        if name == OCCUPATION:
            assert facts.occupation is not None
            columns[name] = _named(facts.occupation, column.values)
        elif column.is_number:
            columns[name] = pa.array(facts.codes[ROW[name]].astype(np.int8))
        elif column.is_yes_no:
            columns[name] = pa.array(facts.codes[ROW[name]].astype(np.bool_))
        else:
            columns[name] = _named(facts.codes[ROW[name]], column.values)
    columns["received_at"] = pa.array(people.received).cast(pa.timestamp("us", "UTC"))
    columns["sequence"] = pa.array(np.arange(1, len(people) + 1))
    columns["programs"] = _lists(people.programs, PROGRAMS)
    members = people.categories
    columns["categories"] = _lists(np.array(list(members.values()), np.bool_).reshape(len(members), len(people)), tuple(members))
    columns["score"] = pa.array(people.scores)
    return pa.table(columns)


def ids(people: People) -> pa.StringArray:
    """The id of everyone: the seed and the sequence number, so that two pools of different seeds share none."""
    numbers = pc.utf8_lpad(pa.array(np.arange(1, len(people) + 1)).cast(pa.string()), 8, "0")
    return pc.binary_join_element_wise(pa.scalar(f"S{people.seed}"), numbers, "-")


def _named(codes: NDArray[Any], values: tuple[Any, ...]) -> pa.Array:
    """Codes as the texts they stand for."""
    kind = np.int16 if len(values) > 127 else np.int8
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(kind)), pa.array([str(value) for value in values]))


def _lists(members: NDArray[np.bool_], names: tuple[str, ...]) -> pa.Array:
    """For each person the names for which they are a member, parted by semicolons."""
    weights = 1 << np.arange(len(names))
    codes = weights @ members.astype(np.int64)
    texts = [";".join(name for name, is_in in zip(names, row, strict=True) if is_in) for row in _rows(len(names))]
    found, places = np.unique(codes, return_inverse=True)
    used = pa.array([texts[code] for code in found.tolist()], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int16)), used)


def _rows(count: int) -> list[tuple[bool, ...]]:
    """Every combination of yes and no, the first changing fastest."""
    return [row[::-1] for row in product((False, True), repeat=count)]
