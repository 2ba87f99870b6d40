"""Where pages of a profile are."""

from __future__ import annotations

import secrets
from typing import Any

from django.urls import reverse

from openentry_web.profiles import outline
from openentry_web.profiles.desk import Desk
from openentry_web.profiles.outline import Found, Place
from openentry_web.profiles.questions import Field, Many, Section


def of_place(place: Place) -> str:
    """The address of a page."""
    if place.many is None:
        return reverse("profile_page", args=[place.section.id, place.page.id])
    return reverse("profile_thing", args=[place.section.id, place.many.path, place.key, place.page.id])


def of_field(place: Place, field: Field) -> str:
    """The address of a question on its page."""
    return f"{of_place(place)}#slot-{field.id}"


def of_section(section: Section) -> str:
    """The address of a section."""
    return reverse("profile_section", args=[section.id])


def of_found(found: Found | None) -> str:
    """Where to put something right."""
    if found is None:
        return reverse("profile")
    if found.place is None:
        return of_section(found.section)
    return of_field(found.place, found.field) if found.field else of_place(found.place)


def to_add(section: Section, many: Many) -> str:
    """Where a new thing is described: it has a name before it has an answer, so that sending it twice adds it once."""
    page = many.pages[0]
    return of_place(Place(section, page, many, secrets.token_hex(4)))


def after(desk: Desk, place: Place) -> str:
    """Where to go on from a page."""
    content, named = desk.state.content, desk.state.named
    if place.many:
        pages = outline.pages_of_thing(place.section, place.many, place.key, content, named)
        last = of_section(place.section)
    else:
        pages = outline.pages(place.section, content)
        last = of_section(place.section) if place.section.lists else reverse("profile")
    order = [page.id for page in (place.many.pages if place.many else place.section.pages)]
    later = [one for one in pages if order.index(one.page.id) > order.index(place.page.id)]
    return of_place(later[0]) if later else last


def section_after(desk: Desk, section: Section) -> Section | None:
    """The next section."""
    ids = [one.id for one in desk.sections]
    at = ids.index(section.id) + 1 if section.id in ids else len(ids)
    return desk.sections[at] if at < len(ids) else None


def first_page(desk: Desk, section: Section, many: Many, key: str) -> Any:
    """Where the description of a thing begins."""
    places = outline.pages_of_thing(section, many, key, desk.state.content, desk.state.named)
    return of_place(places[0]) if places else of_section(section)
