"""The real rounds since 2015 and the published distributions of the pool before them; ``SOURCES.md`` says where they come from.

>>> real = real_round("294")
>>> real.day.isoformat(), real.invited, real.lowest_score
('2024-04-23', 2095, 529)
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

from openentry.errors import InputError
from openentry.law import load_law
from openentry.rounds.instructions import Instructions, Kind
from openentry.rounds.selection import EVERYONE_AT_THE_SCORE

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Band:
    """How many candidates of the pool had a score from ``lowest`` to ``highest``, both included."""

    lowest: int
    highest: int
    count: int


@dataclass(frozen=True, slots=True)
class RealRound:
    """One round that was held, as published.

    ``number`` is a text: round 91 was published as 91a and 91b. ``moment`` and ``tie_break`` are in UTC, to the second; None
    where none is known. ``name`` is the department's English name; ``category`` an id used here, ``version`` the department's name
    of its list. ``pool_as_of``: the day of the distribution published with the round. ``note``: what was repaired in the data.
    """

    number: str
    day: date
    moment: datetime | None
    name: str
    kind: Kind
    category: str | None
    version: str
    programs: tuple[str, ...]
    invited: int
    lowest_score: int
    tie_break: datetime | None
    pool_as_of: date | None
    note: str

    def instructions(self, moment: datetime | None = None) -> Instructions:
        """The round's own instruction, so that it can be run again; ``moment`` stands in where the time of day is not known.

        It gives the number, or the lowest score where the law of the day invites everyone at the cut-off. A round whose moment is
        neither known nor given is an :class:`InputError`.
        """
        held = self.moment or moment
        if held is None:
            raise InputError.of("error.round.history.no_moment", found=self.number)
        data: dict[str, Any] = {"number": self.number, "moment": held, "kind": self.kind}
        if self.kind == "programs":
            data["programs"] = list(self.programs)
        if self.kind == "category":
            data["category"] = self.category
        by_score = load_law(held.date()).content("crs.ties").rule == EVERYONE_AT_THE_SCORE
        data |= {"lowest_score": self.lowest_score} if by_score else {"size": self.invited}
        return Instructions.model_validate(data)


@cache
def history() -> tuple[RealRound, ...]:
    """Every round from 31 January 2015 to 1 October 2026, in order."""
    return tuple(
        RealRound(
            row["round"],
            date.fromisoformat(row["day"]),
            _moment(row["moment"]),
            row["name"],
            cast(Kind, row["kind"]),
            row["category"] or None,
            row["version"],
            tuple(row["programs"].split(";")),
            int(row["invited"]),
            int(row["lowest_score"]),
            _moment(row["tie_break"]),
            date.fromisoformat(row["pool_as_of"]) if row["pool_as_of"] else None,
            row["note"],
        )
        for row in _read("rounds.csv")
    )


def real_round(number: str) -> RealRound:
    """The round of that number (``358``, ``91a``). One that was not held, or is not known here, is an :class:`InputError`."""
    held = history()
    found = next((r for r in held if r.number == number), None)
    if found is None:
        raise InputError.of("error.round.history.unknown", found=number, first=held[0].number, last=held[-1].number)
    return found


def distribution(number: str) -> tuple[Band, ...] | None:
    """The pool before that round, in 15 bands from the highest scores to the lowest; None where none was published."""
    return _distributions().get(number)


@cache
def _distributions() -> dict[str, tuple[Band, ...]]:
    return {
        row["round"]: tuple(_band(span, count) for span, count in row.items() if span not in ("round", "as_of"))
        for row in _read("distribution.csv")
    }


def _band(span: str, count: str) -> Band:
    lowest, _, highest = span.partition("-")
    return Band(int(lowest), int(highest), int(count))


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _read(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
