"""The handful of facts a scenario changes: read from a decision as the values of a form, and written back into a profile.

A value that was not changed leaves its part of the profile untouched, to the day and the hour; one that was replaces that part.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from openentry import Decision, Profile
from openentry.advice.declared import PROGRAM_YEARS, qualifying_offer, study_inside_canada
from openentry.advice.family import swapped
from openentry.advice.lever import with_record
from openentry.decision.document import facts_row
from openentry.law import Law
from openentry.law.occupations import teer
from openentry.law.shapes.language import ABILITIES
from openentry.profile import LANGUAGE_OF_TEST, LanguageTest
from openentry.profile.person import PARTNERED
from openentry.work import years_before

Json = dict[str, Any]
Values = dict[str, str]

MOST_CANADA, MOST_ABROAD = 5, 3
ENGLISH = tuple(test for test, language in LANGUAGE_OF_TEST.items() if language == "en")
FRENCH = tuple(test for test, language in LANGUAGE_OF_TEST.items() if language == "fr")
LEVELS = ("none", "secondary", "one_year", "two_year", "bachelor", "two_or_more", "master", "doctorate")
PARTNERS = ("none", "coming", "not_coming", "canadian")
#: The keys of a test, by whose and which it is.
TESTS = {"en": ENGLISH, "fr": FRENCH, "spouse": ENGLISH + FRENCH}
_NO, _YES = "no", "yes"
_RIGHT = {
    "paid": True,
    "self_employed": False,
    "full_time_student": False,
    "lead_statement": True,
    "main_duties": True,
}
_OF_A_TRADE = ("meets_employment_requirements", "qualified_to_practise_on")
_IN_CANADA = {
    "country": "CAN",
    "employer_country": "CAN",
    "physically_in_canada": True,
    "authorized": True,
    "temporary_resident_status": True,
}


def test_keys(whose: str) -> tuple[str, ...]:
    """The names of the values of a test: which, the day, the four scores."""
    return tuple(f"{whose}_{part}" for part in ("test", "on", *ABILITIES))


# --- reading ---


def read(decision: Decision) -> Values:
    """The facts as values of the form: texts, days as ISO dates, "" for what is not known."""
    profile, facts = decision.evaluation.facts.profile, decision.evaluation.facts
    row = facts_row(facts)
    found: Values = {"birth": _iso(profile.person.date_of_birth if profile.person else None)}
    for language in ("en", "fr"):
        at = facts.languages[language].sitting
        found |= _test(language, profile.language_tests, language, at)
    found["first"] = profile.first_official_language or ""
    found["education"] = _text(row["education"])
    found["studied"] = _truth(None if row["canadian_education"] is None else row["canadian_education"] != "none")
    found["noc"] = _occupation(profile)
    found["canada"] = _years(row["canadian_work_years"], MOST_CANADA)
    found["abroad"] = _years(row["foreign_work_years"], MOST_ABROAD)
    found["partner"] = _partner(profile)
    spouse = profile.family.spouse if profile.family else None
    found["spouse_education"] = _text(facts.spouse_schooling.level) if spouse else ""
    tests = spouse.language_tests if spouse else None
    found |= _test("spouse", tests, None, facts.spouse_language.sitting if spouse else None)
    found["spouse_canada"] = _years(row["spouse_canadian_work_years"], MOST_CANADA) if spouse else ""
    held = profile.nomination
    accepted = held is not None and held.status == "accepted"
    found["nomination"] = (held.province or "") if held and accepted else ("none" if profile.known("nomination") else "")
    certificates = profile.certificates_of_qualification
    found["certificate"] = _truth(None if certificates is None else bool(certificates))
    found["offer"] = _truth(profile.job_offer is not None if profile.known("job_offer") else None)
    found["sibling"] = _truth(row["sibling_in_canada"])
    found["funds"] = "" if profile.funds_cad is None else str(profile.funds_cad)
    return found


def _test(whose: str, tests: tuple[LanguageTest, ...] | None, language: str | None, at: int | None) -> Values:
    keys = test_keys(whose)
    if tests is None:
        return dict.fromkeys(keys, "")
    if at is None:
        of = [n for n, test in enumerate(tests) if language in (None, test.language)]
        at = of[-1] if of else None
    if at is None:
        return dict.fromkeys(keys, "") | {keys[0]: "none"}
    test = tests[at]
    scores = [_text(getattr(test, ability)) for ability in ABILITIES]
    return dict(zip(keys, [test.test or "", _iso(test.taken_on), *scores], strict=True))


def _occupation(profile: Profile) -> str:
    jobs = [job for job in profile.work or () if job.noc]
    primary = [job for job in jobs if job.primary_occupation]
    last = sorted(primary or jobs, key=lambda job: (job.end or date.max, job.start or date.min))
    return last[-1].noc or "" if last else ""


def _partner(profile: Profile) -> str:
    family = profile.family
    if family is None or family.partnered is None:
        return ""
    if not family.partnered:
        return "none"
    spouse = family.spouse
    if spouse is None:
        return ""
    if spouse.citizen_or_permanent_resident:
        return "canadian"
    return {True: "coming", False: "not_coming", None: ""}[spouse.accompanying]


def _years(found: int | None, most: int) -> str:
    return "" if found is None else str(min(found, most))


def _text(found: Any) -> str:
    return "" if found is None else f"{found.normalize():f}" if isinstance(found, Decimal) else str(found)


def _truth(found: bool | None) -> str:
    return {True: _YES, False: _NO, None: ""}[found]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


# --- writing ---


def write(decision: Decision, wanted: Mapping[str, str], day: date) -> Json:
    """The profile of ``decision`` with what differs in ``wanted`` put in its place. Work and studies end, or go on, on ``day``."""
    before = read(decision)
    declared = decision.evaluation.facts.profile.declared()
    changed = {key for key, value in wanted.items() if value and value != before.get(key)}
    # A box that was emptied on purpose: a test without its scores is refused before, everything else stays as it was.
    if "birth" in changed:
        declared["person"] = {**declared.get("person", {}), "date_of_birth": wanted["birth"]}
    if "partner" in changed:
        declared = _with_partner(declared, wanted["partner"])
    for language in ("en", "fr"):
        if changed.intersection(test_keys(language)):
            declared["language_tests"] = _with_test(declared.get("language_tests", []), wanted, language, language)
    if "first" in changed:
        declared["first_official_language"] = wanted["first"]
    if changed & {"education", "studied"}:
        level, law = wanted["education"] or before["education"], decision.evaluation.law
        declared["education"] = _credentials(law, level, wanted.get("studied") == _YES, day)
    declared = _with_work(decision, declared, wanted, changed, day)
    if declared.get("family", {}).get("spouse"):
        declared = _with_spouse(decision, declared, wanted, changed, day)
    return _with_the_rest(declared, wanted, changed, day)


def _with_partner(declared: Json, partner: str) -> Json:
    family = dict(declared.get("family", {}))
    had = family.get("spouse") is not None
    if partner == "none":
        if family.get("marital_status", "married") in PARTNERED:
            family["marital_status"] = "never_married"
        family |= {"spouse": None, "size": max(1, family.get("size", 2) - had)}
        relatives = [one for one in declared.get("relatives_in_canada", []) if one.get("of") != "spouse"]
        return {**declared, "family": family, **({"relatives_in_canada": relatives} if "relatives_in_canada" in declared else {})}
    if family.get("marital_status") not in PARTNERED:
        family["marital_status"] = "married"
    nothing: Json = {key: [] for key in ("education", "language_tests", "work", "full_time_study_in_canada")}
    answers = {"accompanying": partner != "not_coming", "citizen_or_permanent_resident": partner == "canadian"}
    family |= {
        "spouse": {**(family["spouse"] if had else nothing), **answers},
        "size": max(2, family.get("size", 1) + (not had)),
    }
    return {**declared, "family": family}


def _with_test(tests: list[Json], wanted: Mapping[str, str], whose: str, language: str | None) -> list[Json]:
    """The one sitting there is of a language, in the place of all others of it."""
    others = [one for one in tests if language and LANGUAGE_OF_TEST.get(one.get("test", "")) not in (language, None)]
    test, on = wanted[f"{whose}_test"], wanted[f"{whose}_on"]
    if test == "none":
        return others
    scores = {ability: _number(wanted[f"{whose}_{ability}"]) for ability in ABILITIES}
    same = [one for one in tests if (one.get("test"), one.get("taken_on")) == (test, on)]
    return [*others, {**(same[-1] if same else {}), "test": test, "taken_on": on, **scores}]


def _number(typed: str) -> int | float:
    number = Decimal(typed)
    return int(number) if number == int(number) else float(number)


def _credentials(law: Law, level: str, in_canada: bool, day: date) -> list[Json]:
    """Credentials that come to a level, completed on the day, in Canada so that they need no assessment."""
    if level in ("none", ""):
        return []
    top, *more = ("bachelor", "one_year") if level == "two_or_more" else (level,)
    credential = {"country": "CAN", "completed_on": day.isoformat(), "professional_degree": False, "eca": None}
    first = {
        **credential,
        "level": top,
        "study_in_canada": study_inside_canada(law, top) if in_canada and top in PROGRAM_YEARS else None,
    }
    return [first, *({**credential, "level": lower, "study_in_canada": None} for lower in more)]


def _with_work(decision: Decision, declared: Json, wanted: Mapping[str, str], changed: set[str], day: date) -> Json:
    if "noc" in changed and "work" in declared:
        declared = {**declared, "work": [{**job, "noc": wanted["noc"]} for job in declared["work"]]}
    if not changed & {"canada", "abroad"}:
        return declared
    jobs: list[Json] = declared.get("work", [])
    began = day
    if "canada" in changed:
        others = [job for job in jobs if job.get("country") != "CAN"]
        jobs = [*others, *_job(decision, others, jobs, wanted, _IN_CANADA, int(wanted["canada"]), None, day)]
    canada = wanted.get("canada") or "0"
    began = _earlier(day, int(canada)) if canada != "0" else day
    if "abroad" in changed:
        others = [job for job in jobs if job.get("country") == "CAN"]
        where = next((job["country"] for job in reversed(jobs) if job.get("country") not in (None, "CAN")), _home(declared))
        elsewhere = {"country": where, "employer_country": where, "physically_in_canada": False}
        jobs = [*others, *_job(decision, others, jobs, wanted, elsewhere, int(wanted["abroad"]), began, day)]
    return {**declared, "work": jobs}


def _job(
    decision: Decision,
    others: list[Json],
    before: list[Json],
    wanted: Mapping[str, str],
    where: Json,
    years: int,
    until: date | None,
    day: date,
) -> list[Json]:
    """One full-time job of so many years up to a day; none for no years. A week more, so that every day of the years is there."""
    if years == 0:
        return []
    noc = wanted["noc"]
    like = next((job for job in reversed(before) if job.get("noc") == noc), {})
    primary = {job["noc"] for job in others if job.get("primary_occupation") and "noc" in job}
    trade = {key: value for key, value in like.items() if key in _OF_A_TRADE}
    end = until or day
    start = date.fromordinal(_earlier(end, years).toordinal() - 7)
    return [
        {
            **_RIGHT,
            **where,
            **trade,
            "noc": noc,
            "start": start.isoformat(),
            "end": None if until is None or until >= day else until.isoformat(),
            "hours_per_week": decision.evaluation.law.content("definitions").full_time_hours,
            "primary_occupation": not primary or noc in primary,
        }
    ]


def _earlier(day: date, years: int) -> date:
    return date.fromordinal(years_before(day.toordinal(), years))


def _home(declared: Json) -> str:
    """A country other than Canada that the person has named."""
    person = declared.get("person", {})
    named = (person.get("country_of_residence"), person.get("citizenship"))
    return next((country for country in named if country not in (None, "CAN")), "IND")


def _with_spouse(decision: Decision, declared: Json, wanted: Mapping[str, str], changed: set[str], day: date) -> Json:
    spouse: Json = declared["family"]["spouse"]
    if changed.intersection(test_keys("spouse")):
        declared = with_record(declared, True, {"language_tests": _with_test([], wanted, "spouse", None)})
    if "spouse_education" in changed:
        declared = with_record(
            declared, True, {"education": _credentials(decision.evaluation.law, wanted["spouse_education"], False, day)}
        )
    if "spouse_canada" in changed:
        others = [job for job in spouse.get("work", []) if job.get("country") != "CAN"]
        skilled = decision.evaluation.law.content("definitions").skilled_teer
        theirs = [job["noc"] for job in spouse.get("work", []) if "noc" in job and teer(job["noc"]) in skilled]
        noc = theirs[-1] if theirs else wanted.get("noc") or "00010"  # any skilled occupation counts alike for a spouse
        job = _job(decision, others, [], {"noc": noc}, _IN_CANADA, int(wanted["spouse_canada"]), None, day)
        declared = with_record(declared, True, {"work": [*others, *job]})
    return declared


def _with_the_rest(declared: Json, wanted: Mapping[str, str], changed: set[str], day: date) -> Json:
    new = dict(declared)
    if "nomination" in changed:
        on = {"status": "accepted", "on": day.isoformat(), "enhanced": True, "passive_investment": False}
        place = wanted["nomination"]
        new["nomination"] = None if place == "none" else {"province": place, **on}
        if place != "none":
            new["intends_to_live_in"] = place
    if "certificate" in changed:
        trade = {"noc": wanted["noc"]} if wanted.get("noc") else {}
        new["certificates_of_qualification"] = [{**trade, "issued_on": day.isoformat()}] if wanted["certificate"] == _YES else []
    if "offer" in changed:
        new["job_offer"] = qualifying_offer(wanted.get("noc"), ["–"], "new_lmia") if wanted["offer"] == _YES else None
    if "sibling" in changed:
        kept = [one for one in new.get("relatives_in_canada", []) if one.get("relation") != "sibling"]
        sibling = {
            "relation": "sibling",
            "of": "self",
            "citizen_or_permanent_resident": True,
            "lives_in_canada": True,
            "adult": True,
        }
        new["relatives_in_canada"] = [*kept, sibling] if wanted["sibling"] == _YES else kept
    if "funds" in changed:
        new["funds_cad"] = int(wanted["funds"])
    return new


def other_order(profile: Profile) -> Json | None:
    """The facts with the spouse or partner as the principal applicant; None where there is none who comes along."""
    spouse = profile.family.spouse if profile.family else None
    if spouse is None or not spouse.accompanying or spouse.citizen_or_permanent_resident:
        return None
    return swapped(profile.declared())
