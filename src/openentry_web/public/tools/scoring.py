"""A score of facts alone: the same tables, tree and citations as a profile's, without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from openentry import crs
from openentry.crs import Branch, Score
from openentry.law import Law
from openentry.law.domains import ABILITIES, CANADIAN_EDUCATION, EDUCATION
from openentry.law.sources import Text
from openentry.messages import Message

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Scored:
    """Facts under a law."""

    law: Law
    row: Row

    @cached_property
    def facts(self) -> crs.Facts:
        """What the tables are looked up by."""
        return crs.of_row(self.law, self.row)

    @cached_property
    def score(self) -> Score:
        """The points."""
        return crs.score(crs.instrument(self.law), [self.facts])

    @property
    def total(self) -> int:
        """The score."""
        return self.score.total[0]

    @cached_property
    def tree(self) -> Branch:
        """The score, explained."""
        return crs.tree(crs.instrument(self.law), [self.facts], self.score)

    def factor(self, name: str) -> int:
        """The points of a factor."""
        return self.score.factors[name][0]


@dataclass(frozen=True, slots=True)
class Beside:
    """A part of the score under two laws; None where a law does not have it. ``depth`` 0: a section, 1: a factor or group."""

    title: Text | None
    one: int | None
    other: int | None
    depth: int

    @property
    def change(self) -> int:
        """How much more the first gives."""
        return (self.one or 0) - (self.other or 0)


def side_by_side(one: Scored, other: Scored) -> list[Beside]:
    """The sections, and what each has, under both laws; what gives nothing under either is left out."""
    sections = {branch.id: branch for branch in other.tree.children}
    found = []
    for section in one.tree.children:
        twin = sections.get(section.id)
        found.append(Beside(section.title, section.points[0], twin.points[0] if twin else None, 0))
        theirs = {branch.id: branch for branch in twin.children} if twin else {}
        ours = {branch.id: branch for branch in section.children}
        for name in dict.fromkeys([*ours, *theirs]):
            mine, its = ours.get(name), theirs.get(name)
            if (mine and mine.points[0]) or (its and its.points[0]):
                title = mine.title if mine else its.title if its else None
                found.append(Beside(title, mine.points[0] if mine else None, its.points[0] if its else None, 1))
    return found


# --- what would raise it ---


@dataclass(frozen=True, slots=True)
class Raise:
    """A change of the facts, and the points it gives."""

    says: Message
    gain: int


_NEXT_EDUCATION = EDUCATION[1:]
MOST_SHOWN = 14


def raises(now: Scored) -> list[Raise]:
    """What would raise the score, each change tried by scoring again;
    of each kind the smallest that pays and the one that pays most."""
    found: list[Raise] = []
    for tried in _tries(now.row):
        paying = [Raise(says, gain) for says, changed in tried if (gain := Scored(now.law, changed).total - now.total) > 0]
        if paying:
            best = max(paying, key=lambda one: one.gain)
            found += [paying[0]] if best.gain == paying[0].gain else [paying[0], best]
    found.sort(key=lambda one: -one.gain)
    return found[:MOST_SHOWN]


def _tries(row: Row) -> Iterator[list[tuple[Message, Row]]]:
    """Changes of one kind at a time, the smallest first."""
    for whose in ("en", "fr"):
        yield _all_levels(row, whose)
        yield _one_level(row, whose)
    if row["accompanying_spouse"]:
        yield _all_levels(row, "spouse")
        yield _ladder(row, "spouse_education", _NEXT_EDUCATION)
        yield _years(row, "spouse_canadian_work_years", 5)
    yield _ladder(row, "education", _NEXT_EDUCATION)
    yield _ladder(row, "canadian_education", CANADIAN_EDUCATION[1:])
    yield _years(row, "canadian_work_years", 5)
    yield _years(row, "foreign_work_years", 3)
    for name in ("nomination", "certificate_of_qualification", "sibling_in_canada"):
        if not row[name]:
            yield [(Message(f"web.raise.{name}"), {**row, name: True})]


def _all_levels(row: Row, whose: str) -> list[tuple[Message, Row]]:
    names = [f"{whose}_{ability}" for ability in ABILITIES]
    now = min(row.get(name, 0) for name in names)
    other = {"en": "fr", "fr": "en"}.get(whose)
    alone = other is not None and not any(row.get(f"{other}_{ability}") for ability in ABILITIES)
    first = {"first_language": whose} if alone else {}
    return [
        (Message(f"web.raise.all.{whose}", {"level": level}), {**row, **first, **{n: max(level, row.get(n, 0)) for n in names}})
        for level in range(max(5, now + 1), 11)
    ]


def _one_level(row: Row, whose: str) -> list[tuple[Message, Row]]:
    """One ability alone, where there are results already."""
    if not any(row.get(f"{whose}_{ability}") for ability in ABILITIES):
        return []
    found = []
    for ability in ABILITIES:
        name = f"{whose}_{ability}"
        for level in range(row[name] + 1, 11):
            params = {"ability": Message(f"ability.{ability}"), "level": level}
            found.append((Message(f"web.raise.one.{whose}", params), {**row, name: level}))
    return sorted(found, key=lambda one: one[0].params["level"] - row[f"{whose}_{one[0].params['ability'].id.partition('.')[2]}"])


def _ladder(row: Row, name: str, steps: tuple[str, ...]) -> list[tuple[Message, Row]]:
    now = steps.index(row[name]) + 1 if row[name] in steps else 0
    field = name.removeprefix("spouse_")
    return [(Message(f"web.raise.{name}", {"value": Message(word(field, step))}), {**row, name: step}) for step in steps[now:]]


def word(of: str, value: str) -> str:
    """The message that says a value of a choice."""
    return f"education.{value}" if of == "education" else f"value.{of}.{value}"


def _years(row: Row, name: str, most: int) -> list[tuple[Message, Row]]:
    return [(Message(f"web.raise.{name}", {"years": n}), {**row, name: n}) for n in range(row[name] + 1, most + 1)]
