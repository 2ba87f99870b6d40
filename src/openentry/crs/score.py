"""Points: each factor, under the caps of its group and section.

Facts that are not known give bounds. The two facts that turn the whole table, whether a spouse or partner is accompanying and
which language is first, are tried each in turn; every other fact enters a factor in one direction only, so the least and the
most of each factor are reached together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openentry.crs.instrument import Group, Instrument, Section
from openentry.law.domains import WITH_SPOUSE, WITHOUT_SPOUSE

Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tables are looked up by: one consistent set. ``open`` has the possible values of the facts not known."""

    accompanying_spouse: bool
    known: Mapping[str, Any]
    open: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def column(self) -> int:
        """Which column of the tables applies (MI s. 1)."""
        return WITH_SPOUSE if self.accompanying_spouse else WITHOUT_SPOUSE

    @property
    def possible(self) -> dict[str, tuple[Any, ...]]:
        """The possible values of every fact."""
        return {**{k: (v,) for k, v in self.known.items()}, **self.open}


@dataclass(frozen=True, slots=True)
class Score:
    """Bounds of every factor before the caps of its group, of every group and section after theirs, and of the total.

    Where everything is known, the two bounds are equal.
    """

    total: Bounds
    sections: Mapping[str, Bounds]
    groups: Mapping[tuple[str, str], Bounds]
    factors: Mapping[str, Bounds]


def score(instrument: Instrument, facts: Sequence[Facts]) -> Score:
    """The score of one person: ``facts`` holds one consistent set, or several where a turning fact is not known (MI s. 8)."""
    scores = [_score(instrument, one) for one in facts]
    return scores[0] if len(scores) == 1 else _hull(scores)


def _score(instrument: Instrument, facts: Facts) -> Score:
    column = facts.column
    factors: dict[str, Bounds] = dict.fromkeys(instrument.columns, (0, 0))
    groups: dict[tuple[str, str], Bounds] = {}
    sections: dict[str, Bounds] = {}
    total_low = total_high = 0
    known, opened = facts.known, facts.open
    possible = facts.possible if opened else None
    for section in instrument.sections:
        section_low = section_high = 0
        for group in section.groups:
            low = high = 0
            for factor in group.factors:
                if possible is not None and not opened.keys().isdisjoint(factor.node.facts):
                    bounds = factor.node.bounds(possible, column)
                    factors[factor.id] = bounds
                    low += bounds[0]
                    high += bounds[1]
                else:
                    points = factor.node.points(known, column)
                    factors[factor.id] = (points, points)
                    low += points
                    high += points
            cap = group.cap[column]
            low, high = min(low, cap), min(high, cap)
            groups[section.id, group.id] = (low, high)
            section_low += low
            section_high += high
        cap = section.cap[column]
        section_low, section_high = min(section_low, cap), min(section_high, cap)
        sections[section.id] = (section_low, section_high)
        total_low += section_low
        total_high += section_high
    total = (min(total_low, instrument.total), min(total_high, instrument.total))
    return Score(total, sections, groups, factors)


def _hull(scores: Sequence[Score]) -> Score:
    def widest(bounds: Sequence[Bounds]) -> Bounds:
        return min(low for low, _ in bounds), max(high for _, high in bounds)

    first = scores[0]
    return Score(
        total=widest([s.total for s in scores]),
        sections={k: widest([s.sections[k] for s in scores]) for k in first.sections},
        groups={k: widest([s.groups[k] for s in scores]) for k in first.groups},
        factors={k: widest([s.factors[k] for s in scores]) for k in first.factors},
    )


def caps_that_bite(instrument: Instrument, score: Score, facts: Sequence[Facts]) -> tuple[str, ...]:
    """The ids of the groups and sections whose cap takes points away (``transferability.education``, ``additional``, ``total``)."""
    columns = {one.column for one in facts}
    biting: list[str] = []
    for section in instrument.sections:
        biting += [f"{section.id}.{g.id}" for g in section.groups if g.id and before_cap(g, score) > max(g.cap[c] for c in columns)]
        if before_cap(section, score) > max(section.cap[c] for c in columns):
            biting.append(section.id)
    return tuple(biting)


def before_cap(section: Section | Group, score: Score) -> int:
    """The most points of a section or group before its own cap."""
    if isinstance(section, Group):
        return sum(score.factors[f.id][1] for f in section.factors)
    return sum(
        score.groups[section.id, g.id][1] if g.id else sum(score.factors[f.id][1] for f in g.factors) for g in section.groups
    )
