"""The same scoring compiled with Numba (extra ``[fast]``): one kernel for every law, which is handed its tables as numbers.

It runs the steps of ``blocks`` over blocks small enough for the first cache; each loop is over one array, so that the compiler can
work on many rows at once. What is compiled lives as long as the process and is not kept on disk: Numba would write beside this
file, and would not notice when one of the modules that it takes constants from has changed.
"""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from openentry.pools.columns import Columns, Packed
from openentry.pools.joining import ADD, CAP, LOOK, MAX, MIN, OCCUPATION_ROW, SET
from openentry.pools.layout import COLUMN_ROW, DERIVED, FIRST_LANGUAGE, LANGUAGE_ROWS, ROW, ROWS
from openentry.pools.tables import Tables

#: Rows in a block, which stay in the first cache with the table in use.
BLOCK = 4_096

_KEPT, _WORKED_OUT = len(ROWS), len(DERIVED)
_FIRST_LANGUAGE = ROW[FIRST_LANGUAGE]
_ENGLISH, _FRENCH = LANGUAGE_ROWS[0].start, LANGUAGE_ROWS[1].start
_FIRST, _SECOND = ROW["first_listening"] - _KEPT, ROW["second_listening"] - _KEPT
_FIRST_LOWEST, _SECOND_LOWEST = ROW["first_lowest"] - _KEPT, ROW["second_lowest"] - _KEPT
_FRENCH_LOWEST, _ENGLISH_FOR_FRENCH = ROW["french_lowest"] - _KEPT, ROW["english_for_french"] - _KEPT


class Flat(NamedTuple):
    """The tables of a law as arrays of numbers."""

    axes: NDArray[np.int64]  # of all tables in turn: row, low, high, size, and where the classes of an occupation begin
    first_axis: NDArray[np.int64]  # where the axes of each table begin
    classes: NDArray[np.uint16]
    points: NDArray[np.int16]  # of all tables in turn
    first_point: NDArray[np.int64]  # where those of each table begin
    steps: NDArray[np.int64]
    caps: NDArray[np.int16]
    registers: int
    outputs: int
    lowest_english: bool


def flat(tables: Tables) -> Flat:
    """The tables as the kernel takes them."""
    axes: list[tuple[int, int, int, int, int]] = []
    classes: list[NDArray[np.uint16]] = [np.zeros(0, np.uint16)]
    first_axis = [0]
    for up in tables.lookups:
        for axis in up.axes:
            axes.append((axis.row, axis.low, axis.high, axis.size, sum(map(len, classes))))
            if axis.classes is not None:
                classes.append(axis.classes)
        first_axis.append(len(axes))
    return Flat(
        np.array(axes, np.int64).reshape(-1, 5),
        np.array(first_axis),
        np.concatenate(classes),
        np.concatenate([up.table for up in tables.lookups]),
        np.cumsum([0, *[len(up.table) for up in tables.lookups]]),
        np.array(tables.steps, np.int64),
        tables.caps,
        tables.registers,
        len(tables.outputs),
        tables.lowest_english,
    )


# --- loops over one array each ---


@njit(nogil=True)
def swap(english: Any, french: Any, french_first: Any, first: Any, second: Any) -> None:
    """One ability in the first and in the second language."""
    for i in range(len(first)):
        swapped = (english[i] ^ french[i]) & np.uint8(-french_first[i])
        first[i] = english[i] ^ swapped
        second[i] = french[i] ^ swapped


@njit(nogil=True)
def add_digit(index: Any, code: Any, low: Any, high: Any, size: Any) -> None:
    """One more fact of an index."""
    for i in range(len(index)):
        index[i] = index[i] * size + np.uint16(min(max(code[i], low), high) - low)


@njit(nogil=True)
def add_class(index: Any, occupation: Any, classes: Any, size: Any) -> None:
    """An occupation as one more fact of an index; nobody's where none was given."""
    for i in range(len(index)):
        index[i] = index[i] * size + classes[min(occupation[i], len(classes) - 1) if len(occupation) else 0]


@njit(nogil=True)
def look(target: Any, table: Any, index: Any, how: int) -> None:
    """Points of a table into a register."""
    if how == SET:
        for i in range(len(target)):
            target[i] = table[index[i]]
    elif how == ADD:
        for i in range(len(target)):
            target[i] += table[index[i]]
    elif how == MAX:
        for i in range(len(target)):
            target[i] = max(target[i], table[index[i]])
    else:
        for i in range(len(target)):
            target[i] = min(target[i], table[index[i]])


@njit(nogil=True)
def join(target: Any, found: Any, how: int) -> None:
    """A register, or a row of codes, into another."""
    if how == SET:
        for i in range(len(target)):
            target[i] = found[i]
    elif how == ADD:
        for i in range(len(target)):
            target[i] += found[i]
    elif how == MAX:
        for i in range(len(target)):
            target[i] = max(target[i], found[i])
    else:
        for i in range(len(target)):
            target[i] = min(target[i], found[i])


@njit(nogil=True)
def cap(target: Any, most: Any, column: Any) -> None:
    """A register held to the maximum of its column."""
    for i in range(len(target)):
        target[i] = min(target[i], most[1] if column[i] else most[0])


# --- what is done with a block ---


@njit(nogil=True)
def work_out(codes: Any, begin: int, rows: int, derived: Any, lowest_english: bool) -> None:
    """The facts that nobody writes down: the levels of the first and second language, and the lowest of each."""
    end = begin + rows
    for ability in range(4):
        english, french = codes[_ENGLISH + ability, begin:end], codes[_FRENCH + ability, begin:end]
        first, second = derived[_FIRST + ability, :rows], derived[_SECOND + ability, :rows]
        swap(english, french, codes[_FIRST_LANGUAGE, begin:end], first, second)
        lowest = MIN if ability else SET
        join(derived[_FIRST_LOWEST, :rows], first, lowest)
        join(derived[_SECOND_LOWEST, :rows], second, lowest)
        join(derived[_FRENCH_LOWEST, :rows], french, lowest)
        join(derived[_ENGLISH_FOR_FRENCH, :rows], english, MAX if ability and not lowest_english else lowest)


@njit(nogil=True)
def make_index(codes: Any, occupation: Any, derived: Any, begin: int, law: Flat, at: int, index: Any) -> None:
    """The index of one table for each row."""
    end = begin + len(index)
    index[:] = 0
    for axis in range(law.first_axis[at], law.first_axis[at + 1]):
        row, size = law.axes[axis, 0], np.uint16(law.axes[axis, 3])
        if row == OCCUPATION_ROW:
            add_class(index, occupation[begin:end], law.classes[law.axes[axis, 4] :], size)
        else:
            code = codes[row, begin:end] if row < _KEPT else derived[row - _KEPT, : len(index)]
            add_digit(index, code, np.uint8(law.axes[axis, 1]), np.uint8(law.axes[axis, 2]), size)


@njit(nogil=True)
def take_step(step: Any, law: Flat, column: Any, index: Any, held: Any, out: Any, begin: int) -> None:
    """One step of the law; ``held`` has the registers that are no output."""
    what, how, register, source = step[0], step[1], step[2], step[3]
    end = begin + len(index)
    target = out[register, begin:end] if register < law.outputs else held[register - law.outputs, : len(index)]
    if what == LOOK:
        look(target, law.points[law.first_point[source] : law.first_point[source + 1]], index, how)
    elif what == CAP:
        cap(target, law.caps[source], column)
    else:
        join(target, out[source, begin:end] if source < law.outputs else held[source - law.outputs, : len(index)], how)


@njit(nogil=True)
def score_rows(codes: Any, occupation: Any, law: Flat, start: int, stop: int, out: Any) -> None:
    """Score the people from ``start`` to before ``stop`` into their columns of ``out``."""
    derived = np.empty((_WORKED_OUT, BLOCK), np.uint8)
    index = np.empty(BLOCK, np.uint16)
    held = np.empty((law.registers - law.outputs, BLOCK), np.int16)
    for begin in range(start, stop, BLOCK):
        rows = min(BLOCK, stop - begin)
        work_out(codes, begin, rows, derived, law.lowest_english)
        column = codes[COLUMN_ROW, begin : begin + rows]
        for step in law.steps:
            if step[0] == LOOK:
                make_index(codes, occupation, derived, begin, law, step[3], index[:rows])
            take_step(step, law, column, index[:rows], held, out, begin)


@njit(nogil=True)
def score_packed_rows(indices: Any, column: Any, law: Flat, start: int, stop: int, out: Any) -> None:
    """The same from packed rows."""
    held = np.empty((law.registers - law.outputs, BLOCK), np.int16)
    for begin in range(start, stop, BLOCK):
        end = min(begin + BLOCK, stop)
        for step in law.steps:
            index = indices[step[3] if step[0] == LOOK else 0, begin:end]
            take_step(step, law, column[begin:end], index, held, out, begin)


@njit(nogil=True)
def pack_rows(codes: Any, occupation: Any, law: Flat, start: int, stop: int, out: Any) -> None:
    """Only the index of each table."""
    derived = np.empty((_WORKED_OUT, BLOCK), np.uint8)
    for begin in range(start, stop, BLOCK):
        rows = min(BLOCK, stop - begin)
        work_out(codes, begin, rows, derived, law.lowest_english)
        for at in range(len(out)):
            make_index(codes, occupation, derived, begin, law, at, out[at, begin : begin + rows])


class Kernel:
    """The kernel under one law, used as :class:`openentry.pools.blocks.Blocks` is."""

    #: Everybody in one call: the kernel has its own blocks.
    size = sys.maxsize

    def __init__(self, tables: Tables) -> None:
        self._law = flat(tables)

    def score(self, columns: Columns, start: int, stop: int, out: NDArray[np.int16]) -> None:
        """Score the people from ``start`` to before ``stop`` into their columns of ``out``."""
        score_rows(*_arrays(columns), self._law, start, stop, out)

    def score_packed(self, packed: Packed, start: int, stop: int, out: NDArray[np.int16]) -> None:
        """The same for rows packed before under a law of the same index."""
        score_packed_rows(packed.indices, packed.column, self._law, start, stop, out)

    def pack(self, columns: Columns, start: int, stop: int, out: NDArray[np.uint16]) -> None:
        """Only the index of each table, into the same columns of ``out``."""
        pack_rows(*_arrays(columns), self._law, start, stop, out)


def _arrays(columns: Columns) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """The arrays in the one layout that is compiled for: a part of a pool is copied."""
    occupation = np.zeros(0, np.uint16) if columns.occupation is None else columns.occupation
    return np.ascontiguousarray(columns.codes), np.ascontiguousarray(occupation, np.uint16)
