"""Federal Skilled Worker class (R75-R83)."""

from __future__ import annotations

from datetime import date

from openentry.facts import Facts, names
from openentry.facts.funds import Funds
from openentry.facts.jobs import Picked
from openentry.facts.three import Truth, at_least, some
from openentry.law.domains import ABILITIES, EDUCATION
from openentry.law.shapes.programs import AssessmentBodies, Fsw, Requirements
from openentry.programs.filtered import filtered_work, reached_message
from openentry.programs.grid import Grid, grid
from openentry.programs.language import asks as language_asks
from openentry.programs.language import in_first, says_of
from openentry.programs.residence import outside_quebec
from openentry.verdict import Finding, Verdict, finding, informative, verdict

_FILTERS = {"FSW-02": ("lead",), "FSW-03": ("main",), "FSW-11": ("paid",)}


def fsw(facts: Facts, funds: Funds) -> tuple[Verdict, Grid]:
    """The verdict of the Federal Skilled Worker class on the day, and its grid."""
    rules: Fsw = facts.law.content("programs.fsw")
    points = grid(facts)
    found = _work(facts, rules)
    named = rules.requirements
    first = facts.first_languages[0]
    levels = facts.languages[first]
    needed = dict.fromkeys(ABILITIES, rules.language)
    reached = in_first(facts, needed)
    found["FSW-04"] = finding(
        named,
        "FSW-04",
        reached,
        found=levels.shown(first),
        needed=rules.language,
        asks=language_asks(facts),
        says=says_of(facts, reached) or ("other_language" if reached is False and levels.untested else ""),
        **levels.told(first, needed),
    )
    found["FSW-05"] = _credential(facts, rules)
    found["FSW-06"] = _professional_body(facts, rules)
    low, high = points.total
    passes = at_least(low, high, rules.pass_mark)
    found["FSW-07"] = finding(
        named,
        "FSW-07",
        passes,
        found=low if low == high else [low, high],
        needed=rules.pass_mark,
        asks=points.asks,
        says="range" if passes is not None and low != high else "",
        low=low,
        high=high,
    )
    found["FSW-08"] = funds_finding(
        facts, funds, "FSW-08", named, facts.fsw_offer.under(rules.funds_exempting_offers), facts.fsw_offer.asks
    )
    found["FSW-09"] = outside_quebec(facts, named, "FSW-09")
    found["FSW-10"] = informative(named, "FSW-10")
    return verdict("fsw", [found[name] for name in named]), points


def primary_occupation(facts: Facts) -> tuple[str | None, Truth]:
    """The primary occupation, and whether one is named (contract C09): no when every job says it is not, else not known."""
    record = facts.work
    named = [job for job in record.jobs if job.primary]
    if named:
        return named[0].noc, True if named[0].noc else None
    if not record.complete:
        return None, None
    return None, False if all(job.primary is False for job in record.jobs) else None


def _work(facts: Facts, rules: Fsw) -> dict[str, Finding]:
    """FSW-01 to -03 and FSW-11: a continuous year in the primary occupation, after the filters."""
    record = facts.work
    code, named = primary_occupation(facts)
    requirements = rules.requirements
    hours = record.measure.hours_per_year
    if code is None:
        asks = (
            (record.place,)
            if not record.complete
            else tuple(
                f"{job.place}.{'noc' if job.primary else 'primary_occupation'}" for job in record.jobs if job.primary is not False
            )
        )
        met = False if named is False else None
        says = "primary" if met is None else ("no_work" if not record.jobs else "no_primary")
        found = {
            "FSW-01": finding(
                requirements, "FSW-01", met, found=0, needed=hours, asks=asks, says=says, noc="", days=0, months=rules.months
            )
        }
        return found | {name: finding(requirements, name, True if met is False else None, asks=asks) for name in _FILTERS}
    definitions = facts.law.content("definitions")
    skilled = int(code[1]) in definitions.skilled_teer and code not in definitions.restricted_occupations
    jobs = record.pick_where(
        lambda job: (None if job.noc is None and job.primary is not False else job.noc == code) if skilled else False
    )
    continuous = facts.law.choice("FSW-CONTINUITY") == "no_empty_month"
    work = filtered_work(
        record,
        facts.asof,
        jobs if skilled else Picked((), ()),
        _FILTERS,
        years=rules.window_years,
        months=rules.months,
        why="change.fsw_year",
        continuous=continuous,
    )
    says = ("not_skilled" if not skilled else ("" if work.hours else "none")) if work.met is False else ""
    one = finding(
        requirements,
        "FSW-01",
        work.met,
        found=work.hours,
        needed=hours,
        asks=work.asks,
        then=reached_message(work),
        says=says,
        noc=code,
        occupation=names.occupation_title(code),
        days=work.days,
        years=rules.window_years,
        months=rules.months,
    )
    return {"FSW-01": one} | {
        name: finding(requirements, name, met, asks=work.filter_asks.get(name, ())) for name, met in work.filters.items()
    }


def _credential(facts: Facts, rules: Fsw) -> Finding:
    """FSW-05: any credential that counts, of secondary level or higher."""
    schooling = facts.schooling
    none = EDUCATION[0]
    met: Truth = True if schooling.possible[0] != none else (False if schooling.possible == (none,) else None)
    says = "some" if met and schooling.level is None else ("none_counts" if met is False and schooling.credentials else "")
    return finding(
        rules.requirements,
        "FSW-05",
        met,
        found=schooling.level,
        needed="secondary",
        asks=schooling.asks,
        says=says,
        years=facts.law.content("definitions").assessment_valid_years,
    )


def _professional_body(facts: Facts, rules: Fsw) -> Finding:
    """FSW-06: where a professional body is designated for the primary occupation, its assessment is the one that counts."""
    code, named = primary_occupation(facts)
    bodies: AssessmentBodies = facts.law.content("assessment.bodies")
    requirements = rules.requirements
    if code is None:
        asks = tuple(f"{job.place}.primary_occupation" for job in facts.work.jobs if job.primary is None) or (facts.work.place,)
        met = None if named is None and any(b.only_for for b in bodies.bodies.values()) else True
        return finding(requirements, "FSW-06", met, asks=asks, says="none" if met else "primary", body="", noc="")
    body = next((key for key, b in bodies.bodies.items() if code in b.only_for), None)
    if body is None:
        return finding(requirements, "FSW-06", True, says="none", body="", noc=code)
    rule = bodies.bodies[body]
    if not facts.asof.come(date.fromisoformat(rule.designated_from), "change.professional_body"):
        return finding(requirements, "FSW-06", True, says="none", body="", noc=code)
    until = rule.others_accepted_if_issued_before
    answers: list[Truth] = [] if facts.schooling.declared else [None]
    for credential in facts.schooling.credentials:
        if credential.counts is False:
            continue
        by_body = credential.body == body or (
            until is not None and credential.assessed_on is not None and credential.assessed_on < date.fromisoformat(until)
        )
        right: Truth = True if credential.canadian or by_body else (None if credential.canadian is None else False)
        answers.append(right if credential.counts or right is False else None)
    return finding(
        requirements,
        "FSW-06",
        some(answers),
        found=None,
        needed=body,
        asks=facts.schooling.asks or ("education",),
        body=rule.name,
        noc=code,
        occupation=names.occupation_title(code),
    )


def funds_finding(
    facts: Facts, funds: Funds, name: str, rules: Requirements, exempt: Truth, offer_asks: tuple[str, ...], sentence: str = ""
) -> Finding:
    """FSW-08, FST-07 or the like: enough funds, or an offer that takes the requirement away. ``sentence``: as for ``finding``."""
    met = some([exempt, funds.met])
    if met:
        says = "exempt" if exempt else ""
    elif met is False:
        says = "any_size" if funds.size is None else ""
    else:
        says = "" if funds.declared is None else ("family" if funds.met is None else "offer")
    return finding(
        rules,
        name,
        met,
        found=funds.declared,
        needed=funds.needed,
        asks=(*funds.asks, *offer_asks),
        says=says,
        sentence=sentence,
        size=funds.size or 1,
        table=funds.table,
        short=max(0, funds.needed - (funds.declared or 0)),
    )
