"""What a person would declare of a change they make: a job offer that qualifies, study inside Canada."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openentry.law import Law

#: How many years of full-time study the shortest program of a level takes.
PROGRAM_YEARS = {"one_year": 1, "two_year": 2, "bachelor": 3, "master": 1, "doctorate": 3}


def qualifying_offer(noc: str | None, employers: Sequence[str], support: str) -> dict[str, Any]:
    """A written, full-time, paid offer without an end (IRPR 82(2), 87.2(3)(d)), in the occupation ``noc`` where one is named."""
    return {
        **({"noc": noc} if noc else {}),
        "employers": list(employers),
        "full_time": True,
        "paid": True,
        "seasonal": False,
        "in_writing": True,
        "duration_months": None,
        "indeterminate": True,
        "support": support,
        "ineligible_employer": False,
        "diplomatic_mission": False,
    }


def study_inside_canada(law: Law, level: str) -> dict[str, Any]:
    """Full-time study inside Canada for a credential of that level, of the length the ranking system asks for (MI s. 30)."""
    months = PROGRAM_YEARS[level] * law.content("crs.counting").study_months
    return {
        "full_time": True,
        "months_enrolled": months,
        "months_present": months,
        "distance_learning": False,
        "language_study_over_half": False,
        "return_home_award": False,
    }
