"""Scoring rows in blocks with NumPy: work out the derived facts, make each index, look up, put together.

A block stays in cache, so the working memory is that of a block whatever the number of rows. Codes are packed in bytes while they
fit, because that is where NumPy is fastest; a byte may wrap on the way, and is right again once the least code is taken away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openentry.pools.columns import Columns, Packed
from openentry.pools.joining import ADD, CAP, LOOK, MAX, MIN, OCCUPATION_ROW, SET, Axis
from openentry.pools.layout import COLUMN_ROW, DERIVED, FIRST_LANGUAGE, LANGUAGE_ROWS, ROW, highest_code
from openentry.pools.tables import Tables

#: Rows in a block.
BLOCK = 16_384

_FIRST_LANGUAGE = ROW[FIRST_LANGUAGE]
_ENGLISH, _FRENCH = LANGUAGE_ROWS
_FIRST_LOWEST, _SECOND_LOWEST = ROW["first_lowest"], ROW["second_lowest"]
_FRENCH_LOWEST, _ENGLISH_FOR_FRENCH = ROW["french_lowest"], ROW["english_for_french"]
_BY_FIRST = {*range(ROW["first_listening"], ROW["second_speaking"] + 1), _FIRST_LOWEST, _SECOND_LOWEST}
_JOIN: dict[int, Any] = {ADD: np.add, MAX: np.maximum, MIN: np.minimum}

Facts = list[NDArray[Any]]


@dataclass(frozen=True, slots=True)
class _Digit:
    """One fact as a digit of a byte: its row, how many values it has, and the ends to hold it to, where it can pass them."""

    row: int
    size: int
    floor: int | None
    ceiling: int | None


@dataclass(frozen=True, slots=True)
class _Byte:
    """Facts that fit one byte together: how many values it has, and what the least code of each adds up to."""

    digits: tuple[_Digit, ...]
    size: int
    least: int
    classes: NDArray[np.uint16] | None = None


def _bytes(axes: tuple[Axis, ...]) -> tuple[_Byte, ...]:
    """The axes of an index gathered, in order, into bytes; an occupation stands alone."""
    found: list[_Byte] = []
    for axis in axes:
        if axis.row == OCCUPATION_ROW:
            found.append(_Byte((), axis.size, 0, axis.classes))
            continue
        floor = axis.low if axis.low > 0 else None
        ceiling = axis.high if axis.high < highest_code(axis.row) else None
        digit = _Digit(axis.row, axis.size, floor, ceiling)
        last = found[-1] if found else None
        if last is not None and last.digits and last.size * axis.size <= 256:
            found[-1] = _Byte((*last.digits, digit), last.size * axis.size, last.least * axis.size + axis.low)
        else:
            found.append(_Byte((digit,), axis.size, axis.low))
    return tuple(found)


class Blocks:
    """The working memory of one thread, and what is done in it under one law."""

    def __init__(self, tables: Tables, size: int = BLOCK) -> None:
        self.tables = tables
        self.size = size
        self._bytes = [_bytes(up.axes) for up in tables.lookups]
        needed = {axis.row for up in tables.lookups for axis in up.axes}
        self._needs = needed
        self._derived = np.empty((len(DERIVED), size), np.uint8)
        self._pairs = np.empty((2, size), np.uint8)
        self._byte, self._digit = np.empty(size, np.uint8), np.empty(size, np.uint8)
        self._zero = np.zeros(size, np.uint8)
        self._index, self._points = np.empty(size, np.uint16), np.empty(size, np.int16)
        self._temporary = np.empty((tables.registers - len(tables.outputs), size), np.int16)
        self._ends: dict[int, NDArray[np.uint8]] = {}
        self._caps = [np.full(size, cap[0], np.int16) if cap[0] == cap[1] else cap for cap in tables.caps]

    def score(self, columns: Columns, start: int, stop: int, out: NDArray[np.int16]) -> None:
        """Score the people from ``start`` to before ``stop``, at most a block, into their columns of ``out``."""
        facts = self._facts(columns, start, stop)
        self._run(lambda at: self._pack(at, facts, stop - start), facts[COLUMN_ROW], out[:, start:stop])

    def score_packed(self, packed: Packed, start: int, stop: int, out: NDArray[np.int16]) -> None:
        """The same for rows packed before under a law of the same index."""
        self._run(lambda at: packed.indices[at, start:stop], packed.column[start:stop], out[:, start:stop])

    def pack(self, columns: Columns, start: int, stop: int, out: NDArray[np.uint16]) -> None:
        """Only the index of each table, into the same columns of ``out``."""
        facts = self._facts(columns, start, stop)
        for at in range(len(self._bytes)):
            out[at, start:stop] = self._pack(at, facts, stop - start)

    def _run(self, index: Any, column: NDArray[np.uint8], out: NDArray[np.int16]) -> None:
        """The steps of the law on one block."""
        rows = out.shape[1]
        registers = [*out, *self._temporary[:, :rows]]
        for what, how, register, source in self.tables.steps:
            target = registers[register]
            if what == CAP:
                cap = self._caps[source]
                np.minimum(target, cap[:rows] if cap.size > 2 else cap.take(column), out=target)
            elif what == LOOK:
                found = target if how == SET else self._points[:rows]
                self.tables.lookups[source].table.take(index(source), out=found, mode="clip")
                if how != SET:
                    _JOIN[how](target, found, out=target)
            elif how == SET:
                np.copyto(target, registers[source])
            else:
                _JOIN[how](target, registers[source], out=target)

    def _facts(self, columns: Columns, start: int, stop: int) -> Facts:
        """Every row of the block, those that are kept and those worked out; a row no rule looks at is left as it is."""
        rows, needs = stop - start, self._needs
        derived = self._derived[:, :rows]
        kept = columns.codes[:, start:stop]
        facts: Facts = [*kept, *derived]
        english, french = kept[_ENGLISH], kept[_FRENCH]
        if needs & _BY_FIRST:
            first, second = derived[:4], derived[4:8]
            swap = self._digit[:rows]  # all ones where French comes first: then the two change places
            np.negative(kept[_FIRST_LANGUAGE], out=swap)
            np.bitwise_xor(english, french, out=first)
            np.bitwise_and(first, swap, out=second)
            np.bitwise_xor(english, second, out=first)
            np.bitwise_xor(french, second, out=second)
            self._fold(np.minimum, first, _FIRST_LOWEST, facts)
            self._fold(np.minimum, second, _SECOND_LOWEST, facts)
        self._fold(np.minimum, french, _FRENCH_LOWEST, facts)
        self._fold(np.minimum if self.tables.lowest_english else np.maximum, english, _ENGLISH_FOR_FRENCH, facts)
        if columns.occupation is not None:
            facts.append(columns.occupation[start:stop])  # at OCCUPATION_ROW, the last
        elif OCCUPATION_ROW in needs:
            facts.append(np.zeros(rows, np.uint16))
        return facts

    def _fold(self, how: Any, abilities: NDArray[np.uint8], row: int, facts: Facts) -> None:
        """The lowest or highest of four abilities, where some rule looks at it."""
        if row in self._needs:
            pairs = self._pairs[:, : abilities.shape[1]]
            how(abilities[:2], abilities[2:], out=pairs)
            how(pairs[0], pairs[1], out=facts[row])

    def _pack(self, at: int, facts: Facts, rows: int) -> NDArray[Any]:
        """The index of one table for each row; none where it has a single entry."""
        parts = self._bytes[at]
        if not parts:
            return self._zero[:rows]
        index = self._one_byte(parts[0], facts, rows)
        if len(parts) == 1:
            return index
        whole = self._index[:rows]
        np.copyto(whole, index)
        for part in parts[1:]:
            np.multiply(whole, np.uint16(part.size), out=whole)
            np.add(whole, self._one_byte(part, facts, rows), out=whole)
        return whole

    def _one_byte(self, part: _Byte, facts: Facts, rows: int) -> NDArray[Any]:
        if part.classes is not None:
            return part.classes.take(facts[OCCUPATION_ROW])
        byte, spare = self._byte[:rows], self._digit[:rows]
        for place, digit in enumerate(part.digits):
            code = facts[digit.row]
            if place:
                np.multiply(byte, np.uint8(digit.size), out=byte)
            held = spare if place else byte
            if digit.ceiling is not None:
                code = np.minimum(code, self._end(digit.ceiling)[:rows], out=held)
            if digit.floor is not None:
                code = np.maximum(code, self._end(digit.floor)[:rows], out=held)
            if place:
                np.add(byte, code, out=byte)
            elif code is not byte:
                np.copyto(byte, code)
        if part.least:
            np.subtract(byte, np.uint8(part.least % 256), out=byte)
        return byte

    def _end(self, code: int) -> NDArray[np.uint8]:
        """A block full of one code: NumPy compares two arrays far faster than an array and a number."""
        found = self._ends.get(code)
        if found is None:
            found = self._ends[code] = np.full(self.size, code, np.uint8)
        return found
