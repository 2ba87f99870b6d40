"""The ranking system of one day, put together from its documents: sections, groups, caps and factors in their order."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from openentry.law import Law
from openentry.law.domains import OLDEST
from openentry.law.nodes import Node, Pair
from openentry.law.shapes.crs import CrsCaps
from openentry.law.sources import Source, Text


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor in force."""

    id: str
    title: Text
    maximum: Pair
    node: Node
    source: Source


@dataclass(frozen=True, slots=True)
class Group:
    """Factors summed under one cap. A section without named groups has one group without a name, capped with the section."""

    id: str
    title: Text | None
    cap: Pair
    source: Source
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One block of the score."""

    id: str
    title: Text
    cap: Pair
    source: Source
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """The whole score: at most ``total``. ``columns`` are the names of every factor there has ever been, in order."""

    total: int
    source: Source
    sections: tuple[Section, ...]
    columns: tuple[str, ...]
    age_steps: tuple[int, ...]


_made: WeakKeyDictionary[Law, Instrument] = WeakKeyDictionary()


def instrument(law: Law) -> Instrument:
    """The ranking system in force (MI s. 8 and the sections of each factor)."""
    found = _made.get(law)
    if found is None:
        found = _made[law] = _build(law)
    return found


def _build(law: Law) -> Instrument:
    documents = [d for d in law.book.documents.values() if d.id.startswith("crs.") and hasattr(d.versions[0].content, "factor")]
    documents.sort(key=lambda d: d.versions[-1].content.order)
    caps: CrsCaps = law.content("crs.caps")
    placed: dict[tuple[str, str], list[Factor]] = {}
    for document in documents:
        version = document.on(law.start)
        if version is not None:
            content = version.content
            factor = Factor(content.factor, document.title, content.maximum, content.points, version.source)
            placed.setdefault((content.section, content.group), []).append(factor)
    sections = []
    for section in caps.sections:
        named = [Group(g.id, g.title, g.cap, g.source, tuple(placed.pop((section.id, g.id), ()))) for g in section.groups]
        loose = placed.pop((section.id, ""), None)
        if loose:
            named.append(Group("", None, section.cap, section.source, tuple(loose)))
        sections.append(Section(section.id, section.title, section.cap, section.source, tuple(named)))
    if placed:
        (section_id, group_id), factors = next(iter(placed.items()))
        from openentry.errors import LawGapError

        raise LawGapError.of("error.law.no_section", f"crs.{factors[0].id}", section=section_id, group=group_id)
    columns = tuple(dict.fromkeys(d.versions[0].content.factor for d in documents))
    source = law.version("crs.caps").source
    return Instrument(caps.total, source, tuple(sections), columns, _age_steps(tuple(sections)))


def _age_steps(sections: tuple[Section, ...]) -> tuple[int, ...]:
    """The ages at which the points of some factor change: only those birthdays matter."""
    steps: set[int] = set()
    for section in sections:
        for group in section.groups:
            for factor in group.factors:
                if factor.node.facts == ("age",):
                    points = [(factor.node.points({"age": a}, 0), factor.node.points({"age": a}, 1)) for a in range(OLDEST + 1)]
                    steps |= {a for a in range(1, OLDEST + 1) if points[a] != points[a - 1]}
                elif "age" in factor.node.facts:
                    steps |= set(range(1, OLDEST + 1))
    return tuple(sorted(steps))
