"""Pages of officers. Nobody sees a file without saying why; each look is recorded with its reason, and its person sees it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from openentry import Profile
from openentry.messages import text
from openentry_web import clock
from openentry_web.accounts.access import for_roles, person
from openentry_web.integrity import selectors, services, words
from openentry_web.integrity.forms import Decided, Enforced, NewConcern, OpenFile, Reason
from openentry_web.integrity.models import Concern
from openentry_web.invited import selectors as invited
from openentry_web.mine import paper
from openentry_web.pool import disclosed
from openentry_web.pool.services import Refused
from openentry_web.profiles.selectors import notes_of
from openentry_web.ui.templatetags.ui import lang

officers_only = for_roles(services.OFFICER)
_GRANT = "integrity_file"
#: For how long a stated reason holds.
_HOLDS = timedelta(minutes=30)


@never_cache
@officers_only
def home(request: HttpRequest) -> HttpResponse:
    """The concerns, and the way to a file."""
    form = OpenFile(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        entry = disclosed.by_number("".join(typed["number"].split()).upper()[:20])
        if entry is not None:
            _give(request, entry.pk, typed["reason"])
            return redirect("integrity_file")
        form.add_error("number", text("web.integrity.refused.unknown", lang()))
    context = {"form": form, "concerns": list(selectors.concerns()[:200]), "now": clock.now()}
    return render(request, "integrity/home.html", context)


@never_cache
@officers_only
def file(request: HttpRequest) -> HttpResponse:
    """The file that was opened, for the reason that was given; recorded each time. By POST, a concern about a fact in it."""
    granted = request.session.get(_GRANT)
    entry = disclosed.by_id(granted["entry"]) if granted else None
    reason = _reason(request, entry.pk) if entry is not None else None
    if entry is None or reason is None:
        return redirect("integrity")
    officer, now = person(request), clock.now()
    services.read(officer, entry, reason, now)
    declared = Profile.model_validate(entry.version.content if entry.version is not None else {}).declared()
    rows = words.rows(declared, lang())
    form = NewConcern([(path, label) for path, label, _ in rows], request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_concern(officer, entry.pk, form.cleaned_data["field"], form.cleaned_data["concern"], now)
        except Refused as refused:
            form.add_error(None, text(refused.message_id, lang(), **refused.params))
        else:
            messages.success(request, text("web.integrity.opened", lang(), day=made.reply_by.date()))
            return redirect("integrity_concern", made.public_id)
    parts = [part for part in paper.parts(declared, lang()) if part["rows"]]
    about = [one for one in selectors.concerns_of(entry.person) if one.entry_id == entry.pk]
    context = {"entry": entry, "reason": reason, "parts": parts, "form": form, "notes": notes_of(entry), "concerns": about}
    context["application"] = invited.application_of(entry)
    return render(request, "integrity/file.html", context)


@never_cache
@officers_only
def concern(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A concern: what was doubted, what the person answered; recorded each time. By POST, what came of it."""
    found = _found(public_id)
    reason = _reason(request, found.entry_id)
    if reason is None:
        return _ask(request, found)
    officer, now = person(request), clock.now()
    services.read(officer, found.entry, reason, now, what="concern")
    form = Decided(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(officer, found, form, now)
        except Refused as refused:
            form.add_error(None, text(refused.message_id, lang(), **refused.params))
        else:
            messages.success(request, text("web.integrity.decided", lang()))
            return redirect("integrity_concern", public_id)
    return _concern(request, found, now, form=form)


@never_cache
@require_POST
@officers_only
def reason(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Why an officer opens a concern."""
    found = _found(public_id)
    form = Reason(request.POST)
    if not form.is_valid():
        return render(request, "integrity/reason.html", {"form": form, "concern": found})
    _give(request, found.entry_id, form.cleaned_data["reason"])
    return redirect("integrity_concern", public_id)


@never_cache
@require_POST
@officers_only
def enforced(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The day on which a removal order was enforced."""
    found = _found(public_id)
    why = _reason(request, found.entry_id)
    if why is None:
        return _ask(request, found)
    officer, now = person(request), clock.now()
    form = Enforced(request.POST)
    if form.is_valid():
        try:
            services.record_enforcement(officer, public_id, form.day(), now)
        except Refused as refused:
            form.add_error("enforced_on", text(refused.message_id, lang(), **refused.params))
        else:
            messages.success(request, text("web.integrity.enforced", lang()))
            return redirect("integrity_concern", public_id)
    services.read(officer, found.entry, why, now, what="concern")
    return _concern(request, found, now, enforced=form)


def _decide(officer: Any, found: Concern, form: Decided, now: datetime) -> None:
    determined = form.determination()
    if determined is None:
        services.close(officer, found.public_id, form.cleaned_data["reason"], now)
    else:
        services.record_determination(officer, found.public_id, determined, form.cleaned_data["reason"], now)


def _concern(
    request: HttpRequest, found: Concern, now: datetime, *, form: Decided | None = None, enforced: Enforced | None = None
) -> HttpResponse:
    bar = getattr(found, "bar", None)
    waiting = found.replied_at is None and now <= found.reply_by
    context = {
        "concern": found,
        "field": words.label(found.field, lang()),
        "declared": words.value(found.field, found.declared, lang()),
        "bar": bar,
        "own": found.opened_by_id == request.user.pk,
        "waiting": waiting,
        "form": form or Decided(),
        "enforced": enforced or (Enforced() if bar and bar.inside and bar.enforced_on is None else None),
    }
    return render(request, "integrity/concern.html", context)


def _found(public_id: UUID) -> Concern:
    found = selectors.concern(public_id)
    if found is None:
        raise Http404
    return found


def _ask(request: HttpRequest, found: Concern) -> HttpResponse:
    return render(request, "integrity/reason.html", {"form": Reason(), "concern": found})


def _give(request: HttpRequest, entry_id: int, reason: str) -> None:
    """From now on this officer may see that file, for that reason, for half an hour."""
    request.session[_GRANT] = {"entry": entry_id, "reason": reason, "until": (clock.now() + _HOLDS).isoformat()}


def _reason(request: HttpRequest, entry_id: int) -> str | None:
    """The reason given for that file, while it holds."""
    granted = request.session.get(_GRANT)
    if not granted or granted["entry"] != entry_id or clock.now() > datetime.fromisoformat(granted["until"]):
        return None
    return str(granted["reason"])
