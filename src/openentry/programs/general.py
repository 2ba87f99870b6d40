"""What bars a person before any program is tested (A10.1(4)-(5), A40(2)(a))."""

from __future__ import annotations

from datetime import date

from openentry.facts import Facts
from openentry.facts.three import Truth, every, opposite
from openentry.law.shapes.programs import General
from openentry.verdict import Verdict, finding, verdict


def general(facts: Facts, another_live_profile: bool) -> Verdict:
    """GEN-01 and GEN-02. A bar holds up to and including its last day; one without an end holds on (contract C15)."""
    rules: General = facts.law.content("programs.general")
    bars = facts.profile.bars
    answers: list[Truth] = [None] if bars is None else []
    until: date | None = None
    says = ""
    for bar in bars or ():
        if bar.until is None:
            over: Truth = False if bar.known("until") else None
            says = "no_end" if over is False else says
        else:
            over = facts.asof.come(bar.until.toordinal() + 1, "change.bar_ends")
            until = max(until or bar.until, bar.until)
        answers.append(over)
    free = every(answers)
    one = opposite(another_live_profile)
    return verdict(
        "general",
        [
            finding(
                rules.requirements, "GEN-01", free, found=until, asks=("bars",), says=says if free is False else "", until=until
            ),
            finding(rules.requirements, "GEN-02", one),
        ],
    )
