"""Shapes of the ranking system (the Comprehensive Ranking System, MI ss. 8-30)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from openentry.law.nodes import Node, Pair, pair, read_node, whole_domain
from openentry.law.shapes.common import CLOSED
from openentry.law.sources import Source, Text


def _pair(value: Any) -> Pair:
    return pair([value.get("with_spouse"), value.get("without_spouse")] if isinstance(value, dict) else value, "cap")


Both = Annotated[Any, BeforeValidator(_pair)]
Points = Annotated[Any, BeforeValidator(lambda value: read_node(value, "points"))]


@dataclass(frozen=True, slots=True, config=CLOSED)
class CrsVersion:
    """One version of the instructions: what changed."""

    summary: Text


@dataclass(frozen=True, slots=True, config=CLOSED)
class Group:
    """Factors under a cap of their own inside a section (s. 27)."""

    id: str
    title: Text
    cap: Both
    source: Source


@dataclass(frozen=True, slots=True, config=CLOSED)
class Section:
    """One block of the score and its cap (s. 8)."""

    id: str
    title: Text
    cap: Both
    source: Source
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True, config=CLOSED)
class CrsCaps:
    """The sections of the score in order, and the highest score."""

    total: int
    sections: tuple[Section, ...]

    def __post_init__(self) -> None:
        for column in (0, 1):
            if sum(s.cap[column] for s in self.sections) != self.total:
                raise ValueError(f"the caps of the sections do not sum to {self.total}")


@dataclass(frozen=True, slots=True, config=CLOSED)
class CrsFactor:
    """One factor: where it stands, the most it gives, and its rule of points."""

    factor: str
    order: int
    section: str
    maximum: Both
    points: Points
    group: str = ""

    def __post_init__(self) -> None:
        node: Node = self.points
        for column in (0, 1):
            most = node.bounds(whole_domain(node.facts), column)[1]
            if most != self.maximum[column]:
                raise ValueError(f"the rows of {self.factor} reach {most}, but its maximum is given as {self.maximum[column]}")


@dataclass(frozen=True, slots=True, config=CLOSED)
class CrsCounting:
    """What work and study count for points (ss. 15, 19, 25, 30)."""

    window_years: int
    canadian_work_continuous: bool
    paid_only: bool
    study_months: int
    offer_cases: tuple[str, ...]
    offer_indeterminate: bool = False
    study_waived_from: str | None = None
    study_waived_until: str | None = None

    def __post_init__(self) -> None:
        for day in (self.study_waived_from, self.study_waived_until):
            if day is not None:
                date.fromisoformat(day)


@dataclass(frozen=True, slots=True, config=CLOSED)
class TieRule:
    """How equal scores are ranked: everyone at the score of the round is invited, or the earliest received first."""

    rule: str
