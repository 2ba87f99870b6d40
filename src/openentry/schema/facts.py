"""The schema of one row of a table of facts, the input of ``openentry score`` (DESIGN 5.1)."""

from __future__ import annotations

from typing import Any

from openentry.law.domains import ABILITIES, CANADIAN_EDUCATION, EDUCATION, HIGHEST_LEVEL, JOB_OFFER, OLDEST
from openentry.schema.profile import DIALECT

Json = dict[str, Any]
_MOST_YEARS = 120


def facts_schema() -> Json:
    """The JSON Schema (draft 2020-12) of a row of facts, as a line of NDJSON has it; the columns of CSV and Parquet are the same.

    A column that is absent, or null, stands for the value that never earns points; only ``age`` must be there. Where both official
    languages have levels, ``first_language`` must be there too. A table with columns of a pool is a pool.
    """
    return {
        "$schema": DIALECT,
        "title": "OpenEntry facts of one candidate",
        "type": "object",
        "properties": {
            "id": _or_null({"type": "string"}, "Any text; it comes back with the score."),
            "age": {"type": "integer", "minimum": 0, "maximum": OLDEST, "description": "Completed years of age."},
            **{name: _or_null(shape, about) for name, (shape, about) in (columns() | further_columns() | pool_columns()).items()},
        },
        "required": ["age"],
        "additionalProperties": False,
    }


def columns() -> dict[str, tuple[Json, str]]:
    """Every column of DESIGN 5.1 but ``id`` and ``age``: its values, and what it means."""
    level: Json = {"type": "integer", "minimum": 0, "maximum": HIGHEST_LEVEL}
    years: Json = {"type": "integer", "minimum": 0, "maximum": _MOST_YEARS}
    education = {"enum": list(EDUCATION)}
    found: dict[str, tuple[Json, str]] = {
        "education": (education, "The highest level that counts; bachelor = a program of three years or longer."),
        "first_language": ({"enum": ["en", "fr"]}, "The first official language."),
    }
    for language, framework in (("en", "CLB"), ("fr", "NCLC")):
        for ability in ABILITIES:
            found[f"{language}_{ability}"] = (level, f"The {framework} level for {ability}; 0 = no valid result.")
    found |= {
        "canadian_work_years": (years, "Whole years of counted work in Canada."),
        "foreign_work_years": (years, "Whole years of counted work abroad."),
        "certificate_of_qualification": ({"type": "boolean"}, "Holds a Canadian certificate of qualification in a trade."),
        "accompanying_spouse": (
            {"type": "boolean"},
            "A spouse or partner comes to Canada who is neither a citizen nor a permanent resident.",
        ),
        "sibling_in_canada": ({"type": "boolean"}, "A brother or sister in Canada who counts."),
        "nomination": ({"type": "boolean"}, "An accepted nomination by a province or territory."),
        "spouse_education": (education, "The same of the spouse or partner."),
    }
    for ability in ABILITIES:
        found[f"spouse_{ability}"] = (level, f"The level of the spouse or partner for {ability}, in their one language.")
    return found | {
        "spouse_canadian_work_years": (years, "Whole years of counted work of the spouse or partner in Canada."),
        "canadian_education": ({"enum": list(CANADIAN_EDUCATION)}, "A credential earned in Canada."),
        "job_offer": (
            {"enum": list(JOB_OFFER)},
            "A job offer in major group 00, or in another occupation of TEER 0 to 3; it counts only where the law awards it.",
        ),
    }


def further_columns() -> dict[str, tuple[Json, str]]:
    """Facts that no ranking there has been looks at, but that one laid over it may."""
    years: Json = {"type": "integer", "minimum": 0, "maximum": _MOST_YEARS}
    return {
        "canadian_occupation": (
            {"type": "string", "pattern": r"^(none|\d{5})$"},
            "The unit group (NOC 2021) with most counted Canadian work of a year or more.",
        ),
        "skilled_work_years": (years, "Whole years of skilled work as the federal skilled worker class counts it."),
        "arranged_employment": ({"type": "boolean"}, "Arranged employment as the federal skilled worker class has it."),
    }


def pool_columns() -> dict[str, tuple[Json, str]]:
    """The columns of a pool: copied to the scored table, which ``openentry round select`` reads."""
    names: Json = {"type": ["string", "array"], "items": {"type": "string"}}
    return {
        "received_at": ({"type": "string"}, "The moment of first submission with its zone, to the microsecond at most."),
        "sequence": ({"type": "integer", "minimum": 0}, "The number given at receipt, no two alike."),
        "programs": (names, "The programs whose requirements are met, parted by semicolons or as a list."),
        "categories": (names, "The categories of category-based rounds the person is in; likewise."),
        "state": ({"type": "string"}, "The state of the expression of interest; empty = in the pool."),
        "score": ({"type": "integer"}, "The score of before; it is counted afresh, and this one is not copied."),
    }


def _or_null(shape: Json, about: str) -> Json:
    if "enum" in shape:
        return {"enum": [*shape["enum"], None], "description": about}
    types = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    return {**shape, "type": [*types, "null"], "description": about}
