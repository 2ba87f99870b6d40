"""What the people are drawn from: the published shares, and the assumptions where nothing is published (see ``SOURCES.md``)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from openentry.law.domains import EDUCATION

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Study:
    """Study in Canada of one kind: the level before it and after it, the credential earned, what it counts as for points
    (``tier``), its length in days, and that of the program in months."""

    name: str
    before: str
    after: str
    earned: str
    tier: str
    days: int
    programme_months: int


#: ``_more``: beside a bachelor's degree earned abroad, which makes two credentials.
STUDIES = (
    Study("none", "none", "none", "none", "none", 0, 0),
    Study("one_year", "secondary", "one_year", "one_year", "one_or_two_year", 300, 12),
    Study("two_year", "secondary", "two_year", "two_year", "one_or_two_year", 620, 24),
    Study("one_year_more", "bachelor", "two_or_more", "one_year", "one_or_two_year", 300, 12),
    Study("two_year_more", "bachelor", "two_or_more", "two_year", "one_or_two_year", 620, 24),
    Study("bachelor", "secondary", "bachelor", "bachelor", "three_year_or_more", 1330, 48),
    Study("master", "bachelor", "master", "master", "three_year_or_more", 620, 24),
    Study("doctorate", "master", "doctorate", "doctorate", "three_year_or_more", 1330, 48),
)
LANGUAGE_KINDS = ("english", "english_and_french", "french_and_english", "french")
#: The youngest, in years, at which each level of education is completed here.
YOUNGEST = dict(zip(EDUCATION, (16, 17.5, 18.5, 19.5, 21, 22.5, 22.5, 26), strict=True))
_NAMES: dict[str, Sequence[str]] = {
    "study_in_canada": [study.name for study in STUDIES],
    "education": EDUCATION,
    "spouse_education": EDUCATION,
    "languages": LANGUAGE_KINDS,
}


#: Lots are numbers of 16 bits: a share is rounded to a 65,536th.
LOTS = 65_536


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers with the share of people who have each; a name is given by its place. ``by_lot`` has the number of every lot."""

    by_lot: NDArray[np.int16]

    def draw(self, lots: NDArray[np.uint16]) -> NDArray[np.int16]:
        """The number of each lot."""
        return self.by_lot[lots]


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation people here work in, and how many of those in Canada and abroad do."""

    noc: str
    in_canada: int
    abroad: int


@dataclass(frozen=True, slots=True)
class Share:
    """A published figure: how many of ``of`` (the pool, those invited) stand in ``group``."""

    margin: str
    of: str
    group: str
    count: int


@cache
def spread(name: str, place: str | None = None) -> Spread:
    """The assumption ``name``; ``place`` (``in_canada``, ``abroad``) where it differs between the two."""
    found = assumptions()[name]
    names = _NAMES.get(name)
    each = _each(found[place] if place else found)
    return _spread({names.index(value) if names else value: share for value, share in each})


@cache
def occupation_spread(place: str) -> Spread:
    """The occupations, by their place in :func:`occupations`, of those in Canada or abroad."""
    return _spread({at: getattr(one, place) for at, one in enumerate(occupations())})


def share(name: str, place: str | None = None) -> float:
    """The assumption ``name`` that is one share."""
    found = assumptions()[name]
    return float(found[place] if place else found)


@cache
def shares_by_age(name: str) -> NDArray[np.float64]:
    """The assumption ``name`` that is a share for each age, from 0 to 120."""
    found = np.zeros(121)
    for age, value in _each(assumptions()[name]):
        found[age] = value
    return found


@cache
def assumptions() -> Mapping[str, Any]:
    """Everything that is assumed."""
    found: Mapping[str, Any] = yaml.safe_load((HERE / "assumptions.yaml").read_text(encoding="utf-8"))
    return found


@cache
def occupations() -> tuple[Occupation, ...]:
    """The occupations people here work in."""
    return tuple(Occupation(row["noc"], int(row["in_canada"]), int(row["abroad"])) for row in _read("occupations.csv"))


@cache
def shares() -> tuple[Share, ...]:
    """The published figures."""
    return tuple(Share(row["margin"], row["of"], row["group"], int(row["count"])) for row in _read("statistics.csv"))


def _spread(shares: Mapping[int, float]) -> Spread:
    upto = np.cumsum(np.array(list(shares.values()), np.float64))
    ends = np.rint(upto / upto[-1] * LOTS).astype(np.int64)
    return Spread(np.repeat(np.array(list(shares), np.int16), np.diff(ends, prepend=0)))


def _each(shares: Mapping[Any, float]) -> Iterator[tuple[Any, float]]:
    """The values with their shares; a key like ``20-24`` stands for each of its numbers alike."""
    for key, value in shares.items():
        first, _, last = str(key).partition("-")
        if last:
            yield from ((number, value) for number in range(int(first), int(last) + 1))
        else:
            yield key, value


def _read(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
