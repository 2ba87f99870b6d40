"""Provincial nominee class through Express Entry (R87, MI s. 5)."""

from __future__ import annotations

from openentry.facts import Facts, names
from openentry.facts.three import Truth, some
from openentry.law.shapes.programs import Intention, Pnp
from openentry.law.sources import Text
from openentry.verdict import Finding, Verdict, finding, informative, verdict

_GONE = frozenset({"rejected", "lapsed", "withdrawn"})
_THROUGH_THE_ACCOUNT = frozenset({"offered", "accepted"})


def pnp(facts: Facts, federal: tuple[Verdict, ...]) -> Verdict:
    """The verdict of the provincial nominee class; ``federal`` are the verdicts of the three federal programs."""
    law, profile = facts.law, facts.profile
    rules: Pnp = law.content("programs.pnp")
    named = rules.requirements
    nomination = profile.nomination
    federal_met = some([v.met for v in federal])
    met_programs = [v.id for v in federal if v.met]
    titles = law.content("programs.order").names
    found: dict[str, Finding] = {
        "PNP-03": finding(
            named,
            "PNP-03",
            federal_met,
            found=met_programs,
            needed=1,
            asks=tuple(dict.fromkeys(a for v in federal for f in v.findings for a in f.asks)),
            programs=[titles[name] for name in met_programs],
        )
    }
    if nomination is None:
        none = profile.known("nomination")
        met: Truth = False if none else None
        for name in ("PNP-01", "PNP-02", "PNP-04"):
            found[name] = finding(named, name, met, asks=("nomination",), says="none" if none else "")
        found["PNP-08"] = finding(named, "PNP-08", True if none else None, asks=("nomination",))
        found["PNP-06"] = _intention(facts, met, None, "")
    else:
        status, province = nomination.status, nomination.province
        place = names.province(province) if province else ""
        takes_part = None if province is None else province not in rules.without_program
        named_by: Truth = False if status in _GONE else (None if status is None else takes_part)
        found["PNP-01"] = finding(
            named,
            "PNP-01",
            False if takes_part is False else named_by,
            found=province,
            asks=_open(nomination, "province", "status"),
            says="" if takes_part is not False else "no_program",
            place=place,
            status=status,
        )
        enhanced = nomination.enhanced if nomination.enhanced is not None else (True if status in _THROUGH_THE_ACCOUNT else None)
        found["PNP-02"] = finding(named, "PNP-02", enhanced, asks=("nomination.enhanced",))
        accepted: Truth = None if status is None else status == "accepted"
        if accepted and nomination.on is not None:
            accepted = facts.asof.come(nomination.on, "change.nomination")
        found["PNP-04"] = finding(
            named,
            "PNP-04",
            accepted,
            found=status,
            needed="accepted",
            asks=_open(nomination, "status"),
            says=status or "" if accepted is False else "",
            on=nomination.on,
        )
        found["PNP-08"] = finding(named, "PNP-08", not nomination.passive_investment)
        found["PNP-06"] = _intention(facts, True, province, place)
    for name, rule in named.items():
        if rule.informative:
            found[name] = informative(named, name)
    order = sorted(found)
    return verdict("pnp", [found[name] for name in order])


def _intention(facts: Facts, nominated: Truth, province: str | None, place: Text | str) -> Finding:
    """PNP-06: until 29 March 2026 a condition of the class; since then the province's to judge (contract C52)."""
    rule: Intention = facts.law.content("programs.pnp_intention")
    rules = {"PNP-06": rule.requirement}
    lives = facts.profile.intends_to_live_in
    if rule.judged_by == "province":
        return informative(rules, "PNP-06")
    met: Truth = nominated if not nominated else (None if lives is None or province is None else lives == province)
    return finding(
        rules,
        "PNP-06",
        met,
        found=lives,
        needed=province,
        asks=("intends_to_live_in",),
        says="officer" if met else ("none" if nominated is False else ""),
        place=place,
        lives=names.province(lives) if lives else "",
    )


def _open(nomination: object, *keys: str) -> tuple[str, ...]:
    return tuple(f"nomination.{k}" for k in keys if getattr(nomination, k) is None)
