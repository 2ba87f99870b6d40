"""Federal Skilled Trades class (R87.2)."""

from __future__ import annotations

from typing import Any

from openentry.facts import Facts, names
from openentry.facts.funds import Funds
from openentry.facts.jobs import WorkRecord
from openentry.facts.three import Truth, every, some
from openentry.law.shapes.programs import Fst
from openentry.programs.filtered import FilteredWork, filtered_work, reached_message
from openentry.programs.fsw import funds_finding
from openentry.programs.language import asks as language_asks
from openentry.programs.language import best_language, in_either, says_of
from openentry.programs.residence import outside_quebec
from openentry.verdict import Finding, Verdict, finding, informative, verdict


def fst(facts: Facts, funds: Funds) -> Verdict:
    """The verdict of the Federal Skilled Trades class on the day."""
    rules: Fst = facts.law.content("programs.fst")
    named = rules.requirements
    found = _work(facts, rules)
    language = best_language(facts, rules.language)
    needed: dict[str, Any] = dict(rules.language)
    reached = in_either(facts, rules.language)
    found["FST-01"] = finding(
        named,
        "FST-01",
        reached,
        found=facts.languages[language].shown(language),
        needed=needed,
        asks=language_asks(facts),
        says=says_of(facts, reached),
        **needed,
        **facts.languages[language].told(language, rules.language),
    )
    certificate, certificate_asks = facts.certificate()
    offer = facts.fst_offer
    met = some([certificate, offer.met])
    paragraphs = [paragraph for paragraph, _ in offer.cases]
    under = "offer" if offer.case else "offer_either"
    found["FST-06"] = finding(
        named,
        "FST-06",
        met,
        found="certificate" if certificate else offer.case or ("/".join(paragraphs) if met else None),
        needed=None,
        asks=(*certificate_asks, *offer.asks),
        says=("certificate" if certificate else under) if met else "",
        case=offer.case or "",
        cases=[f"({paragraph})" for paragraph in paragraphs],
    )
    found["FST-07"] = funds_finding(facts, funds, "FST-07", named, offer.under(rules.funds_exempting_offers), offer.asks)
    found["FST-08"] = informative(named, "FST-08")
    found["FST-09"] = outside_quebec(facts, named, "FST-09")
    return verdict("fst", [found[name] for name in named])


def _work(facts: Facts, rules: Fst) -> dict[str, Finding]:
    """FST-02 to -05 and FST-10 to -12: two years in one listed trade, after qualifying (contract C05, C06)."""
    record = facts.work.by_qualification()
    named = rules.requirements
    filters: dict[str, tuple[str, ...]] = {"FST-04": ("qualified",), "FST-10": ("not_student",), "FST-12": ("paid",)}
    if facts.law.choice("FST-STUDENT") == "counted":
        filters["FST-10"] = ()
    codes = sorted({job.noc for job in record.jobs if job.noc and rules.lists(job.noc)})
    unknown_code = not record.complete or any(job.noc is None for job in record.jobs)
    hours_needed = record.measure.hours_per_year * rules.months // 12
    if not codes:
        return _no_trade(rules, record, None if unknown_code else False, hours_needed)
    trade = _trade(facts, record, codes, filters, rules)
    work = _count(facts, record, (trade,), filters, rules)
    together = _count(facts, record, tuple(codes), filters, rules) if len(codes) > 1 else work
    same: Truth = (
        True
        if work.met or len(codes) == 1
        else (False if together.met and work.met is False else (None if together.met is None else True))
    )
    called: dict[str, Any] = {"noc": trade, "occupation": names.occupation_title(trade)}
    found = {
        "FST-02": finding(
            named,
            "FST-02",
            work.met,
            found=work.hours,
            needed=hours_needed,
            asks=work.asks,
            then=reached_message(work),
            says="none" if work.met is False and not work.hours else "",
            days=work.days,
            years=rules.window_years,
            months=rules.months,
            **called,
        ),
        "FST-03": finding(named, "FST-03", same, found=trade, asks=together.asks, **called),
        "FST-05": _employment_requirements(rules, record, trade),
        "FST-11": finding(named, "FST-11", True, found=trade, **called),
    }
    for name, met in work.filters.items():
        found[name] = finding(named, name, met, asks=work.filter_asks.get(name, ()))
    return found


def _trade(facts: Facts, record: WorkRecord, codes: list[str], filters: dict[str, tuple[str, ...]], rules: Fst) -> str:
    """The listed trade with most counted hours after the filters; before them where none is left; the lowest code in a tie."""
    if len(codes) == 1:
        return codes[0]
    conditions = ("lead", "main", *[name for tested in filters.values() for name in tested])
    for tested in (conditions, ()):
        picked = record.pick(*tested)
        jobs = {code: tuple(i for i in picked.sure if record.jobs[i].noc == code) for code in codes}
        leaders = facts.asof.leaders(
            {code: record.ledger(at) for code, at in jobs.items() if at}, rules.window_years, "change.trade"
        )
        if leaders:
            return leaders[0]
    return codes[0]


def _count(
    facts: Facts, record: WorkRecord, codes: tuple[str, ...], filters: dict[str, tuple[str, ...]], rules: Fst
) -> FilteredWork:
    candidates = record.pick_where(lambda job: _of_trade(job.noc, codes, job.tests["lead"], job.tests["main"]))
    return filtered_work(
        record, facts.asof, candidates, filters, years=rules.window_years, months=rules.months, why="change.trade_years"
    )


def _of_trade(noc: str | None, codes: tuple[str, ...], lead: Truth, main: Truth) -> Truth:
    """The duties belong to doing the trade: they are part of FST-02 itself."""
    return every([None if noc is None else noc in codes, lead, main])


def _employment_requirements(rules: Fst, record: WorkRecord, trade: str) -> Finding:
    answers = [job.requirements_met for job in record.jobs if job.noc == trade]
    asks = tuple(
        dict.fromkeys(
            f"{job.place}.meets_employment_requirements" for job in record.jobs if job.noc == trade and job.requirements_met is None
        )
    )
    return finding(rules.requirements, "FST-05", some(answers), asks=asks, noc=trade, occupation=names.occupation_title(trade))


def _no_trade(rules: Fst, record: WorkRecord, met: Truth, hours_needed: int) -> dict[str, Finding]:
    """No listed trade in the record (met no), or none that can be seen yet (not known)."""
    named = rules.requirements
    asks = (record.place,) if not record.complete else tuple(f"{job.place}.noc" for job in record.jobs if job.noc is None)
    found = {
        "FST-02": finding(
            named, "FST-02", met, found=0, needed=hours_needed, asks=asks, says="no_trade", noc="", days=0, months=rules.months
        ),
        "FST-05": finding(named, "FST-05", met, asks=asks, says="no_trade", noc=""),
        "FST-11": finding(named, "FST-11", met, found=record.jobs[0].noc if record.jobs else None, asks=asks, noc=""),
    }
    for name in ("FST-03", "FST-04", "FST-10", "FST-12"):
        found[name] = finding(named, name, True if met is False else None, asks=asks, noc="")
    return found
