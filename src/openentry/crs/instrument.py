"""The ranking system of one day, put together from its documents: sections, groups, caps and factors in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from openentry.errors import LawGapError
from openentry.law.book import Law
from openentry.law.domains import domain
from openentry.law.nodes import Node, Pair, steps
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
    """The whole score: at most ``total``.

    ``columns`` are the names of every factor there has ever been, in order; ``steps`` has, for each fact in whole numbers that some
    factor looks at, the values at which points may change: only those birthdays and those years of work matter.
    """

    total: int
    source: Source
    sections: tuple[Section, ...]
    columns: tuple[str, ...]
    steps: Mapping[str, tuple[int, ...]]


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
        raise LawGapError.of("error.law.no_section", f"crs.{factors[0].id}", section=section_id, group=group_id)
    columns = tuple(dict.fromkeys(d.versions[0].content.factor for d in documents))
    source = law.version("crs.caps").source
    nodes = [factor.node for section in sections for group in section.groups for factor in group.factors]
    return Instrument(caps.total, source, tuple(sections), columns, all_steps(nodes))


def all_steps(nodes: Iterable[Node]) -> dict[str, tuple[int, ...]]:
    """For each fact that some node looks at: its steps; for a fact that is no number, none."""
    found: dict[str, set[int]] = {}
    for node in nodes:
        for fact in node.facts:
            found.setdefault(fact, set())
            if domain(fact).numeric:
                found[fact].update(steps(node, fact))
    return {fact: tuple(sorted(values)) for fact, values in found.items()}
