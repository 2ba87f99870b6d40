"""A few plain people, each with every question answered, and how to change a little of them.

``{"work.0.paid": False}`` sets a key, ``MISSING`` leaves it out.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

MISSING = object()
ABILITIES = ("listening", "reading", "writing", "speaking")


def changed(profile: Json, changes: Mapping[str, Any]) -> Json:
    """A copy of the profile with some keys set, or left out."""
    made = copy.deepcopy(profile)
    for path, value in changes.items():
        *above, last = [int(key) if key.isdigit() else key for key in path.split(".")]
        place: Any = made
        for key in above:
            place = place[key]
        if value is MISSING:
            del place[last]
        else:
            place[last] = value
    return made


def job(noc: str, **other: Any) -> Json:
    """Full-time skilled work in Canada since 9 January 2023, still going on, with every question answered."""
    whole = {
        "noc": noc,
        "employer": "Acme Ltd",
        "country": "CAN",
        "start": "2023-01-09",
        "end": None,
        "hours_per_week": 40,
        "paid": True,
        "self_employed": False,
        "full_time_student": False,
        "authorized": True,
        "temporary_resident_status": True,
        "employer_country": "CAN",
        "physically_in_canada": True,
        "lead_statement": True,
        "main_duties": True,
        "meets_employment_requirements": True,
        "primary_occupation": True,
        "qualified_to_practise_on": "2020-06-01",
    }
    return {key: value for key, value in (whole | other).items() if value is not MISSING}


def scores(test: str, *four: float) -> Json:
    """A sitting of 10 January 2025 with its result five days later."""
    dated = {"test": test, "taken_on": "2025-01-10", "result_on": "2025-01-15"}
    return dated | dict(zip(ABILITIES, four if len(four) == 4 else four * 4, strict=True))


#: CLB 9 or higher in all four abilities.
ENGLISH = scores("ielts_general", 8, 7, 7, 7)
DEGREE = {"level": "master", "country": "IND", "completed_on": "2018-05-31", "eca": {"body": "wes", "issued_on": "2024-02-01"}}

ENGINEER: Json = {
    "person": {"date_of_birth": "1995-03-20"},
    "family": {"marital_status": "never_married", "size": 1, "spouse": None},
    "language_tests": [ENGLISH],
    "first_official_language": "en",
    "education": [DEGREE],
    "full_time_study_in_canada": [],
    "work": [job("21231")],
    "certificates_of_qualification": [],
    "job_offer": None,
    "authorization_to_work": {"kind": "open_permit", "expires_on": "2027-01-31"},
    "nomination": None,
    "funds_cad": 30_000,
    "relatives_in_canada": [],
    "intends_to_live_in": "ON",
    "bars": [],
}
ELECTRICIAN: Json = changed(ENGINEER, {"work": [job("72200")], "certificates_of_qualification": [{"issued_on": "2022-04-04"}]})
NOMINATION = {"province": "ON", "status": "accepted", "on": "2025-06-02", "enhanced": True}
NOMINEE: Json = changed(ENGINEER, {"nomination": NOMINATION})
OFFER = {
    "noc": "21231",
    "employers": ["Acme Ltd"],
    "full_time": True,
    "paid": True,
    "seasonal": False,
    "in_writing": True,
    "duration_months": 24,
    "indeterminate": False,
    "support": "new_lmia",
    "ineligible_employer": False,
    "diplomatic_mission": False,
}
