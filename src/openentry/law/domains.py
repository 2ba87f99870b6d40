"""What the law's tables may speak of: the facts of the ranking system and of the selection grid, each with its whole domain.

A table is total when it has a row for every value here. Numbers beyond the end of a domain are read as its last value: nobody
is awarded anything for the sixty-first year of work.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

ABILITIES = ("listening", "reading", "writing", "speaking")
EDUCATION = ("none", "secondary", "one_year", "two_year", "bachelor", "two_or_more", "master", "doctorate")
CANADIAN_EDUCATION = ("none", "one_or_two_year", "three_year_or_more")
JOB_OFFER = ("none", "other", "major_group_00")
#: The two columns of the tables of the ranking system (MI s. 1): coming with a spouse or partner who is neither citizen nor
#: permanent resident, or not.
COLUMNS = ("with_spouse", "without_spouse")
WITH_SPOUSE, WITHOUT_SPOUSE = 0, 1
HIGHEST_LEVEL = 12
OLDEST = 120
MOST_YEARS = 60
NO_OCCUPATION = "none"


@dataclass(frozen=True)
class Domain:
    """All values a fact can take, the one that never earns points first where there is one."""

    values: tuple[Any, ...]

    @property
    def numeric(self) -> bool:
        """Whether the values are whole numbers from 0 to the last."""
        return type(self.values[0]) is int

    @cached_property
    def position(self) -> dict[Any, int]:
        """The place of each value in the domain."""
        return {value: at for at, value in enumerate(self.values)}


_LEVELS = Domain(tuple(range(HIGHEST_LEVEL + 1)))
_YEARS = Domain(tuple(range(MOST_YEARS + 1)))
_EDUCATION = Domain(EDUCATION)
_YES_NO = Domain((False, True))


def _occupations() -> Domain:
    from openentry.law.occupations import unit_groups

    return Domain((NO_OCCUPATION, *unit_groups()))


_FIXED: dict[str, Domain] = {
    "age": Domain(tuple(range(OLDEST + 1))),
    "education": _EDUCATION,
    **{f"{who}_{ability}": _LEVELS for who in ("first", "second", "spouse") for ability in ABILITIES},
    "first_lowest": _LEVELS,
    "second_lowest": _LEVELS,
    "english_for_french": _LEVELS,  # the English level the French points look at: the lowest ability (switch FRENCH-MIXED)
    "french_lowest": _LEVELS,
    "canadian_work_years": _YEARS,
    "foreign_work_years": _YEARS,
    "certificate_of_qualification": _YES_NO,
    "sibling_in_canada": _YES_NO,
    "nomination": _YES_NO,
    "spouse_education": _EDUCATION,
    "spouse_canadian_work_years": _YEARS,
    "canadian_education": Domain(CANADIAN_EDUCATION),
    "job_offer": Domain(JOB_OFFER),
    # The selection grid of the Federal Skilled Worker class (R79-R83).
    "skilled_work_years": _YEARS,
    "arranged_employment": _YES_NO,
}
#: Every fact a table may be looked up by. ``canadian_occupation`` (the unit group with most counted Canadian work of at least a
#: year) is listed on demand.
FACT_NAMES = (*_FIXED, "canadian_occupation")
_made: dict[str, Domain] = {}


def domain(fact: str) -> Domain:
    """The domain of a fact; KeyError for a name that is none."""
    if fact == "canadian_occupation":
        return _made.get(fact) or _made.setdefault(fact, _occupations())
    return _FIXED[fact]
