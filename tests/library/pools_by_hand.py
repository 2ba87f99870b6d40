"""The Comprehensive Ranking System written a second time, straight from the tables of the instructions, for whole arrays.

It shares nothing with the library: no law data, no compiled tables, no packing. Each rule stands as a reader of the instructions
would write it down. Slow and large in memory, and meant to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

ABILITIES = ("listening", "reading", "writing", "speaking")

# Points for an age, with a spouse and without.
AGE_WITH = {
    18: 90,
    19: 95,
    **dict.fromkeys(range(20, 30), 100),
    30: 95,
    31: 90,
    32: 85,
    33: 80,
    34: 75,
    35: 70,
    36: 65,
    37: 60,
    38: 55,
    39: 50,
    40: 45,
    41: 35,
    42: 25,
    43: 15,
    44: 5,
}
AGE_WITHOUT = {
    18: 99,
    19: 105,
    **dict.fromkeys(range(20, 30), 110),
    30: 105,
    31: 99,
    32: 94,
    33: 88,
    34: 83,
    35: 77,
    36: 72,
    37: 66,
    38: 61,
    39: 55,
    40: 50,
    41: 39,
    42: 28,
    43: 17,
    44: 6,
}
EDUCATION_WITH = {
    "none": 0,
    "secondary": 28,
    "one_year": 84,
    "two_year": 91,
    "bachelor": 112,
    "two_or_more": 119,
    "master": 126,
    "doctorate": 140,
}
EDUCATION_WITHOUT = {
    "none": 0,
    "secondary": 30,
    "one_year": 90,
    "two_year": 98,
    "bachelor": 120,
    "two_or_more": 128,
    "master": 135,
    "doctorate": 150,
}
SPOUSE_EDUCATION = {
    "none": 0,
    "secondary": 2,
    "one_year": 6,
    "two_year": 7,
    "bachelor": 8,
    "two_or_more": 9,
    "master": 10,
    "doctorate": 10,
}
ONE_CREDENTIAL = ("one_year", "two_year", "bachelor")
TWO_OR_GRADUATE = ("two_or_more", "master", "doctorate")

Rows = Mapping[str, Any]


def score(rows: Rows, day: date) -> dict[str, Any]:
    """Every output column of DESIGN 5.1 but the id, on the law of ``day``."""
    spouse = rows["accompanying_spouse"]
    french_first = rows["first_language"] == "fr"
    english = [rows[f"en_{ability}"] for ability in ABILITIES]
    french = [rows[f"fr_{ability}"] for ability in ABILITIES]
    first = [np.where(french_first, f, e) for e, f in zip(english, french, strict=True)]
    second = [np.where(french_first, e, f) for e, f in zip(english, french, strict=True)]
    canadian, foreign, education = rows["canadian_work_years"], rows["foreign_work_years"], rows["education"]
    out: dict[str, Any] = {}

    # A. core human capital
    out["age"] = np.where(spouse, _of(rows["age"], AGE_WITH), _of(rows["age"], AGE_WITHOUT))
    out["education"] = np.where(spouse, _of(education, EDUCATION_WITH), _of(education, EDUCATION_WITHOUT))
    out["first_language"] = sum(
        np.where(
            spouse,
            _steps(x, (4, 6), (6, 8), (7, 16), (8, 22), (9, 29), (10, 32)),
            _steps(x, (4, 6), (6, 9), (7, 17), (8, 23), (9, 31), (10, 34)),
        )
        for x in first
    )
    out["second_language"] = np.minimum(sum(_steps(x, (5, 1), (7, 3), (9, 6)) for x in second), np.where(spouse, 22, 24))
    out["canadian_work"] = np.where(
        spouse,
        _steps(canadian, (1, 35), (2, 46), (3, 56), (4, 63), (5, 70)),
        _steps(canadian, (1, 40), (2, 53), (3, 64), (4, 72), (5, 80)),
    )
    out["core"] = out["age"] + out["education"] + out["first_language"] + out["second_language"] + out["canadian_work"]

    # B. spouse or partner
    out["spouse_education"] = np.where(spouse, _of(rows["spouse_education"], SPOUSE_EDUCATION), 0)
    out["spouse_language"] = np.where(spouse, sum(_steps(rows[f"spouse_{a}"], (5, 1), (7, 3), (9, 5)) for a in ABILITIES), 0)
    out["spouse_canadian_work"] = np.where(
        spouse, _steps(rows["spouse_canadian_work_years"], (1, 5), (2, 7), (3, 8), (4, 9), (5, 10)), 0
    )
    out["spouse"] = out["spouse_education"] + out["spouse_language"] + out["spouse_canadian_work"]

    # C. skill transferability: 13 or 25 for one credential or 1-2 years abroad, 25 or 50 for more
    lowest = np.min(first, axis=0)
    one, more = np.isin(education, ONE_CREDENTIAL), np.isin(education, TWO_OR_GRADUATE)
    some, long = (foreign == 1) | (foreign == 2), foreign >= 3
    language = np.where(lowest >= 9, 2, np.where(lowest >= 7, 1, 0))
    work = np.minimum(canadian, 2)
    out["education_and_language"] = _crossed(one, more, language)
    out["education_and_canadian_work"] = _crossed(one, more, work)
    out["foreign_work_and_language"] = _crossed(some, long, language)
    out["foreign_work_and_canadian_work"] = _crossed(some, long, work)
    out["certificate_and_language"] = np.where(rows["certificate_of_qualification"], _steps(lowest, (5, 25), (7, 50)), 0)
    by_education = np.minimum(out["education_and_language"] + out["education_and_canadian_work"], 50)
    by_foreign = np.minimum(out["foreign_work_and_language"] + out["foreign_work_and_canadian_work"], 50)
    out["transferability"] = np.minimum(by_education + by_foreign + out["certificate_and_language"], 100)

    # D. additional points
    nothing = np.zeros(len(lowest), np.int64)
    out["nomination"] = np.where(rows["nomination"], 600, 0)
    offer = rows["job_offer"]
    if day < date(2016, 11, 19):
        out["job_offer"] = np.where(offer == "none", 0, 600)
    elif day < date(2025, 3, 25):
        out["job_offer"] = np.where(offer == "major_group_00", 200, np.where(offer == "other", 50, 0))
    else:
        out["job_offer"] = nothing
    study = rows["canadian_education"]
    out["canadian_education"] = (
        np.where(study == "three_year_or_more", 30, np.where(study == "one_or_two_year", 15, 0))
        if day >= date(2016, 11, 19)
        else nothing
    )
    out["sibling"] = np.where(rows["sibling_in_canada"], 15, 0) if day >= date(2017, 6, 6) else nothing
    both = (25, 50) if day >= date(2020, 10, 20) else (15, 30) if day >= date(2017, 6, 6) else (0, 0)
    out["french"] = np.where(np.min(french, axis=0) >= 7, np.where(np.min(english, axis=0) >= 5, both[1], both[0]), 0)
    out["additional"] = np.minimum(
        sum(out[name] for name in ("nomination", "job_offer", "canadian_education", "sibling", "french")), 600
    )

    out["total"] = out["core"] + out["spouse"] + out["transferability"] + out["additional"]
    return out


def _of(values: Any, points: Mapping[Any, int]) -> Any:
    """The points of each value; none for a value that is not named."""
    found = np.zeros(len(values), np.int64)
    for value, worth in points.items():
        found[values == value] = worth
    return found


def _steps(values: Any, *steps: tuple[int, int]) -> Any:
    """The points of the highest step reached."""
    found = np.zeros(len(values), np.int64)
    for least, worth in steps:
        found[values >= least] = worth
    return found


def _crossed(lower: Any, upper: Any, step: Any) -> Any:
    return np.where(upper, 25 * step, np.where(lower, np.array([0, 13, 25])[step], 0))
