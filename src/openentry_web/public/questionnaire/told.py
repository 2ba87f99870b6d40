"""Answers, and what is missing, in words."""

from __future__ import annotations

from openentry import Decision
from openentry_web.profiles import forms, outline, wording
from openentry_web.profiles.answers import Answered
from openentry_web.profiles.content import MISSING, loc_of
from openentry_web.profiles.outline import Found, Place
from openentry_web.profiles.questions import Section
from openentry_web.public.questionnaire import asked, way
from openentry_web.ui.templatetags.ui import lang

Row = tuple[str, str, str]  # question, answer (or the thing it is about), where to answer it
_MOST_ELSEWHERE = 8


def section_title(section: Section) -> str:
    """The title of a section: the profile's, unless its section asks more than this one."""
    return wording.word(f"web.questionnaire.section.{section.id}", lang(), wording.section_title(section, lang()))


def intro(place: Place) -> str:
    """What is said above the questions of a page."""
    return wording.word(f"web.questionnaire.intro.{place.page.id}", lang(), wording.word(f"q.{place.page.id}.intro", lang()))


def every_answer(state: Answered) -> list[tuple[str, list[Row]]]:
    """Every question that was asked with its answer, under the title of its section or thing."""
    groups: list[tuple[str, list[Row]]] = []
    for section in asked.sections():
        for many in section.lists:
            things = outline.things(state.content, many)
            for key, thing in zip(state.named[many.path], things, strict=True):
                places = outline.pages_of_thing(section, many, key, state.content, state.named)
                groups.append((wording.thing(many, thing, lang()), [row for place in places for row in _rows(state, place)]))
            if not things:
                none = outline.answered(state.content, many)
                said = wording.of_list(section, many, "none", lang()) if none else wording.word("web.profile.not_answered", lang())
                row = (wording.of_list(section, many, "question", lang()), said, way.of_list(section))
                groups.append((section_title(section), [row]))
        rows = [row for place in outline.pages(section, state.content) for row in _rows(state, place)]
        if rows:
            groups.append((section_title(section), rows))
    return groups


def _rows(state: Answered, place: Place) -> list[Row]:
    return [
        (wording.label(place.page, of, lang()), forms.told(state, place, of, lang()), f"{way.of_place(place)}#slot-{of.id}")
        for of in outline.questions(place.page, state.part(place))
    ]


def missing(decision: Decision, state: Answered) -> tuple[list[Row], list[str]]:
    """What would settle most, the most first: questions asked here (of which thing, and where), and those only a profile asks."""
    here: dict[str, tuple[str, str]] = {}
    elsewhere: dict[str, None] = {}
    for question in decision.questions:
        found = outline.find(loc_of(question.field.replace("[", ".").replace("]", "")), state.content, state.named)
        if found is None or _answered(state, found):
            continue
        address = way.of_found(found)
        if address:
            here.setdefault(address, (_label(found), _thing(state, found)))
        else:
            elsewhere.setdefault(_label(found))
    return [(label, thing, address) for address, (label, thing) in here.items()], list(elsewhere)[:_MOST_ELSEWHERE]


def _answered(state: Answered, found: Found) -> bool:
    if found.place is None or found.field is None:
        return False
    return state.value(found.place, found.field) is not MISSING


def _label(found: Found) -> str:
    if found.place and found.field:
        return wording.label(found.place.page, found.field, lang())
    question = wording.of_list(found.section, found.many, "question", lang()) if found.many else ""
    return question or wording.section_title(found.section, lang())


def _thing(state: Answered, found: Found) -> str:
    """The job, test or credential a question is about, in a line."""
    if found.place is None or found.place.many is None:
        return ""
    many, key = found.place.many, found.place.key
    named = state.named[many.path]
    return wording.thing(many, outline.things(state.content, many)[named.index(key)], lang()) if key in named else ""
