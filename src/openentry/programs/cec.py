"""Canadian Experience Class (R87.1)."""

from __future__ import annotations

from openentry.facts import Facts, names
from openentry.facts.jobs import Picked, WorkRecord
from openentry.law.domains import ABILITIES
from openentry.law.shapes.programs import Cec
from openentry.messages import Message
from openentry.programs.filtered import FilteredWork, filtered_work, reached_message
from openentry.programs.language import asks as language_asks
from openentry.programs.language import best_language, in_either, says_of
from openentry.programs.residence import outside_quebec
from openentry.verdict import Finding, Verdict, finding, informative, verdict

#: Each filter on the year of work, and the conditions on a job it stands for.
_FILTERS = {
    "CEC-02": ("skilled",),
    "CEC-03": ("lead", "main"),
    "CEC-04": ("not_student",),
    "CEC-05": ("employee", "authorized"),
    "CEC-06": ("status",),
    "CEC-08": ("canadian",),
    "CEC-15": ("paid",),
}


def cec(facts: Facts) -> Verdict:
    """The verdict of the Canadian Experience Class on the day."""
    law = facts.law
    rules: Cec = law.content("programs.cec")
    filters = dict(_FILTERS)
    if law.choice("CEC-REMOTE") == "counted":
        filters["CEC-08"] = ("present",)
    work = filtered_work(
        facts.work,
        facts.asof,
        facts.work.pick("canadian_or_employer"),
        filters,
        years=rules.window_years,
        months=rules.months,
        why="change.cec_year",
    )
    named = rules.requirements
    found: dict[str, Finding] = {
        "CEC-01": finding(
            named,
            "CEC-01",
            work.met,
            found=work.hours,
            needed=facts.work.measure.hours_per_year,
            asks=work.asks,
            then=reached_message(work),
            says="none" if work.met is False and not work.hours else "",
            days=work.days,
            years=rules.window_years,
            months=rules.months,
        )
    }
    for name, met in work.filters.items():
        found[name] = finding(named, name, met, asks=work.filter_asks.get(name, ()))
    found |= _language(facts, rules, work)
    found["CEC-13"] = outside_quebec(facts, named, "CEC-13")
    for name, rule in named.items():
        if rule.informative and name not in found:
            found[name] = informative(named, name)
    return verdict("cec", [found[name] for name in named])


def _language(facts: Facts, rules: Cec, work: FilteredWork) -> dict[str, Finding]:
    """CEC-09 and CEC-10: the occupation with most counted hours decides the level (R87.1(2)(e))."""
    codes, needed = _deciding(facts, rules, work.counted)
    thresholds = needed or tuple(sorted(set(rules.language.values())))
    answers = {in_either(facts, dict.fromkeys(ABILITIES, level)) for level in thresholds}
    met = answers.pop() if len(answers) == 1 else None
    level = thresholds[0] if len(thresholds) == 1 else None
    if len(codes) > 1 and work.counted.sure:
        facts.warnings.append(Message("warning.switch_cec_tie", {"level": max(thresholds)}))
    asked = min(thresholds) if met is False else max(thresholds)
    language = best_language(facts, dict.fromkeys(ABILITIES, asked))
    levels = facts.languages[language]
    nine = finding(
        rules.requirements,
        "CEC-09",
        met,
        found=levels.shown(language),
        needed=level,
        asks=language_asks(facts) + work.asks,
        says=says_of(facts, met) if met is not None else ("levels" if level is not None else "occupation"),
        level=asked,
        least=min(thresholds),
        **levels.told(language, dict.fromkeys(ABILITIES, asked)),
    )
    return {"CEC-09": nine, "CEC-10": _occupation(rules, codes, level)}


def _occupation(rules: Cec, codes: tuple[str, ...], level: int | None) -> Finding:
    """CEC-10, which is told and never decides (contract C44)."""
    noc = codes[0] if len(codes) == 1 else None
    says = "so_far" if codes and level is None else ("tie" if len(codes) > 1 else "")
    return finding(
        rules.requirements,
        "CEC-10",
        True if codes else None,
        found=noc or (list(codes) or None),
        needed=level,
        says=says,
        level=level,
        noc=", ".join(codes),
        occupation=names.occupation_title(noc) if noc else "",
    )


def _deciding(facts: Facts, rules: Cec, counted: Picked) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The occupation or occupations with most counted hours, and the levels they may ask for; nothing without counted work."""
    record = facts.work
    codes = _most(record, facts, counted.sure, rules.window_years)
    if counted.maybe == counted.sure and record.complete:
        if not codes:
            return (), ()
        levels = [rules.language[int(code[1])] for code in codes]
        higher = facts.law.choice("CEC-TIE") == "higher_threshold"
        return codes, ((max if higher else min)(levels),)
    possible = {record.jobs[i].teer for i in counted.maybe}
    levels = sorted(
        {rules.language[t] for t in possible if t in rules.language}
        if record.complete and None not in possible
        else set(rules.language.values())
    )
    return codes, tuple(levels)


def _most(record: WorkRecord, facts: Facts, jobs: tuple[int, ...], years: int) -> tuple[str, ...]:
    """The codes with the most counted hours in the window: more than one only in an exact tie."""
    codes = sorted({code for i in jobs if (code := record.jobs[i].noc)})
    ledgers = {code: record.ledger(tuple(i for i in jobs if record.jobs[i].noc == code)) for code in codes}
    return facts.asof.leaders(ledgers, years, "change.deciding_occupation")
