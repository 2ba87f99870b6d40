"""The profile's home: the task list, how long there is, where one stands so far, what to answer next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.pool import selectors as pool
from openentry_web.profiles import addresses, outline, selectors, wording
from openentry_web.profiles.desk import COMPLETE, Desk, desk_of
from openentry_web.profiles.views.rows import to_put_right
from openentry_web.ui.templatetags.ui import lang

_MOST_ASKED = 5
#: States whose answers can be copied into a new draft.
OVER = ("DRAFT_LAPSED", "INELIGIBLE_AT_SUBMISSION", "INELIGIBLE_IN_POOL", "WITHDRAWN", "EXPIRED", "ITA_LAPSED", "APP_RETURNED",
        "APP_DECIDED")  # fmt: skip


def profile(request: HttpRequest) -> HttpResponse:
    """The task list; for somebody without a draft, what they can do; for somebody invited, what they declared."""
    desk = desk_of(person(request))
    if desk is None:
        return _without(request)
    sections = [
        {
            "title": wording.section_title(section, lang()),
            "hint": wording.word(f"q.section.{section.id}.hint", lang()),
            "address": addresses.of_section(section),
            "status": desk.status(section),
            "missing": desk.missing(section),
        }
        for section in desk.sections
    ]
    context: dict[str, Any] = {
        "desk": desk,
        "sections": sections,
        "complete": sum(one["status"] == COMPLETE for one in sections),
        "asked": asked_next(desk),
        "problems": to_put_right(desk, desk.problems),
        "unsent": _unsent(request),
    }
    return render(request, "profiles/home.html", context)


def asked_next(desk: Desk) -> list[dict[str, Any]]:
    """The questions that would settle most, with their addresses; a question once, whatever it settles."""
    found, seen = [], set()
    for question, where in desk.asked_next:
        address = addresses.of_found(where)
        if address in seen:
            continue
        seen.add(address)
        if where.place and where.field:
            label = wording.label(where.place.page, where.field, lang())
        elif where.many:
            label = wording.of_list(where.section, where.many, "question", lang()) or wording.section_title(where.section, lang())
        else:
            label = wording.section_title(where.section, lang())
        title = wording.section_title(where.section, lang())
        found.append({"label": label, "section": title, "address": address, "settles": question.settles})
        if len(found) == _MOST_ASKED:
            break
    return found


def _unsent(request: HttpRequest) -> list[tuple[str, str]]:
    """Forms that could not be saved, each with the page on which it is shown again."""
    found = []
    for kept in selectors.all_unsent(person(request)):
        names = kept.place.split("/")
        place = (
            outline.place_of(names[0], names[1])
            if len(names) == 2
            else outline.place_of(names[0], names[3], names[1], names[2])
            if len(names) == 4
            else None
        )
        if place:
            found.append((wording.page_title(place.page, lang()), addresses.of_place(place)))
    return found


def _without(request: HttpRequest) -> HttpResponse:
    live = pool.live(person(request))
    over = [entry for entry in pool.all_of(person(request)) if entry.state in OVER]
    context = {
        "section_of_site": "profile",
        "live": live,
        "over": over[:5],
        "today": clock.today(),
        "unsent": _unsent(request),
    }
    return render(request, "profiles/without.html", context)
