"""What a version of a document says, as blocks that a template lays out: the same rows and words as the command's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openentry.cli import words
from openentry.cli.law_tables import Rows, caps_rows, factor_rows, funds_rows, language_rows
from openentry.cli.law_words import found_words, place_words
from openentry.cli.speech import chosen, said, speaking
from openentry.law.compare import Difference, cells, changes
from openentry.law.dated import Document, Version
from openentry.law.occupations import occupation
from openentry_web.pool import explained
from openentry_web.pool.explained import Cited

_GRID = ("first_language", "second_language", "education", "experience", "age", "arranged_employment")


@dataclass(frozen=True, slots=True)
class Line:
    """A fact and its value; ``cited`` where it has a source of its own."""

    name: str
    value: str = ""
    cited: Cited | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document: a title, and a table (its first row the head), facts, requirements, readings, or occupations."""

    title: str = ""
    after: str = ""
    cited: Cited | None = None
    rows: Rows = field(default_factory=list)
    facts: tuple[Line, ...] = ()
    requirements: tuple[Line, ...] = ()
    readings: tuple[tuple[str, str, bool], ...] = ()
    occupations: tuple[tuple[str, str], ...] = ()


def blocks(document: Document[Any], version: Version[Any], lang: str) -> list[Block]:
    """Everything a version says, in ``lang``."""
    with speaking(lang):
        return list(_BY_KIND.get(document.kind, _plain)(version))


def differences(document: Document[Any], before: Version[Any] | None, after: Version[Any], lang: str) -> list[tuple[str, str, str]]:
    """What a version changed: where, what it was, what it is."""
    with speaking(lang):
        return [_told(one) for one in changes(document, before, after)] if before else []


def _told(one: Difference) -> tuple[str, str, str]:
    return place_words(one.place), found_words(one.place, one.old), found_words(one.place, one.new)


def _table(rows: Callable[[Any], Rows]) -> Callable[[Version[Any]], Iterator[Block]]:
    def draw(version: Version[Any]) -> Iterator[Block]:
        yield Block(rows=rows(version.content))

    return draw


def _factor(version: Version[Any]) -> Iterator[Block]:
    tables = list(factor_rows(version.content.points))
    most = said("law.show.maximum", maximum=words.cell(version.content.maximum))
    for at, rows in enumerate(tables, 1):
        yield Block(rows=rows, after=most if at == len(tables) else "")


def _grid(version: Version[Any]) -> Iterator[Block]:
    content = version.content
    for name in _GRID:
        factor = getattr(content, name)
        title, most = said(f"law.grid.{name}"), said("law.grid.most", maximum=factor.maximum)
        tables = list(factor_rows(factor.points))
        for at, rows in enumerate(tables):
            yield Block(
                title if at == 0 else "", most if at == len(tables) - 1 else "", explained.cite(factor.source, chosen()), rows
            )
    adapt = content.adaptability
    facts = tuple(Line(element.title.in_(chosen()), words.cell(element.points)) for element in adapt.elements)
    most = said("law.grid.most", maximum=adapt.maximum)
    yield Block(said("grid.adaptability"), most, explained.cite(adapt.source, chosen()), facts=facts)
    yield Block(facts=(Line(said("grid.total"), words.cell(content.total)),))


def _switch(version: Version[Any]) -> Iterator[Block]:
    content = version.content
    readings = tuple((name, reading.in_(chosen()), name == content.choice) for name, reading in content.readings.items())
    yield Block(readings=readings, after=said("law.switch.reason", reason=content.reason.in_(chosen())))


def _requirements(version: Version[Any]) -> Block:
    found = version.content.requirements.items()
    lines = [Line(one.title.in_(chosen()), "", explained.cite(one.source, chosen()), name) for name, one in found]
    return Block(requirements=tuple(lines))


def _category(version: Version[Any]) -> Iterator[Block]:
    yield _requirements(version)
    codes = getattr(version.content.rule, "codes", ())
    if codes:
        named = tuple((code, occupation(code).title(chosen())) for code in codes)
        yield Block(said("law.category.codes", count=len(codes)), occupations=named)


def _program(version: Version[Any]) -> Iterator[Block]:
    yield _requirements(version)
    facts = _facts(version, skip="requirements")
    if facts:
        yield Block(facts=facts)


def _facts(version: Version[Any], skip: str = "") -> tuple[Line, ...]:
    return tuple(
        Line(place_words(place), found_words(place, found)) for place, found in cells(version).items() if place and place[0] != skip
    )


def _plain(version: Version[Any]) -> Iterator[Block]:
    yield Block(facts=_facts(version))


def _states(version: Version[Any]) -> Iterator[Block]:
    """The states, and every way from one to another, as two tables."""
    lang, content = chosen(), version.content
    names = {state.id: state.name.in_(lang) for state in content.states}
    yes, no = said("word.yes"), said("word.no")
    head = [said(f"web.law.states.{name}") for name in ("state", "meaning", "in_pool", "last")]
    rows = [
        [names[one.id], one.meaning.in_(lang), yes if one.in_pool else no, yes if one.terminal else no] for one in content.states
    ]
    yield Block(said("web.law.states"), rows=[head, *rows])
    head = [said(f"web.law.states.{name}") for name in ("way", "from", "to", "who", "section")]
    ways = [
        [
            f"{one.id} {one.trigger.in_(lang)}",
            words.listed([names[name] for name in one.from_states or one.after]) if one.from_states or one.after else "–",
            names[one.to],
            said(f"web.law.who.{one.who}"),
            words.cited(one.source),
        ]
        for one in content.transitions
    ]
    yield Block(said("web.law.states.ways"), rows=[head, *ways])


def _bodies(version: Version[Any]) -> Iterator[Block]:
    """Organizations, since when each is designated, and for what."""
    head = [said(f"web.law.bodies.{name}") for name in ("name", "since", "only")]
    rows = []
    for one in version.content.bodies.values():
        only = words.listed([f"{code} {occupation(code).title(chosen())}" for code in one.only_for]) if one.only_for else "–"
        rows.append([one.name.in_(chosen()), words.day(date.fromisoformat(one.designated_from)), only])
    yield Block(rows=[head, *rows])


_BY_KIND: dict[str, Callable[[Version[Any]], Iterator[Block]]] = {
    "crs_caps": _table(caps_rows),
    "crs_factor": _factor,
    "fsw_grid": _grid,
    "settlement_funds": _table(funds_rows),
    "language_test": _table(language_rows),
    "switch": _switch,
    "states": _states,
    "assessment_bodies": _bodies,
    "category": _category,
    **dict.fromkeys(("general", "cec", "fsw", "fst", "pnp"), _program),
}
