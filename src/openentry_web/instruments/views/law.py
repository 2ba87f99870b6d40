"""Officers' pages of overlays: what there is, proposing one, and the page of one with its buttons.

What may be done is decided by the services alone: these views pass on what they say. Approving and withdrawing need a proof of
identity of the last minutes, and say by a digest what the officer saw.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from openentry.errors import LawError
from openentry.messages import text
from openentry_web import clock
from openentry_web.accounts.access import for_roles, fresh, person
from openentry_web.instruments import overlays, selectors, shown
from openentry_web.instruments.forms import Proposal, Why
from openentry_web.instruments.models import Overlay
from openentry_web.pool import law
from openentry_web.pool.services import Refused
from openentry_web.ui.templatetags.ui import lang

officers_only = for_roles(overlays.OFFICER)
_SHOWN = 200
#: How the documents of periods end.
PERIODS = ("_days", "_years")


@never_cache
@officers_only
def home(request: HttpRequest) -> HttpResponse:
    """Every overlay, and how far it is."""
    context = {
        "rows": list(selectors.overlays()[:_SHOWN]),
        "today": clock.today(),
        "digest": law.digest(),
        "left_out": law.left_out(),
    }
    return render(request, "instruments/home.html", context)


@never_cache
@officers_only
def propose(request: HttpRequest) -> HttpResponse:
    """Type or upload an overlay."""
    me, now = person(request), clock.now()
    form = Proposal(now.date(), request.POST, request.FILES) if request.method == "POST" else Proposal(now.date())
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = overlays.propose(me, typed["name"], typed["text"], now, replaces=typed.get("replaces") or None)
        except LawError as wrong:
            form.refuse(wrong)
        except Refused as refused:
            form.add_error("name" if refused.message_id.endswith(".name") else "text", _said(refused))
        else:
            messages.success(request, text("web.instruments.done.propose", lang(), name=made.name))
            return redirect("overlay", made.public_id)
    return render(request, "instruments/propose.html", {"form": form})


@never_cache
@officers_only
def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """An overlay: what it changes, whom it affects, how far it is, and what comes next."""
    return _page(request, _found(public_id))


@never_cache
@require_POST
@officers_only
def count(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Count anew whom it affects."""
    return _step(request, public_id, "count", lambda by: overlays.count_again(by, public_id, clock.now()))


@never_cache
@require_POST
@officers_only
@fresh
def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve what was shown, as another officer."""
    seen = request.POST.get("seen", "")
    return _step(request, public_id, "approve", lambda by: overlays.approve(by, public_id, seen, clock.now()))


@never_cache
@require_POST
@officers_only
def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a proposal up."""
    return _step(request, public_id, "drop", lambda by: overlays.drop(by, public_id, clock.now()))


@never_cache
@require_POST
@officers_only
def ask_withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask that it be withdrawn before it is in force, and say why."""
    form = Why(request.POST)
    if not form.is_valid():
        return _page(request, _found(public_id), why=form)
    reason = form.cleaned_data["reason"]
    return _step(request, public_id, "ask", lambda by: overlays.ask_withdrawal(by, public_id, reason, clock.now()))


@never_cache
@require_POST
@officers_only
@fresh
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Withdraw it, as another officer than asked for it."""
    seen = request.POST.get("seen", "")
    return _step(request, public_id, "withdraw", lambda by: overlays.withdraw(by, public_id, seen, clock.now()))


@never_cache
@require_POST
@officers_only
def keep(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It stays, though somebody asked for its withdrawal."""
    return _step(request, public_id, "keep", lambda by: overlays.keep(by, public_id, clock.now()))


def _step(request: HttpRequest, public_id: UUID, step: str, act: Callable[[Any], Overlay]) -> HttpResponse:
    found = _found(public_id)
    try:
        act(person(request))
    except Refused as refused:
        messages.error(request, _said(refused))
    else:
        messages.success(request, text(f"web.instruments.done.{step}", lang(), name=found.name))
    return redirect("overlay", public_id)


def _page(request: HttpRequest, found: Overlay, *, why: Why | None = None) -> HttpResponse:
    me, today = person(request), clock.today()
    differs = shown.of(found)
    asked = found.withdrawal_by_id is not None
    open_ = found.state == "approved" and (found.first_day > today or found.name in law.left_out())
    context: dict[str, Any] = {
        "overlay": found,
        "today": today,
        "differs": differs,
        "counts": _counts(found),
        "stale": found.state == "proposed" and found.counts is not None and found.counted_over != differs.over,
        "periods": any(name.startswith("procedure.") and name.endswith(PERIODS) for name in selectors.documents(found)),
        "seen": overlays.binding(found, differs.over),
        "own": me.pk == (found.withdrawal_by_id if asked else found.proposed_by_id),
        "asked": asked and found.state == "approved",
        "open": open_,
        "why": why or Why(),
    }
    return render(request, "instruments/overlay.html", context)


def _counts(found: Overlay) -> dict[str, Any] | None:
    """The figures, and the day they are of."""
    return {**found.counts, "day": date.fromisoformat(found.counts["day"])} if found.counts else None


def _said(refused: Refused) -> str:
    return text(refused.message_id, lang(), **refused.params)


def _found(public_id: UUID) -> Overlay:
    found = selectors.overlay(public_id)
    if found is None:
        raise Http404
    return found
