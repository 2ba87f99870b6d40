"""One day, evaluated: facts, verdicts, categories, score. What a decision says, before anything is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from openentry import crs
from openentry.asof import AsOf
from openentry.categories import categories
from openentry.crs.instrument import all_steps
from openentry.facts import Declared, Facts, facts
from openentry.facts.build import language_facts
from openentry.facts.family import sibling_in_canada
from openentry.facts.funds import Funds, funds
from openentry.facts.three import Truth, some
from openentry.law.book import Law, LawBook
from openentry.messages import Message
from openentry.programs import NO_GRID, Grid, Verdict, cec, described, fst, fsw, general, pnp
from openentry.work import Measure


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that is decided on one day."""

    law: Law
    asof: AsOf
    facts: Facts
    funds: Funds
    general: Verdict
    programs: Mapping[str, Verdict]
    grid: Grid
    categories: tuple[Verdict, ...]
    sets: tuple[crs.Facts, ...]
    score: crs.Score
    eligible: Truth
    program_of_invitation: str | None
    warnings: tuple[Message, ...]

    @property
    def instrument(self) -> crs.Instrument:
        """The ranking system of the day."""
        return crs.instrument(self.law)

    def outcome(self) -> tuple[Any, ...]:
        """What a change means (contract C48): every *met*, every point, the caps that bite, the program, warnings, versions of
        the law."""
        return (
            tuple([f.met for f in self.general.findings]),
            tuple([f.met for v in self.programs.values() for f in v.findings]),
            tuple([(v.id, tuple([f.met for f in v.findings])) for v in self.categories]),
            self.score.total,
            tuple(self.score.factors.values()),
            tuple(self.grid.factors.values()),
            crs.caps_that_bite(self.instrument, self.score, self.sets),
            self.eligible,
            self.program_of_invitation,
            tuple([(w.id, tuple([str(v) for v in w.params.values()])) for w in self.warnings]),
            tuple(self.law.versions.items()),
        )


def evaluate(
    declared: Declared,
    book: LawBook,
    as_of: date,
    *,
    last_changed_on: date | None = None,
    another_live_profile: bool = False,
    under: Law | None = None,
) -> Evaluation:
    """The evaluation of a profile on ``as_of`` under the law of that day, or ``under`` another. :class:`DayError` before the law
    begins."""
    law = under or book.on(as_of)
    definitions = law.content("definitions")
    measure = Measure(definitions.full_time_hours, definitions.hours_per_year, law.choice("YEAR-DAYS") == "days_and_hours")
    asof = AsOf(as_of, measure)
    asof.note(book.next_change(as_of), "change.law")
    found = facts(declared, law, asof, steps(law))
    money = funds(declared.profile, law, asof, last_changed_on, found.warnings)
    order = law.content("programs.order").order
    programs, points = _programs(found, money, order)
    bars = general(found, another_live_profile)
    eligible: Truth = False if bars.met is False else some([v.met for v in programs.values()])
    invited = next((name for name in order if programs[name].met), None) if eligible else None
    sets = crs_facts(found)
    score = crs.score(crs.instrument(law), sets)
    members = categories(found)
    return Evaluation(
        law, asof, found, money, bars, programs, points, members, sets, score, eligible, invited, _warnings(found, law, as_of)
    )


def _programs(found: Facts, money: Funds, order: tuple[str, ...]) -> tuple[dict[str, Verdict], Grid]:
    """Each program of the order of the day: those of the Regulations, and any other as the law's data describe it."""
    points = NO_GRID
    met: dict[str, Verdict] = {}
    for name in order:
        match name:
            case "cec":
                met[name] = cec(found)
            case "fsw":
                met[name], points = fsw(found, money)
            case "fst":
                met[name] = fst(found, money)
            case "pnp":  # rests on the others
                continue
            case _:
                met[name] = described(name, found, money)
    if "pnp" in order:
        met["pnp"] = pnp(found, tuple(met.values()))
    return {name: met[name] for name in order}, points


def crs_facts(found: Facts) -> tuple[crs.Facts, ...]:
    """The facts of the ranking system: one consistent set, or one for each answer to a question that turns the whole table."""
    counted = found.house.counted
    return tuple(
        [
            _crs_set(found, first, couple)
            for first in found.first_languages
            for couple in ((False, True) if counted is None else (counted,))
        ]
    )


def _crs_set(found: Facts, first: str, couple: bool) -> crs.Facts:
    known: dict[str, Any] = {}
    opened: dict[str, tuple[Any, ...]] = {}
    possible = found.possible
    if found.house.counted is None:  # a sibling of the partner counts in one of the two sets only
        sibling, _ = sibling_in_canada(found.profile, found.house, couple)
        possible = {**possible, "sibling_in_canada": (False, True) if sibling is None else (sibling,)}
    for source in (possible, language_facts(found, first)):
        for name, values in source.items():
            if len(values) == 1:
                known[name] = values[0]
            else:
                opened[name] = values
    return crs.Facts(couple, known, opened)


_steps_of: WeakKeyDictionary[Law, Mapping[str, tuple[int, ...]]] = WeakKeyDictionary()


def steps(law: Law) -> Mapping[str, tuple[int, ...]]:
    """The steps of the ranking system and of the selection grid: the birthdays and the years of work that matter."""
    found = _steps_of.get(law)
    if found is None:
        rules = law.content("programs.fsw_grid")
        grid_steps = all_steps([rules.age.points, rules.experience.points])
        own = dict(crs.instrument(law).steps)
        own["age"] = tuple(sorted({*own.get("age", ()), *grid_steps["age"]}))
        own["skilled_work_years"] = grid_steps["skilled_work_years"]
        found = _steps_of[law] = own
    return found


def _warnings(found: Facts, law: Law, as_of: date) -> tuple[Message, ...]:
    warnings = list(found.warnings)
    if found.profile.work and law.start < law.content("definitions").noc_2021_since:
        warnings.append(Message("warning.skilled_before_noc_2021"))
    french = found.languages["fr"]
    english = found.languages["en"]
    if law.get("crs.french") and french.known and english.known and min(french.lowest) >= 7:
        levels = [p[0] for p in english.levels.values()]
        if min(levels) < 5 <= max(levels):
            warnings.append(Message("warning.switch_french_mixed"))
    warnings += [
        Message("warning.law_not_verified", {"part": Message(f"part.{part.key}"), "until": part.verified_until, "note": part.note})
        for part in law.unverified(as_of)
    ]
    if law.book.overlays:
        warnings.append(Message("warning.overlay", {"overlays": list(law.book.overlays)}))
    return tuple(dict.fromkeys(warnings))
