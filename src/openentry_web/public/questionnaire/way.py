"""The way through the questionnaire: what comes after what, and where each page is."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from openentry_web.profiles import outline, wording
from openentry_web.profiles.answers import Answered
from openentry_web.profiles.outline import Found, Place
from openentry_web.profiles.questions import Section
from openentry_web.public.questionnaire import asked
from openentry_web.ui.templatetags.ui import lang


@dataclass(frozen=True, slots=True)
class Stop:
    """A page of questions or, without ``place``, the list of a section."""

    section: Section
    place: Place | None = None

    @property
    def address(self) -> str:
        """Where it is."""
        return of_place(self.place) if self.place else of_list(self.section)


def stops(state: Answered) -> Iterator[Stop]:
    """Every stop on these answers, the things of lists aside. A list comes first: pages beside it ask about what is in it."""
    for section in asked.sections():
        if section.lists:
            yield Stop(section)
        for place in outline.pages(section, state.content):
            yield Stop(section, place)


def of_place(place: Place) -> str:
    """The address of a page."""
    if place.many is None:
        return reverse("questionnaire_page", args=[place.section.id, place.page.id])
    return reverse("questionnaire_thing", args=[place.section.id, place.key, place.page.id])


def of_list(section: Section) -> str:
    """The address of a list."""
    return reverse("questionnaire_list", args=[section.id])


def to_add(section: Section) -> str:
    """Where a new thing of a list is described."""
    many = section.lists[0]
    return of_place(Place(section, many.pages[0], many, secrets.token_hex(4)))


def of_found(found: Found | None) -> str:
    """Where a question is asked here; "" where the questionnaire does not ask it."""
    if found is None:
        return ""
    if found.place is None:
        section = asked.section_of(found.section.id)
        here = section and found.many and any(many.path == found.many.path for many in section.lists)
        return of_list(section) if section and here else ""
    place = asked.place_of(found.section.id, found.place.page.id, found.place.key)
    if place is None or (found.place.many and place.many and found.place.many.path != place.many.path):
        return ""
    if found.field is None:
        return of_place(place)
    shown = any(of.id == found.field.id for of in place.page.fields)
    return f"{of_place(place)}#slot-{found.field.id}" if shown else ""


def _here(state: Answered, section: Section, place: Place | None) -> tuple[list[str], int]:
    """The addresses of all stops, and which one this is."""
    addresses = [stop.address for stop in stops(state)]
    mine = of_place(place) if place and not place.many else of_list(section)
    return addresses, addresses.index(mine) if mine in addresses else -1


def after(state: Answered, section: Section, place: Place | None = None) -> str:
    """Where to go on: the next page of a thing, then its list; the next stop; the verdict."""
    if place and place.many:
        order = [page.id for page in place.many.pages]
        pages = outline.pages_of_thing(section, place.many, place.key, state.content, state.named)
        later = [one for one in pages if order.index(one.page.id) > order.index(place.page.id)]
        return of_place(later[0]) if later else of_list(section)
    addresses, at = _here(state, section, place)
    return addresses[at + 1] if at + 1 < len(addresses) else reverse("questionnaire_result")


def before(state: Answered, section: Section, place: Place | None = None) -> str:
    """Where one came from."""
    if place and place.many:
        order = [page.id for page in place.many.pages]
        pages = outline.pages_of_thing(section, place.many, place.key, state.content, state.named)
        earlier = [one for one in pages if order.index(one.page.id) < order.index(place.page.id)]
        return of_place(earlier[-1]) if earlier else of_list(section)
    addresses, at = _here(state, section, place)
    return addresses[at - 1] if at > 0 else reverse("questionnaire")


def first(state: Answered) -> str:
    """Where the questions begin."""
    return next(stops(state)).address


def step(section: Section) -> tuple[int, int]:
    """Which of how many parts this is."""
    ids = [one.id for one in asked.sections()]
    return ids.index(section.id) + 1, len(ids)


def of_thing(state: Answered, section: Section, key: str) -> str:
    """The address of the first page of a thing."""
    pages = outline.pages_of_thing(section, section.lists[0], key, state.content, state.named)
    return of_place(pages[0]) if pages else of_list(section)


def title_of(place: Place) -> str:
    """The title of a page: the profile's, unless its page asks more than this one."""
    return wording.word(f"web.questionnaire.title.{place.page.id}", lang(), wording.page_title(place.page, lang()))
