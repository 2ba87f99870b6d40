"""Shapes used by more than one part of the law."""

from __future__ import annotations

from datetime import date

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from openentry.law.sources import Source, Text

#: Closed shapes: an unknown key is refused. ``Source`` values are made by the loader before the shape is checked.
CLOSED = ConfigDict(extra="forbid", arbitrary_types_allowed=True, defer_build=True)


@dataclass(frozen=True, slots=True, config=CLOSED)
class Requirement:
    """One requirement of a program or category: its short title and its source.

    ``informative`` marks one that asks nothing of a profile or cannot be tested in the pool; it never decides (contract C42).
    """

    title: Text
    source: Source
    informative: bool = False


@dataclass(frozen=True, slots=True, config=CLOSED)
class Switch:
    """A rule whose sources are silent or disagree: the readings, the one taken, and why."""

    choice: str
    readings: dict[str, Text]
    reason: Text

    def __post_init__(self) -> None:
        if self.choice not in self.readings:
            raise ValueError(f"the choice {self.choice!r} is none of the readings {', '.join(self.readings)}")


@dataclass(frozen=True, slots=True, config=CLOSED)
class Definitions:
    """How work is measured: R73(1) "full-time work", R80(4), contract C30-C31."""

    full_time_hours: int
    hours_per_year: int
    skilled_teer: tuple[int, ...]
    restricted_occupations: tuple[str, ...]
    language_valid_years: int
    assessment_valid_years: int
    language_warning_days: int
    common_law_years: int
    dependent_child_under: int
    noc_2021_since: date
