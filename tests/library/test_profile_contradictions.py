"""Statements of a profile that cannot both hold, and unusual ones that can."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from openentry.profile import Family, Profile
from tests.library.profile_says import said, sentence

BORN = {"date_of_birth": "1990-06-15"}
MARRIED = {"marital_status": "married", "spouse": {}}


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        ({"work": [{"start": "2024-01-02", "end": "2024-01-01"}]}, "work[0].end", "period.end_before_start"),
        (
            {"full_time_study_in_canada": [{"start": "2024-01-02", "end": "2024-01-01"}]},
            "full_time_study_in_canada[0].end",
            "period.end_before_start",
        ),
        (
            {"education": [{"study_in_canada": {"started_on": "2024-01-02", "ended_on": "2024-01-01"}}]},
            "education[0].study_in_canada.ended_on",
            "period.end_before_start",
        ),
        (
            {"family": MARRIED | {"spouse": {"work": [{}, {"start": "2024-01-02", "end": "2024-01-01"}]}}},
            "family.spouse.work[1].end",
            "period.end_before_start",
        ),
        (
            {"person": {"passport": {"issued_on": "2024-01-02", "expires_on": "2024-01-01"}}},
            "person.passport.expires_on",
            "passport.expiry_before_issue",
        ),
        (
            {"language_tests": [{"taken_on": "2025-01-10", "result_on": "2025-01-09"}]},
            "language_tests[0].result_on",
            "test.result_before_test",
        ),
        (
            {"education": [{"completed_on": "2025-01-10", "eca": {"issued_on": "2025-01-09"}}]},
            "education[0].eca.issued_on",
            "eca.before_credential",
        ),
        ({"family": {"marital_status": "divorced", "spouse": {}}}, "family.spouse", "family.spouse_without_partner"),
        ({"family": {"marital_status": "separated", "spouse": {}}}, "family.spouse", "family.spouse_without_partner"),
        ({"family": {"marital_status": "common_law", "spouse": None}}, "family.spouse", "family.partner_without_spouse"),
        ({"family": {"marital_status": "married", "size": 1}}, "family.size", "family.size"),
        ({"family": {"spouse": {}, "size": 1}}, "family.size", "family.size"),
        ({"work": [{"country": "IND", "physically_in_canada": True}]}, "work[0].physically_in_canada", "work.not_in_canada"),
        (
            {"job_offer": {"indeterminate": True, "duration_months": 24}},
            "job_offer.duration_months",
            "job_offer.length_of_indeterminate",
        ),
        (
            {"family": {"marital_status": "widowed"}, "relatives_in_canada": [{"of": "self"}, {"of": "spouse"}]},
            "relatives_in_canada[1].of",
            "relative.no_spouse",
        ),
        (
            {
                "language_tests": [
                    {"test": "ielts_general", "use": True},
                    {"test": "tef_canada", "use": True},
                    {"test": "pte_core", "use": True},
                ]
            },
            "language_tests[2].use",
            "test.two_in_use",
        ),
        (
            {
                "work": [
                    {"noc": "21232", "primary_occupation": True},
                    {"noc": "21231", "primary_occupation": False},
                    {"noc": "21232", "primary_occupation": True},
                    {"noc": "21231", "primary_occupation": True},
                ]
            },
            "work[3].primary_occupation",
            "work.two_primary_occupations",
        ),
    ],
)
def test_contradictions(data: dict[str, Any], place: str, message: str) -> None:
    assert said(data) == [(place, message)]


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ({"language_tests": [{"taken_on": "1990-06-14"}]}, "language_tests[0].taken_on"),
        ({"language_tests": [{"result_on": "1990-06-14"}]}, "language_tests[0].result_on"),
        ({"education": [{"completed_on": "1990-06-14"}]}, "education[0].completed_on"),
        ({"education": [{"eca": {"issued_on": "1990-06-14"}}]}, "education[0].eca.issued_on"),
        ({"education": [{"study_in_canada": {"started_on": "1990-06-14"}}]}, "education[0].study_in_canada.started_on"),
        ({"work": [{"start": "1990-06-14"}]}, "work[0].start"),
        ({"work": [{"end": "1990-06-14"}]}, "work[0].end"),
        ({"work": [{"qualified_to_practise_on": "1990-06-14"}]}, "work[0].qualified_to_practise_on"),
        ({"full_time_study_in_canada": [{"start": "1990-06-14"}]}, "full_time_study_in_canada[0].start"),
    ],
)
def test_nothing_comes_before_birth(part: dict[str, Any], place: str) -> None:
    assert said({"person": BORN} | part) == [(place, "before_birth")]
    assert said({"family": MARRIED | {"spouse": BORN | part}}) == [(f"family.spouse.{place}", "before_birth")]
    on_the_day = json.loads(json.dumps(part).replace("06-14", "06-15"))
    Profile.model_validate({"person": BORN} | on_the_day)
    Profile.model_validate(part)  # the day of birth is not known: nothing to compare with


def test_a_certificate_or_a_passport_before_birth() -> None:
    data = {"person": BORN, "certificates_of_qualification": [{"issued_on": "1990-06-14"}]}
    assert said(data) == [("certificates_of_qualification[0].issued_on", "before_birth")]
    assert said({"person": BORN | {"passport": {"issued_on": "1990-06-14"}}}) == [("person.passport.issued_on", "before_birth")]


@pytest.mark.parametrize(
    "data",
    [
        {"work": [{"start": "2024-01-01", "end": "2024-01-01"}]},
        {"education": [{"completed_on": "2025-01-10", "eca": {"issued_on": "2025-01-10"}}]},
        {"education": [{"completed_on": None, "eca": {"issued_on": "2025-01-10"}}]},
        {"person": {"passport": {"issued_on": "2024-01-01", "expires_on": "2024-01-01"}}},
        {"language_tests": [{"taken_on": "2025-01-10", "result_on": "2025-01-10"}]},
        {"language_tests": [{"test": "ielts_general", "use": True}, {"test": "ielts_general", "use": False}, {"use": True}]},
        {"family": {"marital_status": "married", "size": 2}},
        {"family": {"marital_status": "separated", "spouse": None, "size": 1}},
        {"family": {"spouse": {}}},
        {"family": MARRIED, "relatives_in_canada": [{"of": "spouse"}]},
        {"relatives_in_canada": [{"of": "spouse"}]},
        {"work": [{"country": "CAN", "physically_in_canada": True}, {"physically_in_canada": True}]},
        {"work": [{"country": "IND", "physically_in_canada": False, "employer_country": "CAN"}]},
        {"work": [{"primary_occupation": True}, {"noc": "21232", "primary_occupation": True}]},
        {"job_offer": {"indeterminate": True, "duration_months": None}},
        {"nomination": {"province": "QC", "status": "accepted"}},
        {"bars": [{"kind": "misrepresentation", "until": "2001-01-01"}]},
    ],
)
def test_what_is_unusual_but_no_contradiction(data: dict[str, Any]) -> None:
    assert Profile.model_validate(data).declared() == data


@pytest.mark.parametrize(
    ("family", "partnered"),
    [
        ({}, None),
        ({"marital_status": "married"}, True),
        ({"marital_status": "separated"}, False),
        ({"spouse": None}, False),
        ({"spouse": {}}, True),
    ],
)
def test_whether_there_is_a_partner(family: dict[str, Any], partnered: bool | None) -> None:
    assert Family.model_validate(family).partnered is partnered


# --- weeks of more than 168 hours (C34) ---


def jobs(*spans: tuple[str, str | None, float]) -> list[dict[str, Any]]:
    return [{"start": start, "end": end, "hours_per_week": hours} for start, end, hours in spans]


@pytest.mark.parametrize(
    "work",
    [
        jobs(("2024-01-01", None, 100), ("2024-03-04", None, 68.01)),
        jobs(("2024-01-01", "2024-03-10", 100), ("2024-03-04", "2024-03-10", 100)),
        jobs(("2024-01-01", None, 60), ("2024-01-01", None, 60), ("2030-05-01", None, 60)),
        # 90 h + 90 h from Tuesday to Sunday: 6/7 of 180 and one day of 90 = 167.14; a third job of 7 h passes the line
        jobs(("2024-01-01", None, 90), ("2024-01-02", "2024-01-07", 90), ("2024-01-01", "2024-01-07", 7)),
        # the excess shows in the second of the two weeks that the short job touches
        jobs(("2024-01-01", None, 100), ("2024-01-07", "2024-01-14", 80)),
    ],
)
def test_weeks_that_have_too_many_hours(work: list[dict[str, Any]]) -> None:
    assert said({"work": work}) == [(f"work[{len(work) - 1}].hours_per_week", "work.impossible_week")]
    assert said({"family": MARRIED | {"spouse": {"work": work}}})[0][1] == "work.impossible_week"


@pytest.mark.parametrize(
    "work",
    [
        jobs(("2024-01-01", None, 100), ("2024-03-04", None, 68)),
        jobs(("2024-01-01", "2024-03-10", 168), ("2024-03-11", "2024-06-30", 168)),
        # one job follows the other in mid-week, on the same day: together 8 days of 100/7 h in that week
        jobs(("2024-01-01", "2024-03-13", 100), ("2024-03-13", None, 100)),
        jobs(("2024-01-01", None, 90), ("2024-01-02", "2024-01-07", 90)),
        [{"start": "2024-01-01", "end": None, "hours_per_week": 168}, {"hours_per_week": 168, "end": None}],
        [{"start": "2024-01-01", "hours_per_week": 168}, {"start": "2024-01-08", "hours_per_week": 168}],
        [{"start": "2024-01-01", "end": None, "hours_per_week": 168}, {"start": "2024-01-08", "end": None}],
    ],
)
def test_weeks_that_a_week_can_hold(work: list[dict[str, Any]]) -> None:
    Profile.model_validate({"work": work})


def test_the_week_and_its_jobs_are_named() -> None:
    work = jobs(("2024-01-01", None, 100), ("2020-01-01", "2020-12-31", 40), ("2024-03-06", None, 168))
    said_ = sentence({"work": work})
    assert "In the week of 4\xa0March\xa02024 the jobs work[0] and work[2] add up to more than the 168 hours" in said_


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(20, 120)), min_size=2, max_size=4))
def test_impossible_weeks_against_counting_every_day(spans: list[tuple[int, int, int]]) -> None:
    first = date(2024, 1, 1).toordinal()  # a Monday
    work = [
        {"start": date.fromordinal(first + a), "end": date.fromordinal(first + a + length), "hours_per_week": hours}
        for a, length, hours in spans
    ]
    weeks = [
        sum(hours for day in range(monday, monday + 7) for a, length, hours in spans if a <= day <= a + length)
        for monday in range(0, 84, 7)
    ]
    try:
        Profile.model_validate({"work": work})
        refused = False
    except ValidationError:
        refused = True
    assert refused == any(week > 168 * 7 for week in weeks)
