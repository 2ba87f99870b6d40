"""Random people: profiles that hold, from a blank page to every question answered.

    profile_dicts()             what json.loads would give           profiles()          the same, read
    profile_dicts(complete=True)  every key answered                 works(), tests(), credentials() ...   the parts

Days lie between 2010 and 2027, so that windows, anniversaries and jobs that have not begun yet all occur around any day one
decides for. No profile contradicts itself, and every score is on its test's scale.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from openentry.profile import Profile

Json = dict[str, Any]

FIRST, LAST = date(2010, 1, 1), date(2027, 12, 31)
BORN_FROM, BORN_TO = date(1960, 1, 1), date(2007, 12, 31)

# TEER 0 to 5, the trades of R87.2(1) and the groups left out of them, and codes with leading zeros
NOCS = (
    "00012 00015 10010 11100 12200 13110 14100 20012 21200 21232 21300 22221 31100 31102 31120 31301 32101 33102 41200 42202 "
    "44101 60020 62020 62200 63200 63201 64100 65201 72106 72200 72310 72400 72600 73100 73300 73400 75110 82020 83101 85100 "
    "92100 93100 93200 95100"
).split()
COUNTRIES = ["CAN", "IND", "NGA", "PHL", "FRA", "BRA", "CMR", "GBR", "USA"]
PROVINCES = ["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"]
WORDS = st.sampled_from(
    ["Acme Ltd", "Atelier du Nord", "École Sainte-Anne", "北方科技", "Lakehead Foods", "O’Brien & Fils", "शर्मा एंड संस"]
)
ABILITIES = ("listening", "reading", "writing", "speaking")

# (lowest, highest, step) in tenths, for listening, reading, writing and speaking
SCALES: dict[str, tuple[tuple[int, int, int], ...]] = {
    "ielts_general": ((0, 90, 5),) * 4,
    "celpip_general": ((0, 120, 10),) * 4,
    "pte_core": ((100, 900, 10),) * 4,
    "tef_canada": ((0, 3600, 10), (0, 3000, 10), (0, 4500, 10), (0, 4500, 10)),
    "tcf_canada": ((1000, 6990, 10), (1000, 6990, 10), (0, 200, 10), (0, 200, 10)),
}
ENGLISH, FRENCH = ["ielts_general", "celpip_general", "pte_core"], ["tef_canada", "tcf_canada"]

yes_or_no = st.booleans()
mostly_yes = st.sampled_from([True, True, True, False])
mostly_no = st.sampled_from([False, False, False, True])


def days(first: date = FIRST, last: date = LAST) -> st.SearchStrategy[date]:
    """Days from ``first`` to ``last``; 29 February among them more often than by chance."""
    leap_days = [day for year in range(first.year, last.year + 1) if year % 4 == 0 and first <= (day := date(year, 2, 29)) <= last]
    anywhere = st.dates(first, last)
    return st.one_of(anywhere, anywhere, anywhere, st.sampled_from(leap_days)) if leap_days else anywhere


def _text(day: date) -> str:
    return day.isoformat()


def _days_from(first: date, last: date = LAST) -> st.SearchStrategy[str]:
    return days(first, max(first, last)).map(_text)


@st.composite
def answers(draw: st.DrawFn, whole: Json, complete: bool) -> Json:
    """``whole``, or (unless ``complete``) with some of its keys left out."""
    if complete or draw(yes_or_no):
        return whole
    missing = draw(st.sets(st.sampled_from(sorted(whole)), max_size=len(whole)))
    return {key: value for key, value in whole.items() if key not in missing}


@st.composite
def _scores(draw: st.DrawFn, test: str) -> Json:
    scores: Json = {}
    for ability, (lowest, highest, step) in zip(ABILITIES, SCALES[test], strict=True):
        tenths = lowest + step * draw(st.integers(0, (highest - lowest) // step))
        scores[ability] = tenths // 10 if tenths % 10 == 0 else tenths / 10
    return scores


@st.composite
def language_tests(draw: st.DrawFn, complete: bool = False) -> list[Json]:
    """Up to four sittings, at most one of each language marked to be used."""
    tests, marked = [], {"en": False, "fr": False}
    for name in draw(st.lists(st.sampled_from([*ENGLISH, *ENGLISH, *FRENCH]), max_size=4)):
        language = "en" if name in ENGLISH else "fr"
        taken = draw(days())
        use = not marked[language] and draw(yes_or_no)
        marked[language] = marked[language] or use
        whole = {"test": name, "taken_on": _text(taken), "result_on": draw(_days_from(taken, taken + timedelta(days=30)))}
        whole |= draw(_scores(name)) | {"use": use, "reference": draw(st.none() | WORDS)}
        tests.append(draw(answers(whole, complete)))
    return tests


@st.composite
def credentials(draw: st.DrawFn, complete: bool = False) -> Json:
    """One entry of ``education``."""
    completed = draw(days())
    country = draw(st.sampled_from(COUNTRIES))
    eca, study = None, None
    if country != "CAN" and draw(mostly_yes):
        bodies = st.sampled_from("wes icas ces iqas ices mcc pebc cacb other".split())
        eca = {"body": draw(bodies), "issued_on": draw(_days_from(completed)), "reference": draw(st.none() | WORDS)}
        eca = draw(answers(eca, complete))
    if country == "CAN":
        started = completed - timedelta(days=draw(st.integers(100, 1500)))
        study = {
            "full_time": draw(mostly_yes),
            "months_enrolled": draw(st.integers(0, 48)),
            "months_present": draw(st.integers(0, 48)),
            "distance_learning": draw(mostly_no),
            "language_study_over_half": draw(mostly_no),
            "return_home_award": draw(mostly_no),
            "started_on": _text(started),
            "ended_on": draw(st.none() | st.just(_text(completed))),
        }
        study = draw(answers(study, complete))
    whole = {
        "level": draw(st.sampled_from("secondary one_year two_year bachelor master doctorate".split())),
        "professional_degree": draw(mostly_no),
        "country": country,
        "completed_on": draw(st.none() | st.just(_text(completed)) if eca is None else st.just(_text(completed))),
        "institution": draw(st.none() | WORDS),
        "eca": eca,
        "study_in_canada": study,
    }
    return draw(answers(whole, complete))


@st.composite
def works(draw: st.DrawFn, complete: bool = False, primary_noc: str | None = None) -> Json:
    """One entry of ``work``: of any length, still going on or not, half of them in Canada."""
    start = draw(days())
    noc = draw(st.sampled_from(NOCS) if primary_noc is None else st.sampled_from([*NOCS, *[primary_noc] * len(NOCS)]))
    country = draw(st.sampled_from(["CAN"] * 8 + COUNTRIES[1:]))
    hundredths = draw(st.one_of(st.sampled_from([4000, 3000, 3750, 2000, 1500, 2999, 3001]), st.integers(1, 4200)))
    whole = {
        "noc": noc,
        "employer": draw(st.none() | WORDS),
        "country": country,
        "start": _text(start),
        "end": draw(st.none() | _days_from(start, start + timedelta(days=5 * 365))),
        "hours_per_week": hundredths // 100 if hundredths % 100 == 0 else hundredths / 100,
        "paid": draw(mostly_yes),
        "self_employed": draw(mostly_no),
        "full_time_student": draw(mostly_no),
        "authorized": draw(mostly_yes),
        "temporary_resident_status": draw(mostly_yes),
        "employer_country": draw(st.sampled_from([country, country, country, "CAN", "IND"])),
        "physically_in_canada": country == "CAN" and draw(mostly_yes),
        "lead_statement": draw(mostly_yes),
        "main_duties": draw(mostly_yes),
        "meets_employment_requirements": draw(mostly_yes),
        "primary_occupation": noc == primary_noc and draw(mostly_yes),
        "qualified_to_practise_on": draw(st.none() | _days_from(FIRST)),
    }
    return draw(answers(whole, complete))


@st.composite
def jobs(draw: st.DrawFn, complete: bool = False) -> list[Json]:
    """Up to four jobs, at the same time or not; together never more than 168 hours a week, and one primary occupation at most."""
    primary = draw(st.none() | st.sampled_from(NOCS))
    return draw(st.lists(works(complete, primary), max_size=4))


@st.composite
def studies(draw: st.DrawFn, complete: bool = False) -> list[Json]:
    """``full_time_study_in_canada``."""
    found = []
    for start in draw(st.lists(days(), max_size=2)):
        whole = {
            "start": _text(start),
            "end": draw(st.none() | _days_from(start, start + timedelta(days=1500))),
            "programme_months": draw(st.sampled_from([8, 12, 23, 24, 36, 48])),
            "good_standing": draw(mostly_yes),
        }
        found.append(draw(answers(whole, complete)))
    return found


@st.composite
def families(draw: st.DrawFn, complete: bool = False) -> Json:
    """``family``, with a spouse where the marital status has one."""
    status = draw(st.sampled_from("never_married married common_law separated divorced widowed annulled".split()))
    spouse = None
    if status in ("married", "common_law"):
        whole = {
            "accompanying": draw(mostly_yes),
            "citizen_or_permanent_resident": draw(mostly_no),
            "date_of_birth": draw(_days_from(BORN_FROM, BORN_TO)),
            "education": draw(st.lists(credentials(complete), max_size=2)),
            "language_tests": draw(language_tests(complete)),
            "work": draw(jobs(complete)),
            "full_time_study_in_canada": draw(studies(complete)),
        }
        spouse = draw(answers(whole, complete))
    size = draw(st.integers(1 if spouse is None else 2, 9))
    return draw(answers({"marital_status": status, "size": size, "spouse": spouse}, complete))


@st.composite
def people(draw: st.DrawFn, complete: bool = False) -> Json:
    """``person``."""
    issued = draw(days())
    passport = {
        "country": draw(st.sampled_from(COUNTRIES)),
        "number": draw(st.from_regex("[A-Z]{2}[0-9]{6}", fullmatch=True)),
        "issued_on": _text(issued),
        "expires_on": draw(_days_from(issued, issued + timedelta(days=3652))),
    }
    whole = {
        "family_name": draw(st.sampled_from(["Okafor", "Nguyễn", "D’Angelo", "李", "Ben Saïd", "García-Márquez"])),
        "given_names": draw(st.none() | st.sampled_from(["Amara", "Zoë", "José María", "Ali"])),
        "date_of_birth": draw(_days_from(BORN_FROM, BORN_TO)),
        "citizenship": draw(st.none() | st.sampled_from(COUNTRIES[1:])),
        "country_of_residence": draw(st.sampled_from(COUNTRIES)),
        "passport": draw(st.none() | answers(passport, complete)),
    }
    return draw(answers(whole, complete))


@st.composite
def job_offers(draw: st.DrawFn, complete: bool = False) -> Json:
    """``job_offer``."""
    indeterminate = draw(yes_or_no)
    whole = {
        "noc": draw(st.sampled_from(NOCS)),
        "employers": draw(st.lists(WORDS, min_size=1, max_size=3)),
        "full_time": draw(mostly_yes),
        "paid": draw(mostly_yes),
        "seasonal": draw(mostly_no),
        "in_writing": draw(mostly_yes),
        "starts_on": draw(_days_from(FIRST)),
        "duration_months": None if indeterminate else draw(st.sampled_from([6, 11, 12, 24])),
        "indeterminate": indeterminate,
        "support": draw(st.sampled_from("lmia_permit exempt_permit new_lmia none".split())),
        "ineligible_employer": draw(mostly_no),
        "diplomatic_mission": draw(mostly_no),
    }
    return draw(answers(whole, complete))


@st.composite
def authorizations(draw: st.DrawFn, complete: bool = False) -> Json:
    """``authorization_to_work``."""
    kind = draw(st.sampled_from("lmia_permit exempt_permit open_permit other_permit r186".split()))
    whole = {
        "kind": kind,
        "exemption": draw(st.sampled_from(["R204(a)", "R204(c)", "R205", "other"])) if kind == "exempt_permit" else None,
        "noc": draw(st.none() | st.sampled_from(NOCS)),
        "employers": draw(st.lists(WORDS, max_size=2)),
        "expires_on": draw(st.none() | _days_from(FIRST)),
    }
    return draw(answers(whole, complete))


@st.composite
def nominations(draw: st.DrawFn, complete: bool = False) -> Json:
    """``nomination``."""
    whole = {
        "province": draw(st.sampled_from(PROVINCES)),
        "status": draw(st.sampled_from("declared offered accepted accepted rejected lapsed withdrawn".split())),
        "on": draw(_days_from(FIRST)),
        "enhanced": draw(mostly_yes),
        "passive_investment": draw(mostly_no),
    }
    return draw(answers(whole, complete))


@st.composite
def relatives(draw: st.DrawFn, complete: bool = False, spouse: bool = True) -> Json:
    """One entry of ``relatives_in_canada``."""
    kinds = "parent grandparent child grandchild sibling aunt_or_uncle niece_or_nephew cousin other".split()
    whole = {
        "relation": draw(st.sampled_from(kinds)),
        "of": draw(st.sampled_from(["self", "spouse"])) if spouse else "self",
        "citizen_or_permanent_resident": draw(mostly_yes),
        "lives_in_canada": draw(mostly_yes),
        "adult": draw(mostly_yes),
    }
    return draw(answers(whole, complete))


@st.composite
def profile_dicts(draw: st.DrawFn, complete: bool = False) -> Json:
    """A whole profile as JSON. With ``complete`` no key is missing (there may still be ``null`` and ``[]``)."""

    def some(part: Callable[[bool], st.SearchStrategy[Json]]) -> Any:
        return draw(st.none() | part(complete))

    partnered = draw(yes_or_no)
    family = draw(families(complete).filter(lambda f: bool(f.get("spouse")) == partnered))
    certificates = {"noc": st.sampled_from(NOCS), "authority": st.none() | WORDS, "issued_on": _days_from(FIRST)}
    bars = {"kind": st.just("misrepresentation"), "until": st.none() | _days_from(FIRST)}
    whole = {
        "person": draw(people(complete)),
        "family": family,
        "language_tests": draw(language_tests(complete)),
        "first_official_language": draw(st.sampled_from(["en", "en", "fr"])),
        "education": draw(st.lists(credentials(complete), max_size=3)),
        "full_time_study_in_canada": draw(studies(complete)),
        "work": draw(jobs(complete)),
        "certificates_of_qualification": draw(st.lists(st.fixed_dictionaries(certificates), max_size=1)),
        "job_offer": some(job_offers),
        "authorization_to_work": some(authorizations),
        "nomination": some(nominations),
        "funds_cad": draw(st.one_of(st.integers(0, 60_000), st.sampled_from([15_262, 15_263, 19_001, 23_360]))),
        "relatives_in_canada": draw(st.lists(relatives(complete, partnered), max_size=2)),
        "intends_to_live_in": draw(st.sampled_from(PROVINCES)),
        "open_to_provinces": draw(st.just("all") | st.lists(st.sampled_from(PROVINCES), unique=True, max_size=4)),
        "bars": draw(st.lists(st.fixed_dictionaries(bars), max_size=1) if draw(mostly_no) else st.just([])),
    }
    return draw(answers(whole, complete))


def profiles(complete: bool = False) -> st.SearchStrategy[Profile]:
    """A whole profile, read."""
    return profile_dicts(complete).map(Profile.model_validate)
