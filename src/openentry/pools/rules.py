"""The rules of points as they are compiled: look-ups with few values, and how they are put together.

A look-up takes from the law's node only what makes a difference: the values of a fact that read the same rows stand for one
another, so that the readable rule is asked once for each combination that can differ, in both columns of the tables.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openentry.law.domains import domain
from openentry.law.nodes import Cap, Cases, Fold, Grid, Node, Pair, Table


@dataclass(frozen=True, slots=True)
class Scale:
    """What one look-up tells apart in a fact: the kind of each code, and the span of codes outside which nothing changes."""

    places: NDArray[np.intp]
    low: int
    high: int
    #: One value of each kind.
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Points by the kinds of one or more facts: ``points`` has an axis for the column of the tables, then one a fact."""

    facts: tuple[str, ...]
    scales: tuple[Scale, ...]
    points: NDArray[np.int64]
    by_column: bool
    least: Pair
    most: Pair


@dataclass(frozen=True, slots=True)
class Folded:
    """The sum, the largest or the smallest of several rules (``how`` as in the law's nodes)."""

    how: str
    parts: tuple[Rule, ...]
    least: Pair
    most: Pair


@dataclass(frozen=True, slots=True)
class Capped:
    """A rule of which no more than a maximum counts."""

    at: Pair
    part: Rule
    least: Pair
    most: Pair


@dataclass(frozen=True, slots=True)
class Held:
    """Points already worked out, in a register of the run."""

    register: int
    least: Pair
    most: Pair


Rule = Look | Folded | Capped | Held

#: What gives nothing: a factor that is not in force, a section without factors.
NOTHING = Look((), (), np.zeros(2, np.int64), False, (0, 0), (0, 0))

_BOUNDS: dict[str, Any] = {"sum": sum, "largest": max, "smallest": min}


def rule(node: Node) -> Rule:
    """A node of the law as look-ups and their composition."""
    match node:
        case Table():
            scale = _scale(node.facts[0], list(map(id, map(node.index.__getitem__, domain(node.facts[0]).values))))
            one = Table(node.facts[:1], node.rows, node.index)
            look = _look(one.facts, (scale,), _points(one, one.facts, (scale,)))
            alike = [Look((fact,), look.scales, look.points, look.by_column, look.least, look.most) for fact in node.facts]
            return folded("sum", alike)
        case Fold():
            return folded(node.how, [rule(part) for part in node.of])
        case Cap():
            return capped(node.at, rule(node.of))
    facts = tuple(dict.fromkeys(node.facts))
    scales = tuple(_scale(fact, _marks(node, fact)) for fact in facts)
    return _look(facts, scales, _points(node, facts, scales))


def folded(how: str, parts: Sequence[Rule]) -> Rule:
    """Rules put together; a sum inside a sum is one sum, and one rule alone is itself."""
    flat: list[Rule] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Folded) and part.how == how else [part])
    if len(flat) == 1:
        return flat[0]
    bound = _BOUNDS[how]
    (least, other_least), (most, other_most) = zip(*[p.least for p in flat], strict=True), zip(*[p.most for p in flat], strict=True)
    return Folded(how, tuple(flat), (bound(least), bound(other_least)), (bound(most), bound(other_most)))


def capped(at: Pair, part: Rule) -> Rule:
    """A rule under a maximum; a maximum that it cannot pass is none."""
    if part.most[0] <= at[0] and part.most[1] <= at[1]:
        return part
    least = min(part.least[0], at[0]), min(part.least[1], at[1])
    most = min(part.most[0], at[0]), min(part.most[1], at[1])
    return Capped(at, part, least, most)


def looks(one: Rule) -> list[Look] | None:
    """Every look-up of a rule; None where some of its points are held in a register, so that no table can give them."""
    match one:
        case Held():
            return None
        case Look():
            return [one]
        case Folded():
            parts = [looks(part) for part in one.parts]
            return None if None in parts else [look for part in parts for look in part or []]
        case Capped():
            return looks(one.part)


def _marks(node: Node, fact: str) -> list[Hashable]:
    """What identifies the rows that each value of a fact reads, whatever the other facts are."""
    values = domain(fact).values
    match node:
        case Grid():
            axes = [axis for name, axis in zip(node.facts, (node.rows, node.columns), strict=True) if name == fact]
            return list(zip(*[map(axis.__getitem__, values) for axis in axes], strict=True))
        case Cases():
            sets = [c.values for case in node.cases for c in case.conditions if c.fact == fact]
            return [tuple([value in named for named in sets]) for value in values]
    return list(values)


def _scale(fact: str, marks: Sequence[Hashable]) -> Scale:
    kinds = {mark: kind for kind, mark in enumerate(dict.fromkeys(marks))}
    return _scale_of(fact, tuple(map(kinds.__getitem__, marks)))


@lru_cache(maxsize=1_024)
def _scale_of(fact: str, places: tuple[int, ...]) -> Scale:
    """Kept, because laws and factors tell the same few kinds apart again and again."""
    known = domain(fact)
    low, high = 0, len(places) - 1
    if known.numeric:
        changes = [at for at, (one, other) in enumerate(pairwise(places)) if one != other]
        low, high = (changes[0], changes[-1] + 1) if changes else (0, 0)
    values = tuple([known.values[places.index(kind)] for kind in dict.fromkeys(places)])
    return Scale(np.array(places, np.intp), low, high, values)


def _points(node: Node, facts: tuple[str, ...], scales: tuple[Scale, ...]) -> list[int]:
    """The readable rule asked for every combination of kinds, in one column and then in the other."""
    combinations = [dict(zip(facts, values, strict=True)) for values in product(*[scale.values for scale in scales])]
    return [node.points(env, column) for column in (0, 1) for env in combinations]


def _look(facts: tuple[str, ...], scales: tuple[Scale, ...], points: list[int]) -> Look:
    one, other = points[: len(points) // 2], points[len(points) // 2 :]
    array = np.array(points, np.int64).reshape(2, *[len(scale.values) for scale in scales])
    return Look(facts, scales, array, one != other, (min(one), min(other)), (max(one), max(other)))
