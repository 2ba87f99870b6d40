"""The shape a pool is to have: how many people in each band of scores, and the published shares of other facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from openentry.errors import InputError
from openentry.law.domains import EDUCATION
from openentry.pools.population.draw import Column, Draws
from openentry.pools.population.model import Share, shares

HIGHEST = 1200
_GROUPS = {"none": 0, "secondary": 0, "one_year": 1, "two_year": 1, "bachelor": 2, "two_or_more": 2, "master": 3, "doctorate": 4}
_GROUP_OF_EDUCATION = np.array([_GROUPS[level] for level in EDUCATION])


class Band(Protocol):
    """How many people of a pool had a score from ``lowest`` to ``highest``, both included."""

    @property
    def lowest(self) -> int: ...

    @property
    def highest(self) -> int: ...

    @property
    def count(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Span:
    """A band of scores and how many stand in it."""

    lowest: int
    highest: int
    count: int


@dataclass(frozen=True, slots=True)
class Margin:
    """Published shares of one fact, of the whole pool or of those invited, and how the fact is read of drawn people."""

    name: str
    of: str
    groups: tuple[str, ...]
    shares: tuple[float, ...]
    read: Callable[[Draws], Column]


@dataclass(frozen=True, slots=True)
class Target:
    """The bands a pool is to have; scores outside all of them are one more, ``elsewhere``, with the number given."""

    bands: tuple[Span, ...]
    elsewhere: int

    def of(self, scores: NDArray[np.int16]) -> NDArray[np.int8]:
        """The place of the band of each score; the last is elsewhere."""
        found = np.full(HIGHEST + 1, len(self.bands), np.int8)
        for at, band in enumerate(self.bands):
            found[band.lowest : band.highest + 1] = at
        places: NDArray[np.int8] = found[scores]
        return places

    def quotas(self, size: int) -> NDArray[np.int64]:
        """How many of ``size`` people belong in each band: whole numbers by the largest remainders, elsewhere last."""
        counts = np.array([*(band.count for band in self.bands), self.elsewhere], np.float64)
        exact = counts * size / counts.sum()
        whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
        for at in np.argsort(whole - exact, kind="stable")[: size - int(whole.sum())]:
            whole[at] += 1
        return whole


def target(bands: Sequence[Band] | None) -> Target:
    """The shape of ``bands``, or else that of the profiles submitted in 2021, the only published one without a round.

    Bands that overlap, are none, or hold nobody are an :class:`InputError`.
    """
    if bands is not None:
        given = tuple(Span(band.lowest, band.highest, band.count) for band in bands)
        scores = [score for one in given for score in range(max(one.lowest, -1), min(one.highest, HIGHEST + 1) + 1)]
        inside = all(0 <= one.lowest <= one.highest <= HIGHEST and one.count >= 0 for one in given)
        if not inside or len(set(scores)) < len(scores) or not any(one.count for one in given):
            raise InputError.of("error.population.bands")
        return Target(given, 0)
    spans = [_span(one) for one in shares() if one.margin == "band"]
    return Target(tuple(spans), 100 - sum(span.count for span in spans))


def _span(one: Share) -> Span:
    lowest, _, highest = one.group.partition("-")
    return Span(int(lowest), int(highest), one.count)


@cache
def margins() -> tuple[Margin, ...]:
    """The published shares, other than of bands."""
    found = []
    for name, read in _READ.items():
        mine = [one for one in shares() if one.margin == name]
        whole = sum(one.count for one in mine)
        found.append(Margin(name, mine[0].of, tuple(o.group for o in mine), tuple(o.count / whole for o in mine), read))
    return tuple(found)


@cache
def invited_share() -> float:
    """Which part of the profiles of a year was invited: the invitations of 2023 among the eligible profiles of that year."""
    counts = {one.group: one.count for one in shares() if one.margin == "invited"}
    return counts["invited"] / counts["eligible"]


_READ: dict[str, Callable[[Draws], Column]] = {
    "canadian_education": lambda found: (found["canadian_education"] == 0).astype(np.int8),
    "sibling": lambda found: (~found["sibling"]).astype(np.int8),
    "age": lambda found: np.searchsorted([30, 35, 40, 45], found["age"], side="right"),
    "education": lambda found: _GROUP_OF_EDUCATION[found["education"]],
    "language": lambda found: np.clip(found["first_lowest"], 6, 10) - 6,
    "residence": lambda found: (~found["in_canada"]).astype(np.int8),
}
