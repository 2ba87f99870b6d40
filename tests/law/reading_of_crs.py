"""The ranking system read from the reference tables by code that shares nothing with the library.

``tests/law/reference/crs_tables.json`` was compiled from the instructions and the department's page (sources inside it). This
reader is deliberately plain: one function a factor, in the words of the table.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

TABLES = json.loads((Path(__file__).parent / "reference" / "crs_tables.json").read_text(encoding="utf-8"))
VERSIONS = tuple(date.fromisoformat(key) for key in TABLES if not key.startswith("_"))
EDUCATION = {
    "none": "less_than_secondary",
    "secondary": "secondary",
    "one_year": "post_secondary_1_year",
    "two_year": "post_secondary_2_years",
    "bachelor": "post_secondary_3_plus_years",
    "two_or_more": "two_or_more_one_3_plus_years",
    "master": "masters_or_entry_to_practice_professional",
    "doctorate": "doctoral",
}
CANADIAN_EDUCATION = {
    "none": "none_or_secondary",
    "one_or_two_year": "one_or_two_year_credential",
    "three_year_or_more": "three_plus_year_or_masters_professional_doctoral",
}
COLUMNS = ("with_spouse", "without_spouse")


def table(version: date) -> dict[str, Any]:
    """The whole version."""
    found: dict[str, Any] = TABLES[version.isoformat()]
    return found


def _row(rows: list[dict[str, Any]], value: int) -> dict[str, Any]:
    """The one row that has the value; its bounds are inclusive, null is open."""
    (found,) = [r for r in rows if (r["min"] is None or r["min"] <= value) and (r["max"] is None or value <= r["max"])]
    return found


def core(version: date, column: str, facts: dict[str, Any]) -> dict[str, int]:
    """The five core factors."""
    t = table(version)["core"]
    second = sum(_row(t["second_official_language"]["rows_per_ability"], v)[column] for v in facts["second"])
    return {
        "age": _row(t["age"]["rows"], facts["age"])[column],
        "education": t["education"][column][EDUCATION[facts["education"]]],
        "first_language": sum(_row(t["first_official_language"]["rows_per_ability"], v)[column] for v in facts["first"]),
        "second_language": min(second, t["second_official_language"]["max"][column]),
        "canadian_work": _row(t["canadian_work_experience"]["rows"], facts["canadian"])[column],
    }


def spouse(version: date, column: str, facts: dict[str, Any]) -> dict[str, int]:
    """The three factors of the accompanying spouse or partner."""
    if column == "without_spouse":
        return {"spouse_education": 0, "spouse_language": 0, "spouse_canadian_work": 0}
    t = table(version)["spouse"]
    return {
        "spouse_education": t["education"]["points"][EDUCATION[facts["spouse_education"]]],
        "spouse_language": sum(_row(t["first_official_language"]["rows_per_ability"], v)["points"] for v in facts["spouse"]),
        "spouse_canadian_work": _row(t["canadian_work_experience"]["rows"], facts["spouse_canadian"])["points"],
    }


def transferability(version: date, facts: dict[str, Any]) -> dict[str, int]:
    """The five tables of skill transferability, before any cap."""
    t = table(version)["skill_transferability"]
    (kind,) = [name for name, levels in t["education_classes"].items() if EDUCATION[facts["education"]] in levels]
    lowest = min(facts["first"])
    band = "clb9" if lowest >= 9 else ("clb7" if lowest >= 7 else None)
    canadian = None if facts["canadian"] == 0 else ("one" if facts["canadian"] == 1 else "two_plus")
    foreign = "none" if facts["foreign"] == 0 else ("one_two" if facts["foreign"] <= 2 else "three_plus")
    certificate = "certificate" if facts["certificate"] else "none"
    certificate_band = "clb7" if lowest >= 7 else ("clb5" if lowest >= 5 else None)

    def cell(name: str, row: str, across: str | None) -> int:
        return 0 if across is None else int(t["tables"][name]["points"][row][across])

    return {
        "education_and_language": cell("education_x_language", kind, band),
        "education_and_canadian_work": cell("education_x_canadian_work", kind, canadian),
        "foreign_work_and_language": cell("foreign_work_x_language", foreign, band),
        "foreign_work_and_canadian_work": cell("foreign_work_x_canadian_work", foreign, canadian),
        "certificate_and_language": cell("certificate_of_qualification_x_language", certificate, certificate_band),
    }


def additional(version: date, facts: dict[str, Any]) -> dict[str, int]:
    """The five additional factors, before the cap. Mixed English gets the lower French tier (open question FRENCH-MIXED)."""
    t = table(version)["additional"]
    offers = t["arranged_employment"]["points"]
    offer = facts["job_offer"]
    points = {"major_group_00": offers.get("major_group_00", offers.get("any_qualifying_offer", 0)), "none": 0}
    points["other"] = offers.get("other_qualifying_offer", offers.get("any_qualifying_offer", 0))
    french = 0
    if t.get("french") and min(facts["fr"]) >= 7:
        upper = min(facts["en"]) >= 5
        french = t["french"]["tiers"]["english_all_four_at_clb5_or_more" if upper else "english_none_or_not_all_four_at_clb5"]
    study = t["canadian_education"]["tiers"][CANADIAN_EDUCATION[facts["canadian_education"]]] if t.get("canadian_education") else 0
    return {
        "nomination": t["provincial_nomination"]["points"] if facts["nomination"] else 0,
        "job_offer": points[offer],
        "canadian_education": study,
        "sibling": t["sibling"]["points"] if t.get("sibling") and facts["sibling"] else 0,
        "french": french,
    }


def total(version: date, column: str, facts: dict[str, Any]) -> dict[str, int]:
    """Sections after their caps, and the total."""
    caps = table(version)["caps"]
    t = transferability(version, facts)
    groups = table(version)["skill_transferability"]["group_caps"]
    pairs = {
        "education": t["education_and_language"] + t["education_and_canadian_work"],
        "foreign_work": t["foreign_work_and_language"] + t["foreign_work_and_canadian_work"],
        "certificate": t["certificate_and_language"],
    }
    sections = {
        "core": min(sum(core(version, column, facts).values()), caps["core"][column]),
        "spouse": min(sum(spouse(version, column, facts).values()), caps["spouse"][column]),
        "transferability": min(sum(min(pairs[k], groups[k]) for k in pairs), caps["skill_transferability"]),
        "additional": min(sum(additional(version, facts).values()), caps["additional"]),
    }
    return {**sections, "total": sum(sections.values())}
