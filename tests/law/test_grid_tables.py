"""Every row of the selection grid of the Federal Skilled Worker class, as the Regulations have it (R78-R83)."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from openentry.law import load_law
from openentry.law.domains import ABILITIES
from openentry.law.shapes.programs import FswGrid

DAYS = ("2015-01-01", "2022-11-16", "2025-07-15")
# R81: 12 points from 18 to 35, one fewer for each year from 36, none from 47.
AGE = dict.fromkeys(range(18), 0) | dict.fromkeys(range(18, 36), 12)
AGE |= {36: 11, 37: 10, 38: 9, 39: 8, 40: 7, 41: 6, 42: 5, 43: 4, 44: 3, 45: 2, 46: 1, 47: 0, 48: 0, 60: 0, 120: 0}
# The levels of R78(1).
EDUCATION = {
    "none": 0,
    "secondary": 5,
    "one_year": 15,
    "two_year": 19,
    "bachelor": 21,
    "two_or_more": 22,
    "master": 23,
    "doctorate": 25,
}
# R80(1): whole years
EXPERIENCE = {0: 0, 1: 9, 2: 11, 3: 11, 4: 13, 5: 13, 6: 15, 7: 15, 30: 15}
# R79(3)(a): for each ability of the first official language
FIRST = {0: 0, 4: 0, 6: 0, 7: 4, 8: 5, 9: 6, 10: 6, 12: 6}
# The elements of R83(1).
ADAPTABILITY = {"AD-a": 5, "AD-b": 5, "AD-b.1": 5, "AD-c": 10, "AD-c.1": 5, "AD-d": 5, "AD-e": 5}


@pytest.fixture(params=DAYS)
def rules(request: pytest.FixtureRequest) -> FswGrid:
    found: FswGrid = load_law(date.fromisoformat(request.param)).content("programs.fsw_grid")
    return found


def test_age(rules: FswGrid) -> None:
    assert {age: rules.age.points.points({"age": age}, 0) for age in AGE} == AGE


def test_education(rules: FswGrid) -> None:
    assert {level: rules.education.points.points({"education": level}, 0) for level in EDUCATION} == EDUCATION


def test_experience(rules: FswGrid) -> None:
    found = {years: rules.experience.points.points({"skilled_work_years": years}, 0) for years in EXPERIENCE}
    assert found == EXPERIENCE


def test_first_language(rules: FswGrid) -> None:
    for ability, (level, points) in product(ABILITIES, FIRST.items()):
        levels = dict.fromkeys((f"first_{a}" for a in ABILITIES), 7) | {f"first_{ability}": level}
        assert rules.first_language.points.points(levels, 0) == 3 * FIRST[7] + points


def test_second_language(rules: FswGrid) -> None:
    assert [rules.second_language.points.points({"second_lowest": level}, 0) for level in range(13)] == [0] * 5 + [4] * 8


def test_arranged_employment_and_adaptability(rules: FswGrid) -> None:
    assert [rules.arranged_employment.points.points({"arranged_employment": held}, 0) for held in (False, True)] == [0, 10]
    assert {e.id: e.points for e in rules.adaptability.elements} == ADAPTABILITY
    assert rules.adaptability.maximum == 10
    assert rules.total == 100
