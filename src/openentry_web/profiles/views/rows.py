"""Answers as rows: question, answer, where to change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openentry.messages import Message
from openentry_web.profiles import addresses, forms, outline, wording
from openentry_web.profiles.answers import Answered, Problem
from openentry_web.profiles.desk import Desk
from openentry_web.profiles.outline import Place
from openentry_web.profiles.questions import Section
from openentry_web.ui.templatetags.ui import lang


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its answer in words ("" where there is none)."""

    label: str
    answer: str
    address: str
    needed: bool
    errors: tuple[Message, ...] = ()
    note: str = ""
    before: str | None = None  # what had been submitted, where that is something else


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of a page or of a thing of a list, under its title; a list that was answered "none" or not at all has ``said``."""

    title: str
    rows: tuple[Row, ...] = ()
    said: str = ""
    address: str = ""
    missing: bool = False


def answers_of(desk: Desk, place: Place, before: Answered | None = None) -> list[Row]:
    """The questions of a page with their answers."""
    rows = []
    for of in outline.questions(place.page, desk.state.part(place)):
        wrong = [
            one.message
            for one in desk.problems
            if one.found and one.found.place and one.found.place.id == place.id and one.found.field is of
        ]
        now = forms.told(desk.state, place, of, lang())
        then = forms.told(before, place, of, lang()) if before else now
        rows.append(
            Row(
                wording.label(place.page, of, lang()),
                now,
                addresses.of_field(place, of),
                of.needed,
                tuple(wrong),
                desk.state.note(place, of),
                then if then != now else None,
            )
        )
    return rows


def groups_of(desk: Desk, section: Section, before: Answered | None = None) -> list[Group]:
    """Everything answered in a section."""
    content, named = desk.state.content, desk.state.named
    found = []
    rows = [row for place in outline.pages(section, content) for row in answers_of(desk, place, before)]
    if rows:
        found.append(Group("", tuple(rows)))
    for many in section.lists:
        address = addresses.of_section(section)
        title = wording.of_list(section, many, "title", lang()) if len(section.lists) > 1 else ""
        things = outline.things(content, many)
        if not things:
            known = outline.answered(content, many)
            said = wording.of_list(section, many, "none", lang()) if known else ""
            found.append(Group(title, (), said, address, missing=not known))
        for key, thing in zip(named[many.path], things, strict=True):
            places = outline.pages_of_thing(section, many, key, content, named)
            rows = [row for place in places for row in answers_of(desk, place, before)]
            found.append(Group(wording.thing(many, thing, lang()), tuple(rows), "", address))
    return found


@dataclass(frozen=True, slots=True)
class ToPutRight:
    """A link to what has to be put right: the question and the thing it is about ("" where it is none), and what to say."""

    label: str
    thing: str
    message: Message
    address: str


def to_put_right(desk: Desk, problems: Iterable[Problem]) -> list[ToPutRight]:
    """Everything to put right, each with its question: beside a list of them the sentence alone does not say of what it speaks."""
    rows = []
    for one in problems:
        label = thing = ""
        place = one.found.place if one.found else None
        if one.found and place and one.found.field:
            label = wording.label(place.page, one.found.field, lang())
        if place and place.many and place.key in desk.state.named[place.many.path]:
            at = desk.state.named[place.many.path].index(place.key)
            thing = wording.thing(place.many, outline.things(desk.state.content, place.many)[at], lang())
        rows.append(ToPutRight(label, thing, one.message, addresses.of_found(one.found)))
    return rows
