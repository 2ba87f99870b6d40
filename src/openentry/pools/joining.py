"""Joining rules into tables, and the steps that put together what cannot be one table.

A step is (what, how, register, source). LOOK takes the points of a table, HOLD those of another register; SET, ADD, MAX, MIN say
how they enter the register. CAP takes away what is above a maximum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openentry.errors import LawFileError
from openentry.law.domains import WITH_SPOUSE, WITHOUT_SPOUSE
from openentry.law.nodes import Pair
from openentry.pools.layout import COLUMN_ROW, OCCUPATION, ROW
from openentry.pools.rules import Capped, Folded, Held, Look, Rule, folded, looks

Step = tuple[int, int, int, int]
LOOK, HOLD, CAP = 0, 1, 2
SET, ADD, MAX, MIN = 0, 1, 2, 3

#: Rules are joined while their table has no more entries than this: such a table and a block of rows stay in the first cache.
JOINED_ENTRIES = 8_192
#: No table has more: an index has two bytes, and so have points.
MOST_ENTRIES = 65_536
MOST_POINTS = 32_767
#: The columns of the law's tables by the code of ``accompanying_spouse``.
BY_CODE = (WITHOUT_SPOUSE, WITH_SPOUSE)
#: The row that an axis over occupations has: they stand apart from the rows of bytes.
OCCUPATION_ROW = -1

_HOW = {"sum": ADD, "largest": MAX, "smallest": MIN}
_FOLD: dict[str, Any] = {"sum": np.add, "largest": np.maximum, "smallest": np.minimum}


@dataclass(frozen=True, slots=True)
class Axis:
    """One fact of an index: codes below ``low`` count as ``low``, above ``high`` as ``high``; an occupation counts as its class."""

    row: int
    low: int
    high: int
    classes: NDArray[np.uint16] | None = None

    @property
    def size(self) -> int:
        """How many places it has in the index."""
        return self.high - self.low + 1

    def identity(self) -> tuple[int, int, int, bytes]:
        """What tells it from another axis."""
        return self.row, self.low, self.high, b"" if self.classes is None else self.classes.tobytes()


@dataclass(frozen=True, slots=True)
class LookUp:
    """A table of points and the facts that index it, the first the slowest."""

    axes: tuple[Axis, ...]
    table: NDArray[np.int16]


class Builder:
    """Gathers the tables and steps of one law."""

    def __init__(self, outputs: int) -> None:
        self.registers = outputs
        self.lookups: list[LookUp] = []
        self.steps: list[Step] = []
        self.caps: list[Pair] = []

    def hold(self, one: Rule, register: int, place: str) -> Held:
        """Work a rule out into a register."""
        self._put(one, register, SET, place)
        return Held(register, one.least, one.most)

    def _put(self, one: Rule, register: int, how: int, place: str) -> None:
        if max(one.most) > MOST_POINTS:
            raise LawFileError.of("error.pools.too_many_points", place, points=max(one.most), most=MOST_POINTS)
        found = looks(one)
        entries = _entries(found) if found is not None else 0
        if found is not None and (entries <= JOINED_ENTRIES or isinstance(one, Look)):
            if entries > MOST_ENTRIES:
                raise LawFileError.of("error.pools.too_many_cases", place, cases=entries, most=MOST_ENTRIES)
            self.steps.append((LOOK, how, register, len(self.lookups)))
            self.lookups.append(_lookup(one, found))
        elif isinstance(one, Held):
            self.steps.append((HOLD, how, register, one.register))
        elif how != SET and not (isinstance(one, Folded) and _HOW[one.how] == how):
            self.registers += 1
            self.steps.append((HOLD, how, register, self.hold(one, self.registers - 1, place).register))
        elif isinstance(one, Folded):
            for part in _bins(one):
                self._put(part, register, how, place)
                how = _HOW[one.how]
        elif isinstance(one, Capped):
            self._put(one.part, register, SET, place)
            self.steps.append((CAP, SET, register, len(self.caps)))
            self.caps.append((one.at[BY_CODE[0]], one.at[BY_CODE[1]]))


def _bins(one: Folded) -> list[Rule]:
    """The parts of a rule joined, first come first served, into as few as have small tables."""
    bins: list[tuple[list[Rule], list[Look] | None]] = []
    for part in one.parts:
        found = looks(part)
        for at, (rules, joined) in enumerate(bins):
            if found is not None and joined is not None and _entries(joined + found) <= JOINED_ENTRIES:
                bins[at] = ([*rules, part], joined + found)
                break
        else:
            bins.append(([part], found))
    return [folded(one.how, rules) for rules, _ in bins]


def _facts(found: Sequence[Look]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([fact for look in found for fact in look.facts]))


def _entries(found: Sequence[Look]) -> int:
    spans: dict[str, tuple[int, int]] = {}
    entries = 1
    for look in found:
        if look.by_column:
            entries = 2
        for fact, scale in zip(look.facts, look.scales, strict=True):
            span = spans.get(fact)
            if span is None:
                spans[fact] = scale.low, scale.high
            else:
                spans[fact] = min(span[0], scale.low), max(span[1], scale.high)
    for fact, (low, high) in spans.items():
        entries *= len(_classes(found)[0]) if fact == OCCUPATION else high - low + 1
    return entries


def _classes(found: Sequence[Look]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Of the occupations: one code of each class that some look-up tells apart, and the class of every code."""
    places = [scale.places for look in found for fact, scale in zip(look.facts, look.scales, strict=True) if fact == OCCUPATION]
    _, first, classes = np.unique(np.stack(places), axis=1, return_index=True, return_inverse=True)
    return first, classes.reshape(-1).astype(np.uint16)


def _lookup(one: Rule, found: Sequence[Look]) -> LookUp:
    """The table of a rule over all facts that its look-ups look at."""
    by_column = _by_column(one)
    axes = [Axis(COLUMN_ROW, 0, 1)] if by_column else []
    codes: dict[str, Any] = {}
    for fact in _facts(found):
        if fact == OCCUPATION:
            codes[fact], classes = _classes(found)
            axes.append(Axis(OCCUPATION_ROW, 0, len(codes[fact]) - 1, classes))
            continue
        scales = [look.scales[look.facts.index(fact)] for look in found if fact in look.facts]
        low, high = min([s.low for s in scales]), max([s.high for s in scales])
        codes[fact] = slice(low, high + 1)
        axes.append(Axis(ROW[fact], low, high))
    # The code is 0 without a spouse; where the columns do not differ, that one will do.
    points = _points(one, codes, slice(None, None, -1) if by_column else slice(WITHOUT_SPOUSE, None))
    shape = (1 + by_column, *[axis.size for axis in axes[by_column:]])
    whole = points if points.shape == shape else np.broadcast_to(points, shape)
    return LookUp(tuple([axis for axis in axes if axis.size > 1]), whole.astype(np.int16).reshape(-1))


def _by_column(one: Rule) -> bool:
    match one:
        case Look():
            return one.by_column
        case Folded():
            return any(_by_column(part) for part in one.parts)
        case Capped():
            return one.at[0] != one.at[1] or _by_column(one.part)
    return False


def _points(one: Rule, codes: dict[str, Any], columns: slice) -> NDArray[np.int64]:
    """The points of a rule with an axis for the column and one for each fact (of length one where it does not matter)."""
    if isinstance(one, Look):
        chosen = one.points[columns]
        for axis, (fact, scale) in enumerate(zip(one.facts, one.scales, strict=True), 1):
            chosen = chosen.take(scale.places[codes[fact]], axis)
        if len(one.facts) > 1:
            facts = list(codes)
            order = sorted(range(len(one.facts)), key=[facts.index(fact) for fact in one.facts].__getitem__)
            chosen = chosen.transpose(0, *[at + 1 for at in order])
        sizes = iter(chosen.shape[1:])
        return chosen.reshape(len(chosen), *[next(sizes) if fact in one.facts else 1 for fact in codes])
    if isinstance(one, Capped):
        caps = np.array(one.at)[columns].reshape(-1, *[1] * len(codes))
        within: NDArray[np.int64] = np.minimum(_points(one.part, codes, columns), caps)
        return within
    assert isinstance(one, Folded)
    points: NDArray[np.int64] = reduce(_FOLD[one.how], [_points(part, codes, columns) for part in one.parts])
    return points
