"""The score as a tree: total, sections, groups, factors; each leaf with the fact, the row and the citation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from openentry.crs.instrument import Factor, Instrument
from openentry.crs.score import Bounds, Facts, Score, before_cap, score
from openentry.law.domains import COLUMNS
from openentry.law.nodes import Pair
from openentry.law.sources import Source, Text


class Look(NamedTuple):
    """One look-up: the facts by name with their values, the row they chose, its points."""

    facts: tuple[tuple[str, Any], ...]
    row: str
    points: int


class Branch(NamedTuple):
    """One node of the tree. ``points`` are bounds, equal when known; ``uncapped`` is what the children sum to; ``looks`` stand
    at leaves."""

    id: str
    title: Text | None
    points: Bounds
    maximum: int
    source: Source
    column: str = ""
    uncapped: int | None = None
    looks: tuple[Look, ...] = ()
    children: tuple[Branch, ...] = ()

    @property
    def capped(self) -> bool:
        """Whether the cap takes points away."""
        return self.uncapped is not None and self.uncapped > self.maximum


def tree(instrument: Instrument, facts: Sequence[Facts], found: Score | None = None) -> Branch:
    """The tree of a score. With several possible sets of facts, leaves of what differs carry bounds and no row."""
    found = found or score(instrument, facts)
    only = facts[0] if len(facts) == 1 else None
    columns = {f.column for f in facts}
    named = COLUMNS[facts[0].column] if len(columns) == 1 else ""

    def most(caps: Pair) -> int:
        return caps[facts[0].column] if named else max(caps)

    sections = []
    for section in instrument.sections:
        children: list[Branch] = []
        for group in section.groups:
            leaves = tuple(_leaf(factor, only, found, most(factor.maximum), named) for factor in group.factors)
            if not group.id:
                children.extend(leaves)
                continue
            children.append(
                Branch(
                    id=group.id,
                    title=group.title,
                    points=found.groups[section.id, group.id],
                    maximum=most(group.cap),
                    source=group.source,
                    column=named,
                    uncapped=before_cap(group, found),
                    children=leaves,
                )
            )
        sections.append(
            Branch(
                id=section.id,
                title=section.title,
                points=found.sections[section.id],
                maximum=most(section.cap),
                source=section.source,
                column=named,
                uncapped=before_cap(section, found),
                children=tuple(children),
            )
        )
    uncapped = sum(s.points[1] for s in sections)
    return Branch("total", None, found.total, instrument.total, instrument.source, named, uncapped, (), tuple(sections))


def _leaf(factor: Factor, facts: Facts | None, found: Score, maximum: int, named: str) -> Branch:
    looks: tuple[Look, ...] = ()
    if facts is not None and facts.open.keys().isdisjoint(factor.node.facts):
        known = facts.known
        looks = tuple(
            [
                Look(tuple([(name, known[name]) for name in reading.facts]), reading.row, reading.points)
                for reading in factor.node.readings(known, facts.column)
            ]
        )
    uncapped = sum([look.points for look in looks]) if looks else None
    return Branch(factor.id, factor.title, found.factors[factor.id], maximum, factor.source, named, uncapped, looks)
