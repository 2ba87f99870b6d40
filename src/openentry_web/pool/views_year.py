"""The year in the pool: withdraw, why it changed, a permission to work that ends, a calendar read from a secret address."""

from __future__ import annotations

import hashlib
from datetime import UTC

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from openentry.messages import Message, text
from openentry_web import clock
from openentry_web.accounts.access import for_anyone, fresh, person
from openentry_web.pool import deciding, feed, pages, permit, selectors, services
from openentry_web.pool import history as histories
from openentry_web.ui.templatetags.ui import lang

_SHOWN_ONCE = "calendar_secret"
#: How often an address may be read in an hour: calendar programs ask every few hours.
_MOST, _AN_HOUR = 30, 3600


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """What withdrawing means; on the person's word, it is done for good."""
    somebody = person(request)
    entry = pages.up_to_date(selectors.live(somebody), clock.now())
    if entry is None or entry.state != "IN_POOL":
        messages.info(request, text("web.refused.not_in_pool", lang()))
        return redirect("home")
    error = None
    if request.method == "POST":
        if request.POST.get("understood") == "yes":
            try:
                gone = services.withdraw(somebody, clock.now())
            except services.Refused as refused:
                messages.error(request, text(refused.message_id, lang(), **refused.params))
            else:
                messages.success(request, text("web.withdraw.done", lang(), number=gone.number))
            return redirect("home")
        error = Message("web.withdraw.error")
    at = (entry.received_at or entry.begun_at).astimezone(UTC)
    received = text("web.moment", lang(), day=at.date(), time=f"{at:%H:%M:%S}")
    shown = {"entry": entry, "received": received, "error": error}
    return render(request, "pool/withdraw.html", shown, status=400 if error else 200)


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Scores and programs over time, each change with its one cause."""
    somebody, now = person(request), clock.now()
    pages.up_to_date(selectors.live(somebody), now)
    return render(request, "pool/history.html", {"every": histories.of(somebody, now)})


@require_safe
def permit_ends(request: HttpRequest) -> HttpResponse:
    """What to do when a permission to work in Canada ends."""
    entry, today = selectors.current(person(request)), clock.today()
    held = permit.of(deciding.profile_of(entry), today) if entry is not None and entry.version_id else None
    return render(request, "pool/permit.html", {"permit": held} | permit.guidance(today))


@fresh
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_address(request: HttpRequest) -> HttpResponse:
    """Make, renew or give up the secret address of one's calendar; a new one is shown once."""
    somebody = person(request)
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            if feed.revoke(somebody, clock.now()):
                messages.success(request, text("web.feed.revoked", lang()))
        else:
            request.session[_SHOWN_ONCE] = feed.renew(somebody, clock.now())
        return redirect("calendar_address")
    secret = request.session.pop(_SHOWN_ONCE, None)
    made = request.build_absolute_uri(reverse("calendar_feed", args=[secret])) if secret else ""
    shown = {"feed": feed.of(somebody), "made": made, "webcal": "webcal:" + made.partition(":")[2] if made else ""}
    answer = render(request, "pool/calendar_address.html", shown)
    answer["Cache-Control"] = "private, no-store"
    return answer


@for_anyone
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Somebody's calendar, for whoever knows its address."""
    key = hashlib.sha256(secret.encode()).hexdigest()
    if _too_often(key):
        return _unlogged(HttpResponse(status=429, headers={"Retry-After": str(_AN_HOUR)}))
    written = feed.read(secret, clock.now(), lang())
    if written is None:
        return _unlogged(HttpResponse(status=404))
    headers = {"Content-Disposition": 'inline; filename="openentry.ics"'}
    return _unlogged(HttpResponse(written.encode(), content_type="text/calendar; charset=utf-8", headers=headers))


def _too_often(key: str) -> bool:
    name = f"calendar-feed:{key}:{clock.now():%Y%m%d%H}"
    times = cache.get(name, 0) + 1
    cache.set(name, times, _AN_HOUR)
    return bool(times > _MOST)


def _unlogged(answer: HttpResponse) -> HttpResponse:
    """Not to be kept, not to be listed, and with an address that Django writes into no log: it is a secret."""
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer
