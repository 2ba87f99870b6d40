"""What a person sees of the rounds held here: their invitation, what each round came to for them, and their receipts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openentry.messages import Message, text
from openentry.rounds import receipts as library
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.pool import selectors as pool
from openentry_web.pool.services import Refused
from openentry_web.rounds import selectors, services, snapshots
from openentry_web.rounds.console import tokens, words
from openentry_web.rounds.models import Invitation, Round, SnapshotEntry
from openentry_web.ui.templatetags.ui import lang

#: How far back somebody sees the rounds they were in.
_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Came:
    """What a round came to for somebody. ``invitation``: the one that was issued; ``missed``: the published line includes them and
    none was."""

    round: Round
    whom: tuple[Any, ...]
    record: dict[str, Any]
    received_at: datetime
    invited: bool
    says: Message
    invitation: Invitation | None
    missed: bool


def came(somebody: Any, limit: int = _ROUNDS) -> list[Came]:
    """Of the last ``limit`` released rounds those in whose snapshot a profile of ``somebody`` stood, the latest first."""
    rounds = {one.snapshot_id: one for one in selectors.released().defer("snapshot__blocks")[:limit]}
    if not rounds:
        return []
    entries = [one.pk for one in pool.all_of(somebody)]
    issued = list(selectors.invitations(somebody))
    found = []
    for row in SnapshotEntry.objects.filter(snapshot__in=list(rounds), entry__in=entries):  # by its index
        round_ = rounds[row.snapshot]
        published, record = json.loads(round_.published), snapshots.record(row)
        gave = library.outcome(record, published)
        of = {round_.pk, *round_.corrections.values_list("pk", flat=True), *([round_.corrects_id] if round_.corrects_id else [])}
        own = [one for one in issued if one.round_id in of and one.entry_id == row.entry]
        says = words.given(record, published, gave, round_.moment.date())
        missed = gave.invited and not own and not round_.corrects_id
        found.append(Came(round_, words.whom(round_), record, row.received_at, gave.invited, says, own[0] if own else None, missed))
    return sorted(found, key=lambda one: (one.round.released_at, one.round.pk), reverse=True)


@never_cache
def decline(request: HttpRequest) -> HttpResponse:
    """What declining means, and the button. By POST: done."""
    somebody, now = person(request), clock.now()
    live = selectors.invitation(somebody)
    if live is None:
        messages.info(request, text("web.rounds.refused.no_invitation", lang()))
        return redirect("invitation")
    step = f"decline:{live.pk}"
    if request.method == "POST":
        wrong = tokens.wrong(request.POST.get("token", ""), somebody, step)
        if wrong is not None:
            messages.error(request, text(wrong, lang()))
            return redirect("invitation")
        try:
            services.decline(somebody, now)
        except Refused as refused:
            messages.error(request, text(refused.message_id, lang(), **refused.params))
            return redirect("invitation")
        messages.success(request, text("web.invitation.declined", lang()))
        return redirect("home")
    ends = live.entry.expires_at
    context = {
        "live": _told(live),
        "received": live.entry.received_at,
        "ends": ends,
        "year_over": ends is not None and now > ends,
        "year_ends_first": ends is not None and ends < live.apply_by,
        "token": tokens.token(somebody, step),
    }
    return render(request, "rounds/decline.html", context)


@never_cache
@require_safe
def receipts(request: HttpRequest) -> HttpResponse:
    """What every round held here came to, and the receipts."""
    somebody = person(request)
    return render(request, "rounds/receipts.html", {"rounds": came(somebody), "live": selectors.invitation(somebody)})


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """One's own receipt of a round, as a file."""
    found = selectors.receipt(person(request), number)
    if found is None:
        raise Http404
    headers = {
        "Content-Disposition": f'attachment; filename="openentry-receipt-{number}.json"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(library.written(found), content_type="application/json", headers=headers)


def _told(live: Invitation) -> dict[str, Any]:
    return {"invitation": live, "program": words.program(live.program, live.issued_at.date())}
