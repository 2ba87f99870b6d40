"""Cells of a facts table as codes, checked before they are packed, because small numbers wrap silently (DESIGN 5.1).

A text is read once however often it stands in a column, a number by the range of its column, so that checking costs little. What
cannot be read is named by row and column, with what would be right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from openentry.messages import Message
from openentry.pools.columns import Columns
from openentry.pools.layout import COLUMNS, FIRST_LANGUAGE, ID, LANGUAGE_ROWS, OCCUPATION, ROWS, Column
from openentry.pools.names import is_number, is_text, nearest, shown

# Nine digits at most: a longer number is out of every range, and is refused as it stands.
_WHOLE = re.compile(r"([+-]?)0*(\d{1,9})(?:\.0*)?", re.ASCII)
_WRONG, _NOT_GIVEN = 0xFFFF, 0xFFFE
_YES_NO = {"false": 0, "true": 1}


@dataclass(frozen=True, slots=True)
class Reject:
    """A cell that cannot be used: its row in the batch, its column, what stands there, and what is wrong with it."""

    row: int
    column: str
    found: str
    message: Message


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts and ids of the rows that can be used, which rows those are, and what is wrong with the others."""

    columns: Columns
    ids: pa.StringArray
    kept: NDArray[np.intp]
    rejects: tuple[Reject, ...]


def read_cells(batch: pa.RecordBatch) -> Reading:
    """The rows of a batch whose names and types were checked (``names``). Columns it does not have count as the first value."""
    rows = batch.num_rows
    codes = np.zeros((len(ROWS), rows), np.uint8)
    occupation: NDArray[np.uint16] | None = None
    rejects: list[Reject] = []
    not_given = np.ones(rows, np.bool_)
    for name, array in zip(batch.schema.names, batch.columns, strict=True):
        column = COLUMNS.get(name)
        if column is None:
            continue
        found, wrong = _codes(column, array)
        if wrong is not None:
            rejects += [_reject(row, column, array[row].as_py()) for row in np.flatnonzero(wrong).tolist()]
        if name == OCCUPATION:
            occupation = found.astype(np.uint16)
            continue
        if name == FIRST_LANGUAGE:
            not_given = found == _NOT_GIVEN
            found = np.where(not_given, 0, found)
        codes[ROWS.index(name)] = found
    rejects += _first_languages(codes, not_given)
    ids, bad = _ids(batch)
    rejects += bad
    rejects.sort(key=lambda reject: reject.row)
    kept = np.arange(rows)
    if rejects:
        kept = np.setdiff1d(kept, [reject.row for reject in rejects])
        codes = codes[:, kept]
        occupation = None if occupation is None else occupation[kept]
        ids = ids.take(pa.array(kept))
    return Reading(Columns(codes, occupation), ids, kept, tuple(rejects))


def code(column: Column, text: str | None) -> int | Message:
    """The code of one cell written as text, or what is wrong with it. An empty cell is the first value, which earns nothing."""
    cell = (text or "").strip()
    if not cell:
        if column.name == "age":
            return Message("error.facts.age_missing")
        return _NOT_GIVEN if column.name == FIRST_LANGUAGE else 0
    if column.is_number:
        return _number(column, cell)
    known = _known(column)
    found = known.get(cell.lower() if column.is_yes_no else cell)
    if found is not None:
        return found
    if column.is_yes_no:
        return Message("error.facts.yes_no", {"column": column.name, "found": shown(cell)})
    if column.name == OCCUPATION:
        return Message("error.facts.occupation", {"found": shown(cell)})
    near = nearest(cell, list(known))
    params = {"column": column.name, "found": shown(cell), "choices": tuple(known)}
    return Message("error.facts.choice_near", params | {"near": near}) if near else Message("error.facts.choice", params)


def _number(column: Column, cell: str) -> int | Message:
    whole = _WHOLE.fullmatch(cell)
    value = int(whole[1] + whole[2]) if whole else -1
    if 0 <= value <= column.most:
        return min(value, len(column.values) - 1)
    return Message("error.facts.number", {"column": column.name, "found": shown(cell), "most": column.most})


@cache
def _known(column: Column) -> dict[str, int]:
    return _YES_NO if column.is_yes_no else {str(value): at for at, value in enumerate(column.values)}


def _reject(row: int, column: Column, value: Any) -> Reject:
    text = _text(value)
    wrong = code(column, text)
    assert isinstance(wrong, Message)
    return Reject(row, column.name, shown(text or ""), wrong)


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _codes(column: Column, array: pa.Array) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """The codes of a column, and which of its cells are wrong; None where all are right."""
    kind = array.type
    if pa.types.is_null(kind):
        array, kind = array.cast(pa.string()), pa.string()
    if pa.types.is_dictionary(kind) and not is_text(kind.value_type):
        array, kind = array.dictionary_decode(), kind.value_type
    if pa.types.is_boolean(kind):
        return np.asarray(array.fill_null(False).cast(pa.uint8())), None
    if is_number(kind) and column.name != OCCUPATION:
        return _numbers(column, array)
    if pa.types.is_integer(kind):
        array = pc.utf8_lpad(array.cast(pa.string()), 5, "0")
    return _texts(column, array)


def _numbers(column: Column, array: pa.Array) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    missing = np.asarray(array.is_null()) if array.null_count and column.name == "age" else None
    if pa.types.is_decimal(array.type):
        array = array.cast(pa.float64())
    values = np.asarray(array.fill_null(0) if array.null_count else array)
    last = len(column.values) - 1
    if not len(values) or (values.dtype.kind in "iu" and missing is None and values.min() >= 0 and values.max() <= last):
        return values, None
    right = (values >= 0) & (values <= column.most) & (values == np.trunc(values))
    if missing is not None:
        right &= ~missing
    values = np.minimum(np.where(right, values, 0), last)
    return values, None if right.all() else ~right


def _texts(column: Column, array: pa.Array) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    known = [code(column, _text(value)) for value in array.dictionary.to_pylist()] + [code(column, None)]
    by_place = np.array([_WRONG if isinstance(found, Message) else found for found in known], np.uint16)
    places = array.indices
    codes = by_place.take(np.asarray(places.fill_null(len(known) - 1) if places.null_count else places))
    wrong = codes == _WRONG
    if not wrong.any():
        return codes, None
    return np.where(wrong, 0, codes), wrong


def _first_languages(codes: NDArray[np.uint8], not_given: NDArray[np.bool_]) -> list[Reject]:
    """Where the first official language is not given, it is the one that has levels; where both have, it must be given."""
    english, french = (codes[rows].any(0) for rows in LANGUAGE_ROWS)
    codes[ROWS.index(FIRST_LANGUAGE)] |= not_given & french & ~english
    needed = Message("error.facts.first_language_needed")
    return [Reject(row, FIRST_LANGUAGE, "", needed) for row in np.flatnonzero(not_given & english & french).tolist()]


def _ids(batch: pa.RecordBatch) -> tuple[pa.StringArray, list[Reject]]:
    at = batch.schema.get_field_index(ID)
    if at < 0:
        return pa.nulls(batch.num_rows, pa.string()), []
    array = batch.column(at)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    try:
        return array.cast(pa.string()), []
    except pa.ArrowInvalid:
        bad = [row for row, value in enumerate(array.to_pylist()) if isinstance(value, bytes) and not _is_utf8(value)]
    texts = pa.array([_text(value) for value in array.to_pylist()], pa.string())
    return texts, [Reject(row, ID, shown(texts[row].as_py()), Message("error.facts.id_not_utf8")) for row in bad]


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
