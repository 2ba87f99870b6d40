"""A program described by data alone (``kind: described_program``): one finding for each of its rules."""

from __future__ import annotations

from openentry.facts import Facts
from openentry.facts.funds import Funds
from openentry.facts.jobs import Job
from openentry.facts.three import Truth
from openentry.law.domains import ABILITIES, EDUCATION
from openentry.law.shapes.described import DescribedProgram, EducationRule, FundsRule, LevelRule, OutsideQuebecRule, WorkRule
from openentry.law.shapes.programs import Requirements
from openentry.programs.filtered import filtered_work, reached_message
from openentry.programs.fsw import funds_finding
from openentry.programs.language import asks as language_asks
from openentry.programs.language import best_language, in_either, says_of
from openentry.programs.residence import outside_quebec
from openentry.verdict import Finding, Verdict, finding, informative, verdict

#: The conditions on a job that every rule of work has, and those of work in Canada besides.
_WORK = ("lead", "main", "paid", "authorized")
_IN_CANADA = ("canadian", "employee", "status", "not_student")


def described(name: str, facts: Facts, funds: Funds) -> Verdict:
    """The verdict of the program ``programs.<name>`` on the day."""
    program: DescribedProgram = facts.law.content(f"programs.{name}")
    named = program.requirements
    found = []
    for requirement in named:
        rule = program.rules.get(requirement)
        match rule:
            case EducationRule():
                found.append(_education(facts, named, requirement, rule))
            case LevelRule():
                found.append(_language(facts, named, requirement, rule))
            case WorkRule():
                found.append(_work(facts, named, requirement, rule))
            case OutsideQuebecRule():
                found.append(outside_quebec(facts, named, requirement, "described.outside_quebec"))
            case FundsRule():
                found.append(_funds(facts, funds, named, requirement, rule))
            case None:
                found.append(informative(named, requirement, sentence="described.told"))
    return verdict(name, found)


def _education(facts: Facts, named: Requirements, name: str, rule: EducationRule) -> Finding:
    possible = facts.schooling.possible
    reached = [EDUCATION.index(level) >= EDUCATION.index(rule.at_least) for level in possible]
    met: Truth = reached[0] if len(set(reached)) == 1 else None
    says = "none" if met is False and possible == EDUCATION[:1] else ("some" if met and facts.schooling.level is None else "")
    return finding(
        named,
        name,
        met,
        found=facts.schooling.level,
        needed=rule.at_least,
        asks=facts.schooling.asks,
        says=says,
        sentence="described.education",
        years=facts.law.content("definitions").assessment_valid_years,
    )


def _language(facts: Facts, named: Requirements, name: str, rule: LevelRule) -> Finding:
    needed = dict.fromkeys(ABILITIES, rule.level)
    met = in_either(facts, needed)
    language = best_language(facts, needed)
    levels = facts.languages[language]
    return finding(
        named,
        name,
        met,
        found=levels.shown(language),
        needed=rule.level,
        asks=language_asks(facts),
        says=says_of(facts, met),
        sentence="described.language",
        level=rule.level,
        **levels.told(language, needed),
    )


def _work(facts: Facts, named: Requirements, name: str, rule: WorkRule) -> Finding:
    record = facts.work
    restricted = facts.law.content("definitions").restricted_occupations

    def in_teer(job: Job) -> Truth:
        return None if job.teer is None else job.teer in rule.teer and job.noc not in restricted

    conditions = (*_WORK, *(_IN_CANADA if rule.where == "canada" else ()))
    work = filtered_work(
        record,
        facts.asof,
        record.pick_where(in_teer),
        {name: conditions},
        years=rule.window_years,
        months=rule.months,
        why="change.described_work",
        continuous=rule.continuous,
    )
    return finding(
        named,
        name,
        work.met,
        found=work.hours,
        needed=record.measure.hours_per_year * rule.months // 12,
        asks=tuple(dict.fromkeys((*work.asks, *record.asks(work.counted, "skilled")))),
        then=reached_message(work),
        says="none" if work.met is False and not work.hours else "",
        sentence=f"described.work_{rule.where}",
        days=work.days,
        months=rule.months,
        years=rule.window_years,
        teer=[str(category) for category in rule.teer],
    )


def _funds(facts: Facts, funds: Funds, named: Requirements, name: str, rule: FundsRule) -> Finding:
    offer = facts.fsw_offer
    exempt = offer.under(rule.exempting_offers) if rule.exempting_offers else False
    return funds_finding(facts, funds, name, named, exempt, offer.asks if rule.exempting_offers else (), "described.funds")
