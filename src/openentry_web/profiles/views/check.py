"""Which programs, and check your answers: everything before anything is sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from openentry.messages import text
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.profiles import addresses, outline, services, wording
from openentry_web.profiles.answers import Answered
from openentry_web.profiles.desk import Desk, desk_of
from openentry_web.profiles.verdicts import ended_by
from openentry_web.profiles.views.home import asked_next
from openentry_web.profiles.views.rows import Row, answers_of, groups_of, to_put_right
from openentry_web.ui.templatetags.ui import lang


def programs(request: HttpRequest) -> HttpResponse:
    """Each program, requirement by requirement, on the answers so far."""
    desk = desk_of(person(request))
    if desk is None:
        return redirect("profile")
    context = {"section_of_site": "profile", "desk": desk, "decision": desk.decision, "asked": asked_next(desk)}
    return render(request, "profiles/programs.html", context)


def check(request: HttpRequest) -> HttpResponse:
    """Every answer, and what they come to; for a profile in the pool what was changed, before and after."""
    desk = desk_of(person(request))
    if desk is None:
        return redirect("profile")
    return render(request, "profiles/check.html", context_of(desk))


def context_of(desk: Desk) -> dict[str, Any]:
    """What the page shows."""
    sections = [
        {
            "title": wording.section_title(section, lang()),
            "address": addresses.of_section(section),
            "groups": groups_of(desk, section),
        }
        for section in desk.sections
    ]
    context: dict[str, Any] = {
        "section_of_site": "profile",
        "desk": desk,
        "decision": desk.decision,
        "sections": sections,
        "problems": to_put_right(desk, desk.problems),
        "asked": asked_next(desk),
    }
    if desk.in_pool and desk.submitted is not None:
        before = services.as_submitted(desk.entry, desk.kept)
        context |= {
            "before": desk.submitted,
            "changes": changes(desk, before),
            "removed": removed(desk, before),
            "ended": ended_by(desk.submitted, desk.decision),
        }
    return context


def changes(desk: Desk, before: Answered) -> list[tuple[str, Row]]:
    """The answers that differ from what was submitted, each with where it stands."""
    found = []
    for section in desk.sections:
        for place in outline.every_page(section, desk.state.content, desk.state.named):
            title = wording.section_title(section, lang())
            if place.many:
                at = desk.state.named[place.many.path].index(place.key)
                title = wording.thing(place.many, outline.things(desk.state.content, place.many)[at], lang())
            found += [(title, row) for row in answers_of(desk, place, before) if row.before is not None]
    return found


def removed(desk: Desk, before: Answered) -> list[str]:
    """The things of lists that are there no longer."""
    return [
        wording.thing(many, thing, lang())
        for section in outline.sections()
        for many in section.lists
        for key, thing in zip(before.named[many.path], outline.things(before.content, many), strict=True)
        if key not in desk.state.named[many.path]
    ]


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Put the answers back to what was submitted last."""
    desk = desk_of(person(request))
    if desk is not None and desk.in_pool and desk.entry.version_id:
        services.take_back_changes(desk.entry, clock.now())
        messages.success(request, text("web.check.taken_back", lang()))
    return redirect("profile")
