"""Membership of the categories of rounds in force on the day (A10.3(1)(h.1)-(h.2); contract C49)."""

from __future__ import annotations

from openentry.facts import Facts, names
from openentry.facts.jobs import Picked
from openentry.facts.three import Truth, every, some
from openentry.law.domains import ABILITIES
from openentry.law.shapes.categories import Category, LanguageRule, OccupationRule
from openentry.verdict import Finding, Verdict, finding, verdict

_PREFIX = "categories."


def categories(facts: Facts) -> tuple[Verdict, ...]:
    """A verdict for each category in force, by its own criteria only: eligibility under a program stands elsewhere."""
    return tuple([_category(facts, name.removeprefix(_PREFIX), version.content) for name, version in facts.law.of_kind(_PREFIX)])


def _category(facts: Facts, name: str, category: Category) -> Verdict:
    rule = category.rule
    if isinstance(rule, LanguageRule):
        tested = _language(facts, category, rule)
    elif rule.tested_on == "work":
        tested = _work(facts, category, rule)
    else:
        tested = _offer(facts, category, rule)
    others = [finding(category.requirements, name, None, sentence="category.other") for name in category.other_requirements]
    return verdict(name, [tested, *others])


def _language(facts: Facts, category: Category, rule: LanguageRule) -> Finding:
    name, _ = category.tested
    levels = facts.languages[rule.language]
    needed = dict.fromkeys(ABILITIES, rule.minimum_level)
    return finding(
        category.requirements,
        name,
        levels.all_at_least(needed),
        found=levels.shown(rule.language),
        needed=rule.minimum_level,
        asks=levels.asks,
        sentence="category.language",
        says="no_result" if levels.untested else "",
        **levels.told(rule.language, needed),
    )


def _work(facts: Facts, category: Category, rule: OccupationRule) -> Finding:
    """Months in one listed occupation: each occupation is counted alone."""
    name, _ = category.tested
    record = facts.work
    conditions = ("lead", "main", "paid", *(("canadian",) if rule.in_canada_only else ()))
    picked = record.pick(*conditions)
    done = {record.jobs[i].noc for i in picked.maybe}
    codes = sorted(done.intersection(rule.codes), key=str)
    answers: list[Truth] = [None] if not record.complete or None in done else []
    hours, best = 0, None
    for code in codes:
        one = Picked(
            tuple([i for i in picked.sure if record.jobs[i].noc == code]),
            tuple([i for i in picked.maybe if record.jobs[i].noc == code]),
        )
        assert rule.months is not None
        low, high = record.reached(
            facts.asof, one, rule.window_years, (rule.months,), "change.category_work", continuous=rule.continuous
        )
        answers.append(True if low else (None if high else False))
        if (counted := _hours(facts, one.sure, rule)) > hours:
            hours, best = counted, code
    needed = record.measure.hours_per_year * (rule.months or 0) // 12
    return finding(
        category.requirements,
        name,
        some(answers),
        found={"noc": best, "hours": hours},
        needed=needed,
        asks=record.asks(picked, *conditions),
        sentence="category.work" if best else "category.no_work",
        says="" if best is None else ("continuous" if rule.continuous else ("in_canada" if rule.in_canada_only else "")),
        hours=hours,
        noc=best or "",
        occupation=names.occupation_title(best) if best else "",
        months=rule.months,
        years=rule.window_years,
    )


def _hours(facts: Facts, jobs: tuple[int, ...], rule: OccupationRule) -> int:
    """The counted hours of some jobs, of their best stretch where the work must be continuous."""
    if not rule.continuous:
        return facts.work.hours(facts.asof, jobs, rule.window_years)
    return max([facts.asof.count(part, rule.window_years).hours for part in facts.work.stretches(jobs)], default=0)


def _offer(facts: Facts, category: Category, rule: OccupationRule) -> Finding:
    name, _ = category.tested
    profile = facts.profile
    offer = profile.job_offer
    if offer is None:
        met: Truth = False if profile.known("job_offer") else None
    else:
        met = every([None if offer.noc is None else offer.noc in rule.codes])
    noc = offer.noc if offer else None
    return finding(
        category.requirements,
        name,
        met,
        found=noc,
        asks=("job_offer",) if offer is None else ("job_offer.noc",),
        sentence="category.offer",
        says="none" if met is False and offer is None else "",
        noc=noc or "",
        occupation=names.occupation_title(noc) if noc else "",
    )
