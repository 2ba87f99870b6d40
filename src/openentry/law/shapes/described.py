"""The shape of a program described by data alone: requirements of a closed set of kinds, each with its figures.

It is for classes that are proposed, or that an overlay adds. What the Regulations ask today is more irregular than this can
say, and stands in :mod:`openentry.law.shapes.programs`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from openentry.law.domains import EDUCATION, HIGHEST_LEVEL
from openentry.law.shapes.common import CLOSED, Requirement
from openentry.law.shapes.programs import Requirements


@dataclass(frozen=True, slots=True, config=CLOSED)
class EducationRule:
    """A credential that counts, of ``at_least`` that level: Canadian, or foreign with its assessment."""

    kind: Literal["education"]
    at_least: str

    def __post_init__(self) -> None:
        if self.at_least not in EDUCATION[1:]:
            raise ValueError(f"at_least is one of {', '.join(EDUCATION[1:])}")


@dataclass(frozen=True, slots=True, config=CLOSED)
class LevelRule:
    """``level`` or higher in all four abilities of English or of French."""

    kind: Literal["language"]
    level: Annotated[int, Field(ge=1, le=HIGHEST_LEVEL)]


@dataclass(frozen=True, slots=True, config=CLOSED)
class WorkRule:
    """``months`` of full-time work, or the same in part time, within the last ``window_years``, in occupations of those ``teer``.

    Paid, with the duties of the occupation, and where it was in Canada authorized. ``where: canada`` counts only work as an
    employee of a Canadian employer, with status, present in Canada and not during full-time study. ``continuous``: without an
    empty month.
    """

    kind: Literal["work"]
    months: Annotated[int, Field(ge=1, le=600)]
    window_years: Annotated[int, Field(ge=1, le=50)]
    teer: tuple[Annotated[int, Field(ge=0, le=5)], ...]
    where: Literal["anywhere", "canada"] = "anywhere"
    continuous: bool = False

    def __post_init__(self) -> None:
        if not self.teer:
            raise ValueError("teer names at least one category")


@dataclass(frozen=True, slots=True, config=CLOSED)
class OutsideQuebecRule:
    """The intention to live outside Quebec."""

    kind: Literal["outside_quebec"]


@dataclass(frozen=True, slots=True, config=CLOSED)
class FundsRule:
    """Settlement funds for the family, unless an offer qualifies under one of ``exempting_offers``, the paragraphs of R82(2)."""

    kind: Literal["funds"]
    exempting_offers: tuple[str, ...] = ()


Rule = Annotated[EducationRule | LevelRule | WorkRule | OutsideQuebecRule | FundsRule, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, config=CLOSED)
class DescribedProgram:
    """A program: what it asks, requirement by requirement. Each that decides has its rule in ``rules``, by the same id."""

    requirements: Requirements
    rules: dict[str, Rule]

    def __post_init__(self) -> None:
        told: dict[str, Requirement] = self.requirements
        deciding = [name for name, requirement in told.items() if not requirement.informative]
        if not deciding or sorted(deciding) != sorted(self.rules):
            raise ValueError("each requirement that is not informative has a rule with its id, and no other rule stands there")
