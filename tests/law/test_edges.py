"""The edges of the law that no whole person stands on by chance: both sides of each date, list and threshold, from the sources.

Cases a lawyer reads are in ``cases/``. These go through lists and dates one by one, which reads better as a table in a test.
"""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest

from openentry import Profile, decide
from openentry.law import load_book, load_law

Json = dict[str, Any]
DAY = date(2025, 7, 15)
FIRST = date(2015, 1, 1)

JOB: Json = {
    "noc": "21301",
    "employer": "Acme",
    "country": "IND",
    "employer_country": "IND",
    "physically_in_canada": False,
    "start": "2023-01-02",
    "end": "2024-01-07",
    "hours_per_week": 40,
    "paid": True,
    "self_employed": False,
    "full_time_student": False,
    "lead_statement": True,
    "main_duties": True,
    "primary_occupation": True,
    "qualified_to_practise_on": "2010-01-01",
    "meets_employment_requirements": True,
}
IN_CANADA: Json = {
    "country": "CAN",
    "employer_country": "CAN",
    "physically_in_canada": True,
    "authorized": True,
    "temporary_resident_status": True,
}
ENGLISH: Json = {"test": "celpip_general", "taken_on": "2025-01-10", "listening": 9, "reading": 9, "writing": 9, "speaking": 9}
PERSON: Json = {
    "person": {"date_of_birth": "1995-06-15"},
    "family": {"marital_status": "never_married", "size": 1},
    "language_tests": [ENGLISH],
    "first_official_language": "en",
    "education": [
        {"level": "bachelor", "country": "IND", "completed_on": "2012-05-01", "eca": {"body": "wes", "issued_on": "2024-11-15"}}
    ],
    "full_time_study_in_canada": [],
    "work": [JOB],
    "certificates_of_qualification": [],
    "job_offer": None,
    "authorization_to_work": None,
    "nomination": None,
    "funds_cad": 20000,
    "relatives_in_canada": [],
    "intends_to_live_in": "ON",
    "bars": [],
}
OFFER: Json = {
    "noc": "21301",
    "employers": ["Acme"],
    "full_time": True,
    "paid": True,
    "seasonal": False,
    "in_writing": True,
    "duration_months": 12,
    "indeterminate": False,
    "support": "exempt_permit",
    "ineligible_employer": False,
    "diplomatic_mission": False,
}
PERMIT: Json = {"kind": "exempt_permit", "exemption": "R205", "noc": "21301", "employers": ["Acme"], "expires_on": "2026-12-31"}


def found(day: date = DAY, **different: Any) -> Any:
    """The evaluation of the person with some answers replaced."""
    return decide(Profile.model_validate(copy.deepcopy(PERSON) | different), day).evaluation


def met(name: str, day: date = DAY, **different: Any) -> bool | None:
    """Whether one requirement is met."""
    evaluation = found(day, **different)
    answer: bool | None = {f.id: f.met for v in evaluation.programs.values() for f in v.findings}[name]
    return answer


def worked(**different: Any) -> list[Json]:
    """One job with some answers replaced."""
    return [JOB | different]


# Days on which each document came into force, from the sources named in it; the rest began with Express Entry.
LATER = """
categories.agriculture 2023-05-31 2025-02-27..2026-02-17
categories.education 2025-02-27 2026-02-18
categories.french 2023-05-31 2025-02-27 2026-02-18
categories.healthcare 2023-05-31 2025-02-27 2026-02-18
categories.military 2026-02-18
categories.physicians 2025-12-08 2026-02-18
categories.researchers 2026-02-18
categories.senior_managers 2026-02-18
categories.stem 2023-05-31 2025-02-27 2026-02-18
categories.trades 2023-05-31 2025-02-27 2026-02-18
categories.transport 2023-05-31..2025-02-26 2026-02-18
crs.canadian_education 2016-11-19
crs.counting 2015-01-01 2015-05-30 2016-11-19
crs.french 2017-06-06 2020-10-20
crs.job_offer 2015-01-01 2016-11-19..2025-03-24
crs.sibling 2017-06-06
crs.ties 2015-01-01 2017-06-06
crs.version 2015-01-01 2015-05-30 2016-11-19 2017-06-06 2020-10-20 2022-11-16 2025-03-25
funds.table 2014-01-01 2015-01-01 2016-01-01 2017-01-27 2018-01-01 2019-01-17 2020-01-01 2021-01-01 2022-05-11 2023-04-25 \
 2024-05-28 2025-07-07
language.pte_core 2024-01-30
procedure.apply_days 2015-01-01 2016-11-19 2018-06-26 2020-03-01 2021-06-29
procedure.checklist.medical_exam 2025-08-21
procedure.job_bank_days 2015-01-01..2017-06-05
programs.pnp_intention 2015-01-01 2026-03-30
switch.FRENCH-2026 2023-05-31
"""


def test_every_document_came_into_force_on_its_day() -> None:
    later = {line.split()[0]: line.split()[1:] for line in LATER.strip().splitlines()}
    for name, document in load_book().documents.items():
        versions = [f"{v.in_force}..{v.until}" if v.until else str(v.in_force) for v in document.versions]
        assert versions == later.get(name, [str(FIRST)]), name


def test_what_is_only_told_is_what_asks_nothing_of_a_profile() -> None:
    """Contract C42, with C44: CEC-10 says which occupation decides."""
    law = load_law(DAY)
    told = {
        name
        for document in ("general", "cec", "fsw", "fst", "pnp")
        for name, rule in law.content(f"programs.{document}").requirements.items()
        if rule.informative
    }
    assert told == {"CEC-07", "CEC-10", "CEC-11", "CEC-12", "CEC-14", "FSW-10", "FST-08", "PNP-05", "PNP-07"}
    assert not load_law(date(2026, 3, 29)).content("programs.pnp_intention").requirement.informative
    assert load_law(date(2026, 3, 30)).content("programs.pnp_intention").requirement.informative


@pytest.mark.parametrize(("noc", "level"), [("20012", 7), ("21301", 7), ("22301", 5), ("73300", 5)])
def test_the_level_asked_for_by_teer(noc: str, level: int) -> None:
    """R87.1(2)(d): 7 for TEER 0 and 1, 5 for TEER 2 and 3."""
    for lowest in (level - 1, level):
        tests = [ENGLISH | {"speaking": lowest}]
        assert met("CEC-09", work=worked(noc=noc, **IN_CANADA), language_tests=tests) is (lowest >= level)


def test_the_warning_about_a_clock_that_runs_from_the_day_of_the_test() -> None:
    """Contract C10: within 60 days of the second anniversary, here 10 January 2027."""

    def warned(day: date, **test: str) -> bool:
        return "warning.test_clock" in {w.id for w in found(day, language_tests=[ENGLISH | test]).warnings}

    assert not warned(date(2026, 11, 10))
    assert warned(date(2026, 11, 11))
    assert not warned(date(2026, 11, 11), result_on="2025-01-10")


def test_the_classification_of_occupations_before_16_november_2022() -> None:
    """Contract C18."""
    for day, warns in ((date(2022, 11, 15), True), (date(2022, 11, 16), False)):
        assert ("warning.skilled_before_noc_2021" in {w.id for w in found(day).warnings}) is warns


@pytest.mark.parametrize(
    ("body", "designated"),
    [
        ("ces", "2013-04-17"),
        ("icas", "2013-04-17"),
        ("wes", "2013-04-17"),
        ("mcc", "2013-04-17"),
        ("pebc", "2014-01-06"),
        ("iqas", "2015-08-06"),
        ("ices", "2015-08-06"),
        ("cacb", "2024-05-20"),
    ],
)
def test_an_assessment_counts_from_the_day_its_body_was_designated(body: str, designated: str) -> None:
    """R75(4); the days of designation."""
    first = date.fromisoformat(designated)
    for issued, counts in ((first - timedelta(days=1), False), (first, True)):
        credential = PERSON["education"][0] | {"eca": {"body": body, "issued_on": issued.isoformat()}}
        day = max(FIRST, first + timedelta(days=400))
        assert met("FSW-05", day, education=[credential]) is counts


@pytest.mark.parametrize("noc", ["31100", "31101", "31102", "31120", "21200"])
def test_occupations_whose_credential_a_professional_body_assesses(noc: str) -> None:
    """R75(2.1): three physicians' groups, pharmacists, architects."""
    assert met("FSW-06", work=worked(noc=noc)) is False
    body = {"31120": "pebc", "21200": "cacb"}.get(noc, "mcc")
    credential = PERSON["education"][0] | {"eca": {"body": body, "issued_on": "2024-11-15"}}
    assert met("FSW-06", work=worked(noc=noc), education=[credential]) is True


@pytest.mark.parametrize("noc", ["31103", "31121", "21201", "31110", "21301"])
def test_occupations_next_to_them(noc: str) -> None:
    assert met("FSW-06", work=worked(noc=noc)) is True


def test_architects_before_and_after_the_body_was_designated() -> None:
    """Designated on 20 May 2024; the reports of others count if issued before 31 October 2024."""
    late = [PERSON["education"][0] | {"eca": {"body": "wes", "issued_on": "2024-05-18"}}]
    architect = worked(noc="21200")
    assert met("FSW-06", date(2024, 5, 19), work=architect, education=late) is True
    for issued, counts in (("2024-10-30", True), ("2024-10-31", False)):
        credential = [PERSON["education"][0] | {"eca": {"body": "wes", "issued_on": issued}}]
        assert met("FSW-06", work=architect, education=credential) is counts


LISTED = [
    "72014",
    "72106",
    "72200",
    "72300",
    "72400",
    "72500",
    "73100",
    "73200",
    "73300",
    "73400",
    "82010",
    "82020",
    "82030",
    "83100",
]
LISTED += ["83110", "83120", "92010", "92020", "92100", "93100", "93101", "93102", "63200", "63201", "63202", "62200"]
NOT_LISTED = [
    "72600",
    "72601",
    "72602",
    "72604",
    "93200",
    "62010",
    "62020",
    "63210",
    "63220",
    "74102",
    "75110",
    "84100",
    "94100",
    "22300",
]


@pytest.mark.parametrize("noc", LISTED)
def test_listed_trades(noc: str) -> None:
    """R87.2(1)."""
    assert met("FST-11", work=worked(noc=noc)) is True


@pytest.mark.parametrize("noc", NOT_LISTED)
def test_trades_not_listed(noc: str) -> None:
    assert met("FST-11", work=worked(noc=noc)) is False


def test_the_window_of_five_years_for_a_trade() -> None:
    """R87.2(3)(b): two whole years that leave the window day by day."""
    two_years = worked(noc="72200", start="2020-07-15", end="2022-07-15")
    assert met("FST-02", date(2025, 7, 15), work=two_years) is True
    assert met("FST-02", date(2025, 7, 17), work=two_years) is False
    assert met("FST-02", date(2022, 7, 15), work=two_years) is True


def test_the_window_of_ten_years() -> None:
    """R75(2)(a): the year leaves the window day by day."""
    year = worked(start="2015-07-15", end="2016-07-14")
    assert met("FSW-01", date(2025, 7, 15), work=year) is True
    assert met("FSW-01", date(2025, 7, 16), work=year) is False


def test_sixty_six_and_sixty_seven_points() -> None:
    """R76(2): the number fixed by the Minister is 67. Language 24, education 21, experience 9, age 12 make 66."""
    assert found().grid.total == (66, 66)
    assert met("FSW-07") is False
    master = [PERSON["education"][0] | {"level": "master"}]
    at_67 = found(education=master, language_tests=[ENGLISH | {"speaking": 8}])
    assert at_67.grid.total == (67, 67)
    assert met("FSW-07", education=master, language_tests=[ENGLISH | {"speaking": 8}]) is True


@pytest.mark.parametrize(("exemption", "serves"), [("R204(a)", True), ("R204(c)", True), ("R205", True), ("other", False)])
def test_exemptions_that_serve_and_the_money_they_replace(exemption: str, serves: bool) -> None:
    """R82(2)(b) and R87.2(3)(d)(iii), with R76(1)(b)(ii) and R87.2(5)."""
    permit = PERMIT | {"exemption": exemption}
    assert met("FSW-08", funds_cad=0, job_offer=OFFER, authorization_to_work=permit) is serves
    trade: Json = {"funds_cad": 0, "work": worked(noc="72200"), "job_offer": OFFER | {"noc": "72200"}}
    assert met("FST-07", authorization_to_work=permit | {"noc": "72200"}, **trade) is serves


@pytest.mark.parametrize(("employers", "worker", "trade"), [(1, True, True), (2, False, True), (3, False, False)])
def test_how_many_employers_may_make_an_offer(employers: int, worker: bool, trade: bool) -> None:
    """R82(2): one; R87.2(3)(d): up to two."""
    offer = OFFER | {"support": "new_lmia", "noc": "72200", "employers": ["Acme", "Other", "Third"][:employers]}
    evaluation = found(work=worked(noc="72200"), job_offer=offer)
    assert evaluation.facts.fsw_offer.met is worker
    assert evaluation.facts.fst_offer.met is trade


def test_eleven_months_with_the_employer_are_too_few() -> None:
    """R82(2)(b): one year, continuous."""
    short = worked(start="2023-01-02", end="2023-12-03")
    assert found(work=short, job_offer=OFFER, authorization_to_work=PERMIT).facts.fsw_offer.met is False
    assert found(job_offer=OFFER, authorization_to_work=PERMIT).facts.fsw_offer.met is True


@pytest.mark.parametrize(("support", "kind", "case"), [("lmia_permit", "lmia_permit", "a"), ("new_lmia", "open_permit", "d")])
def test_offers_that_ask_for_no_time_with_the_employer(support: str, kind: str, case: str) -> None:
    """R82(2)(a), (d)."""
    permit = PERMIT | {"kind": kind, "exemption": None}
    offer = OFFER | {"support": support}
    assert found(work=worked(employer="Other"), job_offer=offer, authorization_to_work=permit).facts.fsw_offer.case == case


def test_study_and_work_that_adapt() -> None:
    """R83(1)(b), (c): sixteen months of study, twelve of full-time work; both sides of each."""
    for end, counts in (("2017-12-30", False), ("2017-12-31", True)):
        study = [{"start": "2016-09-01", "end": end, "programme_months": 24, "good_standing": True}]
        assert found(full_time_study_in_canada=study).grid.elements["AD-b"] is counts
    for end, counts in (("2024-12-30", False), ("2024-12-31", True)):
        work = worked(start="2024-01-01", end=end, **IN_CANADA)
        assert found(work=work).grid.elements["AD-c"] is counts
    short = [{"start": "2016-09-01", "end": "2018-08-31", "programme_months": 23, "good_standing": True}]
    assert found(full_time_study_in_canada=short).grid.elements["AD-b"] is False


RELATIVES = ["parent", "grandparent", "child", "grandchild", "sibling", "aunt_or_uncle", "niece_or_nephew"]


@pytest.mark.parametrize("relation", [*RELATIVES, "cousin", "other"])
def test_relatives_who_count(relation: str) -> None:
    """R83(1)(d), (5); contract C14."""
    relative = {"relation": relation, "of": "self", "citizen_or_permanent_resident": True, "lives_in_canada": True, "adult": True}
    assert found(relatives_in_canada=[relative]).grid.elements["AD-d"] is (relation in RELATIVES)


@pytest.mark.parametrize("province", ["AB", "BC", "MB", "NB", "NL", "NS", "NT", "ON", "PE", "SK", "YT", "QC", "NU"])
def test_provinces_that_nominate(province: str) -> None:
    """R87(2): all but Quebec and Nunavut take part."""
    nomination = {"province": province, "status": "accepted", "on": "2025-06-01"}
    assert met("PNP-01", nomination=nomination) is (province not in ("QC", "NU"))


def test_the_order_of_the_classes() -> None:
    assert load_law(FIRST).content("programs.order").order == ("pnp", "cec", "fsw", "fst")
    assert load_law(DAY).content("definitions").restricted_occupations == ()


@pytest.mark.parametrize(
    ("day", "continuous", "paid", "cases", "indeterminate", "waived"),
    [
        ("2015-01-01", True, False, ("a", "c", "d"), True, (None, None)),
        ("2015-05-30", False, False, ("a", "c", "d"), True, (None, None)),
        ("2016-11-19", False, True, ("a", "b", "c", "d"), False, ("2020-03-01", "2022-08-31")),
    ],
)
def test_what_work_study_and_offers_count_for_points(
    day: str, continuous: bool, paid: bool, cases: tuple[str, ...], indeterminate: bool, waived: tuple[str | None, str | None]
) -> None:
    """MI ss. 15, 19, 25, 29, 30 and their amendments of 30 May 2015 and 19 November 2016."""
    counting = load_law(date.fromisoformat(day)).content("crs.counting")
    assert (counting.window_years, counting.study_months) == (10, 8)
    assert (counting.canadian_work_continuous, counting.paid_only) == (continuous, paid)
    assert (counting.offer_cases, counting.offer_indeterminate) == (cases, indeterminate)
    assert (counting.study_waived_from, counting.study_waived_until) == waived


def test_the_second_language_has_a_cap_of_its_own() -> None:
    """MI s. 8: 22 with an accompanying spouse or partner, 24 without."""
    assert load_law(FIRST).content("crs.second_language").points.at == (22, 24)
