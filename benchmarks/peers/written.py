"""The whole ranking system as one writes it for OpenFisca: scales, parameters by choice, a variable for each factor.

The law of 25 March 2025. Imported by the peers alone, in their own environments: it needs NumPy and nothing of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

SINCE = "2015-01-01"
MONTH = "2026-11"
OUTPUTS = ("total", "core", "spouse", "transferability", "additional")
ABILITIES = ("listening", "reading", "writing", "speaking")
CHOICES = {
    "education": ("none", "secondary", "one_year", "two_year", "bachelor", "two_or_more", "master", "doctorate"),
    "canadian_education": ("none", "one_or_two_year", "three_year_or_more"),
}
CHOICES["spouse_education"] = CHOICES["education"]
YES_NO = ("accompanying_spouse", "french_first", "certificate_of_qualification", "sibling_in_canada", "nomination")
NUMBERS = (
    *("age", "canadian_work_years", "foreign_work_years", "spouse_canadian_work_years"),
    *(f"{which}_{ability}" for which in ("english", "french", "spouse") for ability in ABILITIES),
)
#: The names of our columns that are called otherwise here.
RENAMED = {"first_language": "french_first"} | {
    f"{ours}_{ability}": f"{theirs}_{ability}" for ours, theirs in (("en", "english"), ("fr", "french")) for ability in ABILITIES
}


@dataclass(frozen=True)
class Core:
    """What is taken of an engine."""

    variable: Any
    enum: Any
    node: Any
    system: Any
    month: Any


# --- parameters ---


def _value(value: int) -> dict[str, Any]:
    return {SINCE: {"value": value}}


def _scale(*steps: tuple[int, int]) -> dict[str, Any]:
    brackets = [{"threshold": _value(least), "amount": _value(points)} for least, points in steps]
    return {"metadata": {"type": "single_amount"}, "brackets": brackets}


def _both(thresholds: Sequence[int], with_spouse: Sequence[int], without_spouse: Sequence[int]) -> dict[str, Any]:
    return {
        "with_spouse": _scale(*zip(thresholds, with_spouse, strict=True)),
        "without_spouse": _scale(*zip(thresholds, without_spouse, strict=True)),
    }


def _choice(name: str, points: Sequence[int]) -> dict[str, Any]:
    return {value: {"values": _value(worth)} for value, worth in zip(CHOICES[name], points, strict=True)}


_LEVELS, _YEARS = (4, 6, 7, 8, 9, 10), (1, 2, 3, 4, 5)
PARAMETERS: dict[str, Any] = {
    "age": _both(
        (18, 19, 20, *range(30, 46)),
        (90, 95, 100, 95, 90, 85, 80, 75, 70, 65, 60, 55, 50, 45, 35, 25, 15, 5, 0),
        (99, 105, 110, 105, 99, 94, 88, 83, 77, 72, 66, 61, 55, 50, 39, 28, 17, 6, 0),
    ),
    "education": {
        "with_spouse": _choice("education", (0, 28, 84, 91, 112, 119, 126, 140)),
        "without_spouse": _choice("education", (0, 30, 90, 98, 120, 128, 135, 150)),
    },
    "first_language": _both(_LEVELS, (6, 8, 16, 22, 29, 32), (6, 9, 17, 23, 31, 34)),
    "second_language": _scale((5, 1), (7, 3), (9, 6)),
    "canadian_work": _both(_YEARS, (35, 46, 56, 63, 70), (40, 53, 64, 72, 80)),
    "spouse_education": _choice("spouse_education", (0, 2, 6, 7, 8, 9, 10, 10)),
    "spouse_language": _scale((5, 1), (7, 3), (9, 5)),
    "spouse_work": _scale((1, 5), (2, 7), (3, 8), (4, 9), (5, 10)),
    "credential": _choice("education", (0, 0, 1, 1, 1, 2, 2, 2)),
    "abroad": _scale((1, 1), (3, 2)),
    "language_step": _scale((7, 1), (9, 2)),
    "work_step": _scale((1, 1), (2, 2)),
    "lower_tier": _scale((1, 13), (2, 25)),
    "upper_tier": _scale((1, 25), (2, 50)),
    "certificate": _scale((5, 25), (7, 50)),
    "canadian_education": _choice("canadian_education", (0, 15, 30)),
}

# --- formulas ---


def _by_spouse(person: Any, period: Any, node: Any, value: Any) -> Any:
    return np.where(person("accompanying_spouse", period), node.with_spouse.calc(value), node.without_spouse.calc(value))


def _crossed(parameters: Any, kind: Any, step: Any) -> Any:
    """13 or 25 for the lower kind, 25 or 50 for the upper, by step."""
    return np.where(kind == 2, parameters.upper_tier.calc(step), np.where(kind == 1, parameters.lower_tier.calc(step), 0))


def _in_turn(one: str, other: str) -> dict[str, Any]:
    """The level of each ability in ``one`` where French comes first, else in ``other``."""

    def made(ability: str) -> Any:
        def formula(person: Any, period: Any) -> Any:
            first = person("french_first", period)
            return np.where(first, person(f"{one}_{ability}", period), person(f"{other}_{ability}", period))

        return formula

    return {ability: made(ability) for ability in ABILITIES}


def _lowest(language: str) -> Any:
    def formula(person: Any, period: Any) -> Any:
        levels = [person(f"{language}_{ability}", period) for ability in ABILITIES]
        return np.minimum(np.minimum(levels[0], levels[1]), np.minimum(levels[2], levels[3]))

    return formula


def _age_points(person: Any, period: Any, parameters: Any) -> Any:
    return _by_spouse(person, period, parameters(period).age, person("age", period))


def _education_points(person: Any, period: Any, parameters: Any) -> Any:
    points, level = parameters(period).education, person("education", period)
    return np.where(person("accompanying_spouse", period), points.with_spouse[level], points.without_spouse[level])


def _first_language_points(person: Any, period: Any, parameters: Any) -> Any:
    points = parameters(period).first_language
    return sum(_by_spouse(person, period, points, person(f"first_{ability}", period)) for ability in ABILITIES)


def _second_language_points(person: Any, period: Any, parameters: Any) -> Any:
    points = parameters(period).second_language
    found = sum(points.calc(person(f"second_{ability}", period)) for ability in ABILITIES)
    return np.minimum(found, np.where(person("accompanying_spouse", period), 22, 24))


def _canadian_work_points(person: Any, period: Any, parameters: Any) -> Any:
    return _by_spouse(person, period, parameters(period).canadian_work, person("canadian_work_years", period))


def _spouse_education_points(person: Any, period: Any, parameters: Any) -> Any:
    return person("accompanying_spouse", period) * parameters(period).spouse_education[person("spouse_education", period)]


def _spouse_language_points(person: Any, period: Any, parameters: Any) -> Any:
    points = parameters(period).spouse_language
    return person("accompanying_spouse", period) * sum(points.calc(person(f"spouse_{ability}", period)) for ability in ABILITIES)


def _spouse_work_points(person: Any, period: Any, parameters: Any) -> Any:
    return person("accompanying_spouse", period) * parameters(period).spouse_work.calc(person("spouse_canadian_work_years", period))


def _language_step(person: Any, period: Any, parameters: Any) -> Any:
    return parameters(period).language_step.calc(person("first_lowest", period))


def _work_step(person: Any, period: Any, parameters: Any) -> Any:
    return parameters(period).work_step.calc(person("canadian_work_years", period))


def _credential(person: Any, period: Any, parameters: Any) -> Any:
    return parameters(period).credential[person("education", period)]


def _abroad(person: Any, period: Any, parameters: Any) -> Any:
    return parameters(period).abroad.calc(person("foreign_work_years", period))


def _cross(kind: str, step: str) -> Any:
    def formula(person: Any, period: Any, parameters: Any) -> Any:
        return _crossed(parameters(period), person(kind, period), person(step, period))

    return formula


def _certificate_points(person: Any, period: Any, parameters: Any) -> Any:
    return person("certificate_of_qualification", period) * parameters(period).certificate.calc(person("first_lowest", period))


def _canadian_education_points(person: Any, period: Any, parameters: Any) -> Any:
    return parameters(period).canadian_education[person("canadian_education", period)]


def _french_points(person: Any, period: Any) -> Any:
    upper = np.where(person("english_lowest", period) >= 5, 50, 25)
    return np.where(person("french_lowest", period) >= 7, upper, 0)


def _added(*names: str, most: int) -> Any:
    def formula(person: Any, period: Any) -> Any:
        return np.minimum(sum(person(name, period) for name in names), most)

    return formula


def _worth(name: str, points: int) -> Any:
    def formula(person: Any, period: Any) -> Any:
        return person(name, period) * points

    return formula


FORMULAS: dict[str, Any] = {
    **{f"first_{ability}": formula for ability, formula in _in_turn("french", "english").items()},
    **{f"second_{ability}": formula for ability, formula in _in_turn("english", "french").items()},
    **{f"{language}_lowest": _lowest(language) for language in ("first", "english", "french")},
    "age_points": _age_points,
    "education_points": _education_points,
    "first_language_points": _first_language_points,
    "second_language_points": _second_language_points,
    "canadian_work_points": _canadian_work_points,
    "core": _added(
        *("age_points", "education_points", "first_language_points", "second_language_points", "canadian_work_points"), most=500
    ),
    "spouse_education_points": _spouse_education_points,
    "spouse_language_points": _spouse_language_points,
    "spouse_work_points": _spouse_work_points,
    "spouse": _added("spouse_education_points", "spouse_language_points", "spouse_work_points", most=40),
    "language_step": _language_step,
    "work_step": _work_step,
    "credential": _credential,
    "abroad": _abroad,
    "education_and_language": _cross("credential", "language_step"),
    "education_and_work": _cross("credential", "work_step"),
    "abroad_and_language": _cross("abroad", "language_step"),
    "abroad_and_work": _cross("abroad", "work_step"),
    "certificate_points": _certificate_points,
    "by_education": _added("education_and_language", "education_and_work", most=50),
    "by_foreign_work": _added("abroad_and_language", "abroad_and_work", most=50),
    "transferability": _added("by_education", "by_foreign_work", "certificate_points", most=100),
    "nomination_points": _worth("nomination", 600),
    "sibling_points": _worth("sibling_in_canada", 15),
    "canadian_education_points": _canadian_education_points,
    "french_points": _french_points,
    "additional": _added("nomination_points", "sibling_points", "canadian_education_points", "french_points", most=600),
    "total": _added("core", "spouse", "transferability", "additional", most=1200),
}

# --- the system ---


def build(core: Core, person: Any) -> Any:
    """The system for an engine and its entity of one person."""
    system = core.system([person])
    common = {"entity": person, "definition_period": core.month, "label": "-"}
    for name in YES_NO:
        system.add_variable(type(name, (core.variable,), {**common, "value_type": bool}))
    for name in NUMBERS:
        system.add_variable(type(name, (core.variable,), {**common, "value_type": int}))
    for name, values in CHOICES.items():
        # Functional syntax: the names are data here.
        kinds = core.enum(f"{name}_kinds", [(value, value) for value in values])
        known = {"value_type": core.enum, "possible_values": kinds, "default_value": kinds[values[0]]}
        system.add_variable(type(name, (core.variable,), {**common, **known}))
    for name, formula in FORMULAS.items():
        system.add_variable(type(name, (core.variable,), {**common, "value_type": int, "formula": formula}))
    system.parameters = core.node("", data=PARAMETERS)
    return system
