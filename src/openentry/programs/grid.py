"""The selection grid of the Federal Skilled Worker class (R78-R83): six factors, 100 points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openentry.facts import Facts
from openentry.facts.build import language_facts
from openentry.facts.education import months_of_study
from openentry.facts.family import relative_in_canada
from openentry.facts.jobs import WorkRecord
from openentry.facts.three import Truth, every, some
from openentry.law.domains import ABILITIES
from openentry.law.shapes.programs import FswGrid

Bounds = tuple[int, int]
Asks = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Bounds of each factor, equal when known. ``elements`` has each element of adaptability."""

    language: Bounds
    education: Bounds
    experience: Bounds
    age: Bounds
    arranged_employment: Bounds
    adaptability: Bounds
    elements: Mapping[str, Truth]
    asks: Asks

    @property
    def factors(self) -> dict[str, Bounds]:
        """The six factors by name."""
        names = ("language", "education", "experience", "age", "arranged_employment", "adaptability")
        return {name: getattr(self, name) for name in names}

    @property
    def total(self) -> Bounds:
        """The points of the grid, at least and at most."""
        bounds = self.factors.values()
        return sum(low for low, _ in bounds), sum(high for _, high in bounds)


#: The grid of a law under which no program asks for it: nothing of it can change.
NO_GRID = Grid((0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), {}, ())


def grid(facts: Facts) -> Grid:
    """The points of the grid on the day, computed even when a minimum requirement fails (contract C45, C51)."""
    rules: FswGrid = facts.law.content("programs.fsw_grid")
    asks: list[str] = []
    language = _language(facts, rules, asks)
    education = rules.education.points.bounds({"education": facts.possible["education"]}, 0)
    asks += facts.asks.get("education", ())
    experience, experience_asks = _experience(facts, rules)
    asks += experience_asks
    age = rules.age.points.bounds({"age": facts.possible["age"]}, 0)
    asks += facts.asks.get("age", ())
    offer = facts.fsw_offer
    asks += offer.asks if offer.met is None else ()
    possible = (False, True) if offer.met is None else (offer.met,)
    arranged = rules.arranged_employment.points.bounds({"arranged_employment": possible}, 0)
    elements, element_asks = _elements(facts, rules)
    asks += element_asks
    points = {e.id: e.points for e in rules.adaptability.elements}
    low = sum(points[name] for name, met in elements.items() if met)
    high = sum(points[name] for name, met in elements.items() if met is not False)
    most = rules.adaptability.maximum
    adaptability = (min(low, most), min(high, most))
    return Grid(language, education, experience, age, arranged, adaptability, elements, tuple(dict.fromkeys(asks)))


def _language(facts: Facts, rules: FswGrid, asks: list[str]) -> Bounds:
    found = []
    for first in facts.first_languages:
        possible = language_facts(facts, first)
        one = rules.first_language.points.bounds(possible, 0)
        two = rules.second_language.points.bounds(possible, 0)
        found.append((one[0] + two[0], one[1] + two[1]))
    bounds = min(low for low, _ in found), max(high for _, high in found)
    if bounds[0] != bounds[1]:
        asks += [key for language in facts.languages.values() for key in language.asks]
        if len(found) > 1:
            asks.append("first_official_language")
    return bounds


def _experience(facts: Facts, rules: FswGrid) -> tuple[Bounds, Asks]:
    """Whole years of skilled work in the window, any occupations, self-employment and student work included (R80)."""
    node = rules.experience.points
    at = facts.steps["skilled_work_years"]
    conditions = ("skilled", "lead", "main", "paid")
    picked = facts.work.pick(*conditions)
    window = facts.law.content("programs.fsw").window_years
    low, high = facts.work.reached(facts.asof, picked, window, tuple(12 * y for y in at), "change.skilled_work")
    levels = (0, *at)
    bounds = node.bounds({"skilled_work_years": levels[low : high + 1]}, 0)
    return bounds, facts.work.asks(picked, *conditions) if bounds[0] != bounds[1] else ()


def _elements(facts: Facts, rules: FswGrid) -> tuple[dict[str, Truth], Asks]:
    """Each element of adaptability (R83(1))."""
    adaptability = rules.adaptability
    house = facts.house
    asks: list[str] = []

    def keep(met: Truth, keys: Asks) -> Truth:
        if met is None:
            asks.extend(keys or house.asks)
        return met

    def of_partner(answer: Truth, keys: Asks) -> Truth:
        return keep(every([house.counted, answer]), (*house.asks, *keys) if house.counted is None else keys)

    level = dict.fromkeys(ABILITIES, adaptability.spouse_language)
    partner_language = some([found.all_at_least(level) for found in facts.spouse_languages.values()])
    language_keys = tuple(key for found in facts.spouse_languages.values() for key in found.asks)
    spouse = house.spouse
    own_study = _studied(facts, facts.profile.full_time_study_in_canada, "full_time_study_in_canada", rules)
    their_study = _studied(
        facts, spouse.full_time_study_in_canada if spouse else None, "family.spouse.full_time_study_in_canada", rules
    )
    own_work = _full_time_year(facts, facts.work, ("in_canada", "skilled", "lead", "main", "paid", "authorized"), rules)
    their_work = _full_time_year(facts, facts.spouse_work, ("in_canada", "paid", "authorized"), rules)
    relative = relative_in_canada(facts.profile, house, adaptability.relatives, house.coming)
    no_partner = house.counted is False
    elements: dict[str, Truth] = {
        "AD-a": False if no_partner else of_partner(partner_language, language_keys),
        "AD-b": keep(*own_study),
        "AD-b.1": False if no_partner else of_partner(*their_study),
        "AD-c": keep(*own_work),
        "AD-c.1": False if no_partner else of_partner(*their_work),
        "AD-d": keep(*relative),
        "AD-e": facts.fsw_offer.met,
    }
    return elements, tuple(dict.fromkeys(asks))


def _studied(facts: Facts, entries: Any, place: str, rules: FswGrid) -> tuple[Truth, Asks]:
    """Two academic years of full-time study in Canada (R83(1)(b), (b.1), (2); contract C12, switch ACADEMIC-YEAR)."""
    wanted = rules.adaptability.study_months
    if facts.law.choice("ACADEMIC-YEAR") == "twelve_months":
        wanted = wanted * 12 // 8
    low, high, asks = months_of_study(entries, place, rules.adaptability.study_programme_months, facts.asof)
    if low >= wanted:
        return True, ()
    return (None, asks) if high is None or high >= wanted else (False, ())


def _full_time_year(facts: Facts, record: WorkRecord, conditions: tuple[str, ...], rules: FswGrid) -> tuple[Truth, Asks]:
    """A year of full-time work in Canada; part-time work is not converted (R83(1)(c), (c.1); contract C20)."""
    picked = record.pick(*conditions)
    months = (rules.adaptability.work_months,)
    if picked.sure and facts.asof.reached(record.full_time(picked.sure), None, months, "change.full_time_year"):
        return True, ()
    asks = record.asks(picked, *conditions)
    if not record.complete:
        return None, asks
    if picked.maybe != picked.sure and facts.asof.reached(
        record.full_time(picked.maybe, True), None, months, "change.full_time_year"
    ):
        return None, asks
    return False, ()
