"""A decision as pages tell it: program by program, requirement by requirement, and the score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openentry import Decision
from openentry.facts.three import Truth
from openentry.verdict import Finding

_ORDER = {True: 0, None: 1, False: 2}


@dataclass(frozen=True, slots=True)
class Told:
    """One program: its name, whether it is met, and its requirements: those that decide, and those that are only told."""

    id: str
    name: Any
    met: Truth
    deciding: tuple[Finding, ...]
    informative: tuple[Finding, ...]
    barred: bool = False

    @property
    def words(self) -> str:
        """The id of the words for it: whoever is barred may meet a program and still not qualify."""
        if self.met and self.barred:
            return "web.met.yes"
        return {True: "web.verdict.yes", False: "web.verdict.no", None: "web.verdict.unknown"}[self.met]

    @property
    def open(self) -> tuple[Finding, ...]:
        """What keeps the program from being met: not met first, then not known."""
        return tuple(sorted((f for f in self.deciding if f.met is not True), key=lambda f: f.met is None))

    @property
    def settled(self) -> tuple[Finding, ...]:
        """The requirements that are met."""
        return tuple(f for f in self.deciding if f.met is True)


def programs(decision: Decision) -> list[Told]:
    """Every program of the day: those met, those not known, the nearest first."""
    found = decision.evaluation
    names = found.law.content("programs.order").names
    told = [
        Told(
            name,
            names[name],
            verdict.met,
            tuple(f for f in verdict.findings if not f.informative),
            tuple(f for f in verdict.findings if f.informative),
            found.general.met is False,
        )
        for name, verdict in found.programs.items()
    ]
    return sorted(told, key=lambda one: (_ORDER[one.met], len(one.open), one.id == "pnp"))


def general(decision: Decision) -> tuple[Finding, ...]:
    """What bars somebody whatever program they meet, where anything does or may."""
    return tuple(f for f in decision.evaluation.general.findings if f.met is not True and not f.informative)


def sections(decision: Decision) -> list[tuple[Any, tuple[int, int], int]]:
    """The sections of the score: title, points at least and at most, the most there can be."""
    return [(one.title, one.points, one.maximum) for one in decision.tree.children]


def ended_by(before: Decision, after: Decision) -> list[Any]:
    """The names of the programs that were met and no longer are."""
    names = before.evaluation.law.content("programs.order").names
    later = after.evaluation.programs
    return [names[name] for name, v in before.evaluation.programs.items() if v.met and (name not in later or not later[name].met)]
