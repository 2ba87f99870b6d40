"""The shape of a category of rounds (A10.3(1)(h.1)-(h.2), A10.5): what a person in it has, in the version of that day."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from openentry.law.occupations import is_unit_group
from openentry.law.shapes.common import CLOSED, Requirement
from openentry.law.sources import Text


@dataclass(frozen=True, slots=True, config=CLOSED)
class LanguageRule:
    """``minimum_level`` or higher in all four abilities of ``language``."""

    kind: Literal["language"]
    language: Literal["en", "fr"]
    minimum_level: int


@dataclass(frozen=True, slots=True, config=CLOSED)
class OccupationRule:
    """One occupation of the list, by its NOC 2021 unit group (``codes``).

    With ``tested_on: work`` the person has ``months`` of full-time work, or the same in part time, in one of them within the last
    ``window_years``: in one stretch where ``continuous``, in Canada where ``in_canada_only``. With ``tested_on: offer`` the job
    offer is in one of them, and the four other keys are null or false. ``weakly_verified`` names the codes that rest on one source
    or none.
    """

    kind: Literal["occupation"]
    codes: tuple[str, ...]
    tested_on: Literal["work", "offer"]
    months: int | None
    continuous: bool
    window_years: int | None
    in_canada_only: bool
    weakly_verified: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = [code for code in self.codes if not is_unit_group(code)]
        if unknown or not self.codes:
            raise ValueError(f"not unit groups of NOC 2021: {', '.join(unknown) or 'none given'}")
        if len(set(self.codes)) < len(self.codes):
            raise ValueError("an occupation stands twice")
        if not set(self.weakly_verified) <= set(self.codes):
            raise ValueError("a code said to be weakly verified is not in the list")
        if self.tested_on == "work" and not (self.months and self.window_years):
            raise ValueError("work in an occupation is so many months within so many years")
        if self.tested_on == "offer" and (self.months or self.window_years or self.continuous or self.in_canada_only):
            raise ValueError("an offer has no months of work")


@dataclass(frozen=True, slots=True, config=CLOSED)
class Category:
    """One category.

    The first of ``requirements`` is what ``rule`` tests; a profile does not answer the others, ``other_requirements``.
    ``round_version`` is what the department calls this version in the names of its rounds, empty where no round was held under it.
    """

    name: Text
    round_version: str
    rule: Annotated[LanguageRule | OccupationRule, Field(discriminator="kind")]
    requirements: dict[str, Requirement]
    other_requirements: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.requirements or list(self.requirements)[1:] != list(self.other_requirements):
            raise ValueError("the rule tests the first requirement; other_requirements names all the others, in order")

    @property
    def tested(self) -> tuple[str, Requirement]:
        """The id of the requirement the rule tests, and the requirement."""
        return next(iter(self.requirements.items()))
