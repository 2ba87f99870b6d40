"""People who reach each requirement as met, not met and not known: the id of the sentence they are told, a day, and the profile.

Each is one of a few plain people with a little changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.library.requirement_people import (
    DEGREE,
    ELECTRICIAN,
    ENGINEER,
    MISSING,
    NOMINEE,
    OFFER,
    Json,
    changed,
    job,
    scores,
)

DAY = date(2025, 7, 15)
HALF_YEAR = "2025-02-03"


@dataclass(frozen=True)
class Case:
    """``sentence`` is the message expected; ``requirement`` is read off it, or named where several share a sentence."""

    sentence: str
    profile: Json
    day: date = DAY
    requirement: str = ""
    options: Json = field(default_factory=dict)

    @property
    def finding(self) -> str:
        """The id of the requirement."""
        return self.requirement or self.sentence.split(".")[0]

    @property
    def met(self) -> bool | None:
        """What the sentence says."""
        parts = self.sentence.split(".")
        return True if "met" in parts else (False if "not_met" in parts else None)


def case(sentence: str, person: Json, /, day: date = DAY, requirement: str = "", **changes: Any) -> Case:
    """A case; the keys of ``changes`` have ``__`` for the dot of a path."""
    return Case(sentence, changed(person, {path.replace("__", "."): value for path, value in changes.items()}), day, requirement)


def _general() -> list[Case]:
    return [
        case("GEN-01.met", ENGINEER),
        case("GEN-01.not_met", ENGINEER, bars=[{"kind": "misrepresentation", "until": "2027-03-01"}]),
        case("GEN-01.not_met.no_end", ENGINEER, bars=[{"kind": "misrepresentation", "until": None}]),
        case("GEN-01.unknown", ENGINEER, bars=MISSING),
        case("GEN-02.met", ENGINEER),
        Case("GEN-02.not_met", ENGINEER, options={"another_live_profile": True}),
    ]


def _filters(person: Json, names: Mapping[str, tuple[str, Any]]) -> list[Case]:
    """For each filter: the key of the job it reads, and the answer that strikes the job."""
    found = []
    for name, (key, strikes) in names.items():
        found += [
            case(f"{name}.met", person),
            Case(f"{name}.not_met", changed(person, {f"work.0.{key}": strikes})),
            Case(f"{name}.unknown", changed(person, {f"work.0.{key}": MISSING})),
        ]
    return found


def _residence(requirement: str, person: Json) -> list[Case]:
    return [
        case(f"{requirement}.met", person),
        case(f"{requirement}.not_met", person, intends_to_live_in="QC"),
        case(f"{requirement}.unknown", person, intends_to_live_in=MISSING),
    ]


def _funds(requirement: str, person: Json, occupation: str) -> list[Case]:
    offer = OFFER | {"noc": occupation}
    return [
        case(f"{requirement}.met", person),
        case(f"{requirement}.met.exempt", person, funds_cad=0, job_offer=offer),
        case(f"{requirement}.not_met", person, funds_cad=9_000),
        case(f"{requirement}.not_met.any_size", person, funds_cad=9_000, family__size=MISSING),
        case(f"{requirement}.unknown", person, funds_cad=MISSING),
        case(f"{requirement}.unknown.family", person, family__size=MISSING),
        case(f"{requirement}.unknown.offer", person, funds_cad=9_000, job_offer=MISSING),
    ]


def _cec() -> list[Case]:
    filters = {
        "CEC-02": ("noc", "64100"),
        "CEC-03": ("main_duties", False),
        "CEC-04": ("full_time_student", True),
        "CEC-05": ("self_employed", True),
        "CEC-06": ("temporary_resident_status", False),
        "CEC-08": ("employer_country", "IND"),
        "CEC-15": ("paid", False),
    }
    tied = [job("21231", end="2024-01-07"), job("62020", start="2024-01-08", end="2025-01-05", primary_occupation=False)]
    either = [job("21231", end="2024-01-07"), job("62020", start="2024-01-08", end=MISSING, primary_occupation=False)]
    return [
        case("CEC-01.met", ENGINEER),
        case("CEC-01.not_met", ENGINEER, work__0__start=HALF_YEAR),
        case("CEC-01.not_met.none", ENGINEER, work=[]),
        case("CEC-01.unknown", ENGINEER, work__0__start=MISSING),
        *_filters(ENGINEER, filters),
        case("CEC-05.not_met", ENGINEER, work__0__authorized=False),
        case("CEC-08.not_met", ENGINEER, work__0__country="IND", work__0__physically_in_canada=False),
        case("CEC-07.met", ENGINEER),
        case("CEC-09.met", ENGINEER),
        case("CEC-09.not_met", ENGINEER, language_tests=[scores("ielts_general", 8, 5.5, 7, 7)]),
        case("CEC-09.not_met.no_result", ENGINEER, language_tests=[]),
        case("CEC-09.unknown.levels", ENGINEER, language_tests=MISSING),
        case("CEC-09.unknown.occupation", ENGINEER, work=MISSING, language_tests=[scores("ielts_general", 6, 5.5, 6, 6)]),
        case("CEC-10.met", ENGINEER),
        case("CEC-10.met.tie", ENGINEER, work=tied),
        case("CEC-10.met.so_far", ENGINEER, work=either),
        case("CEC-10.unknown", ENGINEER, work=[]),
        *[case(f"CEC-{number}.met", ENGINEER) for number in (11, 12, 14)],
        *_residence("CEC-13", ENGINEER),
    ]


def _fsw() -> list[Case]:
    filters = {"FSW-02": ("lead_statement", False), "FSW-03": ("main_duties", False), "FSW-11": ("paid", False)}
    doctor = changed(ENGINEER, {"work": [job("31102")]})
    return [
        case("FSW-01.met", ENGINEER),
        case("FSW-01.not_met", ENGINEER, work__0__start=HALF_YEAR),
        case("FSW-01.not_met.none", ENGINEER, work__0__paid=False),
        case("FSW-01.not_met.not_skilled", ENGINEER, work__0__noc="64100"),
        case("FSW-01.not_met.no_work", ENGINEER, work=[]),
        case("FSW-01.not_met.no_primary", ENGINEER, work__0__primary_occupation=False),
        case("FSW-01.unknown", ENGINEER, work__0__start=MISSING),
        case("FSW-01.unknown.primary", ENGINEER, work__0__primary_occupation=MISSING),
        *_filters(ENGINEER, filters),
        case("FSW-04.met", ENGINEER),
        case("FSW-04.not_met", ENGINEER, language_tests=[scores("ielts_general", 8, 5.5, 7, 7)]),
        case("FSW-04.not_met.no_result", ENGINEER, language_tests=[]),
        case("FSW-04.not_met.other_language", ENGINEER, first_official_language="fr"),
        case("FSW-04.unknown", ENGINEER, language_tests=MISSING),
        case("FSW-05.met", ENGINEER),
        case("FSW-05.met.some", ENGINEER, education=[DEGREE | {"level": "secondary"}, changed(DEGREE, {"level": MISSING})]),
        case("FSW-05.not_met", ENGINEER, education=[]),
        case("FSW-05.not_met.none_counts", ENGINEER, education__0__eca=None),
        case("FSW-05.unknown", ENGINEER, education__0__eca=MISSING),
        case("FSW-06.met.none", ENGINEER),
        case("FSW-06.met", doctor, education__0__eca__body="mcc"),
        case("FSW-06.not_met", doctor),
        case("FSW-06.unknown", doctor, education=MISSING),
        case("FSW-06.unknown.primary", ENGINEER, work__0__primary_occupation=MISSING),
        case("FSW-07.met", ENGINEER),
        case(
            "FSW-07.met.range",
            ENGINEER,
            relatives_in_canada=MISSING,
            language_tests=[scores("ielts_general", 8, 7, 7, 7)],
            job_offer=MISSING,
        ),
        case("FSW-07.not_met", ENGINEER, education=[], person__date_of_birth="1970-01-01"),
        case("FSW-07.not_met.range", ENGINEER, education=[], person__date_of_birth="1970-01-01", job_offer=MISSING),
        case("FSW-07.unknown", ENGINEER, education=MISSING),
        *_funds("FSW-08", ENGINEER, "21231"),
        *_residence("FSW-09", ENGINEER),
        case("FSW-10.met", ENGINEER),
    ]


def _fst() -> list[Case]:
    filters = {
        "FST-04": ("qualified_to_practise_on", None),
        "FST-10": ("full_time_student", True),
        "FST-12": ("paid", False),
    }
    two_trades = [job("72200", end="2024-01-07"), job("72310", start="2024-01-08", end="2025-03-02", primary_occupation=False)]
    return [
        case("FST-01.met", ELECTRICIAN),
        case("FST-01.not_met", ELECTRICIAN, language_tests=[scores("ielts_general", 4, 7, 7, 7)]),
        case("FST-01.not_met.no_result", ELECTRICIAN, language_tests=[]),
        case("FST-01.unknown", ELECTRICIAN, language_tests=MISSING),
        case("FST-02.met", ELECTRICIAN),
        case("FST-02.not_met", ELECTRICIAN, work__0__start=HALF_YEAR),
        case("FST-02.not_met.none", ELECTRICIAN, work__0__qualified_to_practise_on=None),
        case("FST-02.not_met.no_trade", ENGINEER),
        case("FST-02.unknown", ELECTRICIAN, work__0__start=MISSING),
        case("FST-02.unknown.no_trade", ELECTRICIAN, work=MISSING),
        case("FST-03.met", ELECTRICIAN),
        case("FST-03.not_met", ELECTRICIAN, work=two_trades),
        case("FST-03.unknown", ELECTRICIAN, work=MISSING),
        *_filters(ELECTRICIAN, filters),
        case("FST-04.unknown", ELECTRICIAN, work=MISSING),
        case("FST-05.met", ELECTRICIAN),
        case("FST-05.not_met", ELECTRICIAN, work__0__meets_employment_requirements=False),
        case("FST-05.not_met.no_trade", ENGINEER),
        case("FST-05.unknown", ELECTRICIAN, work__0__meets_employment_requirements=MISSING),
        case("FST-05.unknown.no_trade", ELECTRICIAN, work=MISSING),
        case("FST-06.met.certificate", ELECTRICIAN),
        case("FST-06.met.offer", ELECTRICIAN, certificates_of_qualification=[], job_offer=OFFER | {"noc": "72200"}),
        case(
            "FST-06.met.offer_either",
            ELECTRICIAN,
            certificates_of_qualification=[],
            job_offer=OFFER | {"noc": "72200"},
            authorization_to_work=MISSING,
        ),
        case("FST-06.not_met", ELECTRICIAN, certificates_of_qualification=[]),
        case("FST-06.unknown", ELECTRICIAN, certificates_of_qualification=MISSING),
        *_funds("FST-07", ELECTRICIAN, "72200"),
        case("FST-08.met", ELECTRICIAN),
        *_residence("FST-09", ELECTRICIAN),
        case("FST-11.met", ELECTRICIAN),
        case("FST-11.not_met", ENGINEER),
        case("FST-11.unknown", ELECTRICIAN, work__0__noc=MISSING),
    ]


def _pnp() -> list[Case]:
    since = date(2026, 3, 30)
    return [
        case("PNP-01.met", NOMINEE),
        case("PNP-01.not_met", NOMINEE, nomination__status="lapsed"),
        case("PNP-01.not_met.no_program", NOMINEE, nomination__province="NU"),
        case("PNP-01.not_met.none", ENGINEER),
        case("PNP-01.unknown", NOMINEE, nomination__status=MISSING),
        case("PNP-02.met", NOMINEE),
        case("PNP-02.not_met", NOMINEE, nomination__enhanced=False),
        case("PNP-02.not_met.none", ENGINEER),
        case("PNP-02.unknown", ENGINEER, nomination=MISSING),
        case("PNP-03.met", NOMINEE),
        case("PNP-03.not_met", NOMINEE, language_tests=[]),
        case("PNP-03.unknown", NOMINEE, language_tests=MISSING),
        case("PNP-04.met", NOMINEE),
        case("PNP-04.not_met.none", ENGINEER),
        case("PNP-04.not_met.accepted", NOMINEE, nomination__on="2025-09-01"),
        *[
            case(f"PNP-04.not_met.{status}", NOMINEE, nomination__status=status)
            for status in ("declared", "offered", "rejected", "lapsed", "withdrawn")
        ],
        case("PNP-04.unknown", ENGINEER, nomination=MISSING),
        case("PNP-05.met", NOMINEE),
        case("PNP-06.met.officer", NOMINEE),
        case("PNP-06.met", NOMINEE, since),
        case("PNP-06.met", changed(NOMINEE, {"intends_to_live_in": "BC"}), since),
        case("PNP-06.not_met", NOMINEE, intends_to_live_in="BC"),
        case("PNP-06.not_met.none", ENGINEER),
        case("PNP-06.unknown", NOMINEE, intends_to_live_in=MISSING),
        case("PNP-07.met", NOMINEE),
        case("PNP-08.met", NOMINEE),
        case("PNP-08.not_met", NOMINEE, nomination__passive_investment=True),
        case("PNP-08.unknown", ENGINEER, nomination=MISSING),
    ]


def _categories() -> list[Case]:
    late = date(2026, 7, 15)
    french = changed(ENGINEER, {"language_tests": [scores("tcf_canada", 480, 480, 11, 11)]})
    nurse = changed(ENGINEER, {"work": [job("31301")]})
    broken = [job("31301", end="2023-05-31"), job("31301", start="2024-01-08", end="2024-05-31")]
    researcher = changed(ENGINEER, {"work": [job("41200")], "language_tests": [scores("ielts_general", 8, 7, 7, 7)]})
    recruit = changed(ENGINEER, {"job_offer": OFFER | {"noc": "42102"}})
    return [
        case("category.language.met", french, DAY, "french-01"),
        case("category.language.not_met", ENGINEER, DAY, "french-01", language_tests=[scores("tcf_canada", 480, 400, 11, 11)]),
        case("category.language.not_met.no_result", ENGINEER, DAY, "french-01"),
        case("category.language.unknown", ENGINEER, DAY, "french-01", language_tests=MISSING),
        case("category.work.met.continuous", nurse, DAY, "healthcare-01"),
        case("category.work.not_met.continuous", nurse, DAY, "healthcare-01", work=broken),
        case("category.work.unknown.continuous", nurse, DAY, "healthcare-01", work=[*broken, job("31301", end=MISSING)]),
        case("category.no_work.not_met", ENGINEER, DAY, "healthcare-01"),
        case("category.no_work.unknown", ENGINEER, DAY, "healthcare-01", work=MISSING),
        case("category.work.met", nurse, late, "healthcare-01"),
        case("category.work.not_met", nurse, late, "healthcare-01", work__0__end="2023-09-30"),
        case("category.work.unknown", nurse, late, "healthcare-01", work=[*broken, job("31301", end=MISSING)]),
        case("category.work.met.in_canada", researcher, late, "researchers-01"),
        case("category.work.not_met.in_canada", researcher, late, "researchers-01", work__0__start="2026-02-02"),
        case(
            "category.work.unknown.in_canada",
            researcher,
            late,
            "researchers-01",
            work=[job("41200", start="2026-02-02"), job("41200", end=MISSING)],
        ),
        case("category.offer.met", recruit, late, "military-01"),
        case("category.offer.not_met", recruit, late, "military-01", job_offer__noc="21231"),
        case("category.offer.not_met.none", ENGINEER, late, "military-01"),
        case("category.offer.unknown", ENGINEER, late, "military-01", job_offer=MISSING),
        *[case("category.other.unknown", recruit, late, f"military-0{number}") for number in (2, 3, 4)],
    ]


CASES = (*_general(), *_cec(), *_fsw(), *_fst(), *_pnp(), *_categories())
