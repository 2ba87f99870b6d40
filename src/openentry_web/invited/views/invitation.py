"""The invitation: class, last moment, the test as it would come out today, and what can be done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openentry.law import places
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.invited import assessing, listing, selectors
from openentry_web.invited.views.desk import Desk, desk_of
from openentry_web.pool import permit
from openentry_web.pool import selectors as pool
from openentry_web.rounds import selectors as rounds
from openentry_web.rounds.console import words
from openentry_web.ui.templatetags.ui import lang


@never_cache
@require_safe
def invitation(request: HttpRequest) -> HttpResponse:
    """The invitation that is open; and those that were."""
    somebody, now = person(request), clock.now()
    desk = desk_of(somebody, now)
    past = [
        {"invitation": one, "program": words.program(one.program, one.issued_at.date())}
        for one in rounds.invitations(somebody)
        if desk is None or one.pk != desk.invitation.pk
    ]
    shown: dict[str, Any] = {"desk": desk, "past": past, "application": selectors.application(somebody)}
    if desk is None:
        shown["current"] = pool.current(somebody)
    else:
        shown |= _open(desk)
    return render(request, "invited/invitation.html", shown)


def _open(desk: Desk) -> dict[str, Any]:
    now, day = assessing.profile_now(desk.kept, desk.invitation.entry), desk.now.date()
    rows = listing.rows(desk.kept, day)
    lived = {places.country_name(one.country, lang()): None for one in (desk.kept.residences.all() if desk.kept.pk else ())}
    return {
        "members": [one.name for one in desk.kept.members.all()] if desk.kept.pk else [],
        "countries": list(lived),
        "rows": len(rows),
        "done": sum(row.tick is not None for row in rows),
        "live": {"invitation": desk.invitation, "program": desk.program},
        "test": assessing.told(assessing.stored(assessing.test(desk.invitation, desk.kept, day)), lang()),
        "permit": permit.of(now, day),
        "missing": listing.missing(desk.kept, day),
    }


@never_cache
@require_safe
def application(request: HttpRequest) -> HttpResponse:
    """An application that was received: what it was made of, the test of both days, and what follows elsewhere."""
    made = selectors.application(person(request))
    if made is None:
        return redirect("invitation")
    shown = {
        "made": made,
        "program": words.program(made.program, made.received_at.date()),
        "test": assessing.told(made.test, lang()),
    }
    return render(request, "invited/application.html", shown)
