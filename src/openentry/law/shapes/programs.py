"""Shapes of the programs: what is fixed by the Regulations and the Minister, requirement by requirement."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from openentry.law.domains import ABILITIES
from openentry.law.nodes import Node, whole_domain
from openentry.law.shapes.common import CLOSED, Requirement
from openentry.law.shapes.crs import Points
from openentry.law.sources import Source, Text

Requirements = dict[str, Requirement]
Codes = Annotated[tuple[str, ...], BeforeValidator(lambda v: tuple(v))]


@dataclass(frozen=True, slots=True, config=CLOSED)
class ProgramOrder:
    """The order in which a class is named in an invitation."""

    order: tuple[str, ...]
    names: dict[str, Text]


@dataclass(frozen=True, slots=True, config=CLOSED)
class General:
    """What bars a person before any class is tested (A10.1)."""

    requirements: Requirements


@dataclass(frozen=True, slots=True, config=CLOSED)
class Cec:
    """Canadian Experience Class (R87.1). ``language`` gives the least level in every ability by TEER."""

    window_years: int
    months: int
    language: dict[int, int]
    requirements: Requirements


@dataclass(frozen=True, slots=True, config=CLOSED)
class Fsw:
    """Federal Skilled Worker class, minimum requirements (R75) and pass mark (R76)."""

    window_years: int
    months: int
    language: int
    pass_mark: int
    funds_exempting_offers: tuple[str, ...]
    requirements: Requirements


@dataclass(frozen=True, slots=True, config=CLOSED)
class GridFactor:
    """One of the six factors of the selection grid, by its rule of points."""

    maximum: int
    points: Points
    source: Source

    def __post_init__(self) -> None:
        node: Node = self.points
        most = node.bounds(whole_domain(node.facts), 0)[1]
        if most != self.maximum:
            raise ValueError(f"the rows reach {most}, but the maximum is given as {self.maximum}")


@dataclass(frozen=True, slots=True, config=CLOSED)
class Element:
    """One element of adaptability (R83(1))."""

    id: str
    title: Text
    points: int
    source: Source


@dataclass(frozen=True, slots=True, config=CLOSED)
class Adaptability:
    """Adaptability: any elements, and what they may give together."""

    maximum: int
    elements: tuple[Element, ...]
    spouse_language: int
    study_months: int
    study_programme_months: int
    work_months: int
    relatives: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True, config=CLOSED)
class FswGrid:
    """The selection grid (R78-R83): 100 points."""

    total: int
    first_language: GridFactor
    second_language: GridFactor
    education: GridFactor
    experience: GridFactor
    age: GridFactor
    arranged_employment: GridFactor
    adaptability: Adaptability

    def __post_init__(self) -> None:
        factors = (self.first_language, self.second_language, self.education, self.experience, self.age, self.arranged_employment)
        if sum(f.maximum for f in factors) + self.adaptability.maximum != self.total:
            raise ValueError(f"the maxima of the factors do not sum to {self.total}")


@dataclass(frozen=True, slots=True, config=CLOSED)
class Fst:
    """Federal Skilled Trades class (R87.2). A code is a listed trade by prefix, unless an excluded prefix fits."""

    trades: Codes
    except_trades: Codes
    window_years: int
    months: int
    language: dict[str, int]
    funds_exempting_offers: tuple[str, ...]
    requirements: Requirements

    def __post_init__(self) -> None:
        if set(self.language) != set(ABILITIES):
            raise ValueError(f"a level is needed for each of {', '.join(ABILITIES)}")

    def lists(self, noc: str) -> bool:
        """Whether the occupation is in a listed group (R87.2(1))."""
        return noc.startswith(self.trades) and not noc.startswith(self.except_trades)


@dataclass(frozen=True, slots=True, config=CLOSED)
class Pnp:
    """Provincial nominee class through Express Entry (R87)."""

    without_program: Codes
    requirements: Requirements


@dataclass(frozen=True, slots=True, config=CLOSED)
class Intention:
    """Who judges the intention to live in the nominating province (R87(2)(b), SOR/2026-63)."""

    judged_by: str
    requirement: Requirement


@dataclass(frozen=True, slots=True, config=CLOSED)
class OfferCase:
    """One way an offer qualifies: the paragraph for each class, and what is needed of the worker."""

    fsw: str
    fst: str
    support: str
    worker: str
    months_with_employer: int
    source: Source


@dataclass(frozen=True, slots=True, config=CLOSED)
class JobOffer:
    """Arranged employment (R82(2), R87.2(3)(d))."""

    duration_months: int
    employers_fsw: int
    employers_fst: int
    exemptions: tuple[str, ...]
    minor_group_digits: int
    cases: tuple[OfferCase, ...]


@dataclass(frozen=True, slots=True, config=CLOSED)
class Body:
    """An organization designated to assess foreign credentials."""

    name: Text
    designated_from: str
    only_for: Codes = ()
    others_accepted_if_issued_before: str | None = None

    def __post_init__(self) -> None:
        for day in (self.designated_from, self.others_accepted_if_issued_before):
            if day is not None:
                date.fromisoformat(day)


@dataclass(frozen=True, slots=True, config=CLOSED)
class AssessmentBodies:
    """The designated organizations (R75(2)(e), R75(2.1))."""

    bodies: dict[str, Body]
