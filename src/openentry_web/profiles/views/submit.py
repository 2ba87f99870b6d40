"""Submitting and updating: the declaration, the warning, one submission whatever happens to the connection, the receipt."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openentry.messages import Message, text
from openentry_web import clock
from openentry_web.accounts.access import fresh, person
from openentry_web.audit.services import hash_of
from openentry_web.pool import deciding, law
from openentry_web.pool import selectors as pool
from openentry_web.pool import services as pool_services
from openentry_web.pool.services import Refused
from openentry_web.profiles import services
from openentry_web.profiles.desk import Desk, desk_of
from openentry_web.profiles.verdicts import ended_by
from openentry_web.ui.templatetags.ui import lang

_SALT = "openentry.profiles.submit"


def token_of(desk: Desk) -> str:
    """What binds a page to submit to the entry and the answers it was shown for."""
    return signing.dumps({"entry": desk.entry.pk, "answers": hash_of(desk.profile.declared())}, salt=_SALT)


def _token(request: HttpRequest) -> dict[str, Any]:
    try:
        return dict(signing.loads(str(request.POST.get("token", "")), salt=_SALT))
    except signing.BadSignature:
        return {}


@fresh
def submit(request: HttpRequest) -> HttpResponse:
    """The declaration; then the profile is submitted or, for one in the pool, updated. Sent twice, it is done once."""
    somebody = person(request)
    desk = desk_of(somebody)
    token = _token(request) if request.method == "POST" else {}
    if token and _was_submitted(somebody, token, desk):
        return redirect("submitted")
    if desk is None:
        return redirect("profile")
    if desk.problems:
        return redirect("check")
    if request.method != "POST":
        return _page(request, desk)
    if not token or token["entry"] != desk.entry.pk or token["answers"] != hash_of(desk.profile.declared()):
        return _page(request, desk, changed=True)
    if request.POST.get("declared") != "1":
        return _page(request, desk, error=Message("web.submit.not_declared"))
    try:
        services.mark_submitted(desk.entry)
        if desk.in_pool:
            pool_services.update(somebody, desk.profile, clock.now())
        else:
            pool_services.submit(somebody, desk.profile, clock.now())
    except Refused as refused:
        messages.error(request, text(refused.message_id, lang(), **refused.params))
        return redirect("profile")
    return redirect("submitted")


def _was_submitted(somebody: Any, token: dict[str, Any], desk: Desk | None) -> bool:
    """Whether what this page was shown for has been submitted already: pressed twice, or the answer was lost on the way."""
    entry = next((one for one in pool.all_of(somebody) if one.pk == token["entry"]), None)
    if entry is None or entry.received_at is None:
        return False
    if desk is None or desk.entry.pk != entry.pk:
        return True
    standing = entry.version.content if entry.version else {}
    return not desk.changed and token["answers"] == hash_of(standing)


def _page(request: HttpRequest, desk: Desk, *, error: Message | None = None, changed: bool = False) -> HttpResponse:
    barred = law.book().on(clock.today()).version("procedure.misrepresentation_years")
    context = {
        "section_of_site": "profile",
        "desk": desk,
        "decision": desk.decision,
        "years": barred.content.length,
        "cited": barred.source.cite(lang()),
        "token": token_of(desk),
        "error": error,
        "changed": changed,
        "ended": ended_by(desk.submitted, desk.decision) if desk.in_pool and desk.submitted else [],
    }
    return render(request, "profiles/submit.html", context)


def submitted(request: HttpRequest) -> HttpResponse:
    """The receipt: number, moment, what happens next."""
    received = [(entry.received_at, entry.pk, entry) for entry in pool.all_of(person(request)) if entry.received_at is not None]
    if not received:
        return redirect("profile")
    moment, _, entry = max(received)
    ineligible = entry.state in ("INELIGIBLE_AT_SUBMISSION", "INELIGIBLE_IN_POOL")
    updated = entry.version is not None and entry.version.number > 1
    context = {
        "section_of_site": "profile",
        "entry": entry,
        "updated": updated,
        "received_exactly": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "ineligible": ineligible,
        "decision": deciding.again(entry.decision) if entry.decision and ineligible else None,
    }
    return render(request, "profiles/submitted.html", context)
