"""Which programs and categories drawn people meet: the rules of each program, for whole columns.

It reads the same documents of the law as the programs do, and is held against them, person by person, by the tests.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from openentry.law import Law
from openentry.law.domains import ABILITIES, EDUCATION, domain
from openentry.law.nodes import Node
from openentry.law.occupations import teer
from openentry.law.shapes.categories import Category, LanguageRule
from openentry.law.shapes.programs import Cec, Fst, Fsw, FswGrid
from openentry.pools.population.draw import YEAR, Column, Draws, Moment, share_by_place
from openentry.pools.population.model import LOTS, STUDIES, Study, occupations
from openentry.work import years_before

#: The case of an offer here, by class: from the employer of a permit that rests on a labour market impact assessment.
OFFER_CASES = {"fsw": "a", "fst": "ii"}
PROGRAMS = ("pnp", "cec", "fsw", "fst")
_NOCS = [one.noc for one in occupations()]


class Points:
    """A rule of points as one look-up table over the facts it looks at."""

    def __init__(self, node: Node) -> None:
        self.facts = node.facts
        domains = [domain(name).values for name in node.facts]
        self.sizes = [len(values) for values in domains]
        rows = product(*domains)
        self.table = np.array([node.points(dict(zip(node.facts, row, strict=True)), 0) for row in rows], np.int16)

    def of(self, facts: dict[str, Column]) -> Column:
        """The points of each person, from columns of codes."""
        index: Column = np.zeros(len(facts[self.facts[0]]), np.int32)
        for name, size in zip(self.facts, self.sizes, strict=True):
            index = index * size + np.minimum(facts[name], size - 1).astype(np.int32)
        return self.table[index]


class Rules:
    """The programs and categories of one day, for people drawn for that day."""

    def __init__(self, law: Law, moment: Moment) -> None:
        self._law = law
        self._fst: Fst = law.content("programs.fst")
        self._fsw: Fsw = law.content("programs.fsw")
        cec: Cec = law.content("programs.cec")
        self._cec_levels = np.array([cec.language.get(teer(noc), 99) for noc in _NOCS])
        self._trades = np.array([self._fst.lists(noc) for noc in _NOCS])
        self._trade_window = years_before(moment.ordinal, self._fst.window_years)
        self._today = moment.ordinal
        grid: FswGrid = law.content("programs.fsw_grid")
        factors = (grid.first_language, grid.second_language, grid.education, grid.experience, grid.age, grid.arranged_employment)
        self._factors = [Points(factor.points) for factor in factors]
        self._adaptability = grid.adaptability
        months, programme = grid.adaptability.study_months, grid.adaptability.study_programme_months
        self._enough_study = np.array([_months(s) >= months and s.programme_months >= programme for s in STUDIES])

    def programs(self, found: Draws) -> Column:
        """A column of yes and no for each of :data:`PROGRAMS`; all no where a few days would decide."""
        trade = self._trades[found["occupation"]]
        worked, unsure = self._trade_years(found)
        offer, funds = found["offer"], found["funds_suffice"]
        right = found["certificate"] | (offer & trade)
        exempt = offer & trade & (OFFER_CASES["fst"] in self._fst.funds_exempting_offers)
        spoken = _in_either(found, np.array([[self._fst.language[ability]] for ability in ABILITIES]))
        fst = trade & worked & right & (funds | exempt) & spoken
        cec = (found["canadian_years"] >= 1) & _in_either(found, self._cec_levels[found["occupation"]])
        exempt = offer & (OFFER_CASES["fsw"] in self._fsw.funds_exempting_offers)
        fsw = (
            (found["first_lowest"] >= self._fsw.language)
            & (found["education"] >= EDUCATION.index("secondary"))
            & (self._grid(found) >= self._fsw.pass_mark)
            & (funds | exempt)
        )
        met: Column = np.stack([found["nomination"] & (cec | fsw | fst), cec, fsw, fst])
        met[:, trade & unsure] = False
        return met

    def certificate(self, found: Draws) -> Column:
        """Who holds a certificate of qualification: only people in a listed trade."""
        shares = share_by_place(found["in_canada"], "certificate")
        held: Column = self._trades[found["occupation"]] & (found["certificate_lot"] < shares * LOTS)
        return held

    def categories(self, found: Draws) -> dict[str, Column]:
        """Whether each person is in each category in force (A10.3(1)(h.1))."""
        return {name.removeprefix("categories."): _member(found, v.content) for name, v in self._law.of_kind("categories.")}

    def _grid(self, found: Draws) -> Column:
        """The points of the selection grid (R78-R83)."""
        french = found["french_first"]
        first, second = np.where(french, found["fr"], found["en"]), np.where(french, found["en"], found["fr"])
        facts = {
            **{f"first_{ability}": first[i] for i, ability in enumerate(ABILITIES)},
            "second_lowest": second.min(0),
            "education": found["education"],
            "age": found["age"],
            "skilled_work_years": found["canadian_years"] + found["foreign_years"],
            "arranged_employment": found["offer"],
        }
        rules = self._adaptability
        elements = {
            "AD-a": found["spouse"].min(0) >= rules.spouse_language,
            "AD-b": self._enough_study[found["study"]],
            "AD-c": found["canadian_years"] >= 1,
            "AD-c.1": found["spouse_years"] >= 1,
            "AD-d": found["sibling"],
            "AD-e": found["offer"],
        }
        each = {element.id: element.points for element in rules.elements}
        together = sum(each[name] * has.astype(np.int16) for name, has in elements.items())
        points: Column = sum(factor.of(facts) for factor in self._factors) + np.minimum(together, rules.maximum)
        return points

    def _trade_years(self, found: Draws) -> tuple[Column, Column]:
        """Whether the window holds the years of work in the trade, today; and where a few days, or the wait, would decide."""
        main = self._today - np.maximum(found["main_start"], self._trade_window) + 1
        earlier = found["earlier_end"] - np.maximum(found["earlier_start"], self._trade_window) + 1
        days = main + np.where(found["earlier_days"] > 0, np.maximum(earlier, 0), 0)
        needed = YEAR * self._fst.months // 12
        return days >= needed, (days >= needed - 8) & (days - found["waited"] < needed + 8)


def _months(study: Study) -> int:
    """Whole months that its days surely hold."""
    return study.days * 12 // 366


def _in_either(found: Draws, needed: Column) -> Column:
    """Whether all abilities of one language reach what is needed."""
    english, french = (found["en"] >= needed).all(0), (found["fr"] >= needed).all(0)
    return np.logical_or(english, french)


def _member(found: Draws, category: Category) -> Column:
    rule = category.rule
    member: Column
    if category.other_requirements:
        member = np.zeros(len(found["age"]), np.bool_)
    elif isinstance(rule, LanguageRule):
        member = np.asarray(found[rule.language].min(0) >= rule.minimum_level)
    else:
        listed = np.array([noc in rule.codes for noc in _NOCS])[found["occupation"]]
        if rule.tested_on == "offer":
            member = listed & found["offer"]
        else:
            abroad = 0 if rule.in_canada_only else found["foreign_years"]
            years = np.where(found["in_canada"], found["canadian_years"], abroad)
            member = listed & (12 * years >= (rule.months or 0))
    return member
