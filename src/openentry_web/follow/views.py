"""Pages of following.

The pages behind a link of a mail need no cookie, so that a mail program can end it by itself (RFC 8058) and nobody else's page
can do what only the link can: the token is the proof, and a forgery would need it. A reading changes nothing: programs that check
mails open every link.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from openentry.messages import text
from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.follow import forms, limits, selectors, services, tokens, topics
from openentry_web.ui.templatetags.ui import lang

View = Callable[..., HttpResponse]
_HOURS = int(services.CONFIRM_WITHIN.total_seconds() // 3600)


@for_anyone
@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Ask to be told by mail. Answered the same, whoever follows already."""
    if request.method != "POST":
        wanted = request.GET.getlist("topic")[:20]
        known = [topic for topic, _ in topics.choices(clock.today()) if topic in wanted]
        return _asking(request, forms.Follow(initial={"topics": known}))
    form = forms.Follow(request.POST)
    if not form.is_valid():
        return _asking(request, form, status=400)
    if not limits.allows_client(request):
        form.add_error(None, text("web.follow.too_many", lang()))
        return _asking(request, form, status=429)
    origin = request.build_absolute_uri("/").rstrip("/")
    services.ask(form.cleaned_data["email"], form.cleaned_data["topics"], lang(), origin, clock.now())
    return redirect("follow_sent")


def _asking(request: HttpRequest, form: forms.Follow, status: int = 200) -> HttpResponse:
    return render(request, "follow/follow.html", {"form": form, "hours": _HOURS}, status=status)


@for_anyone
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What happens now. Says nothing about any address."""
    return render(request, "follow/sent.html", {"hours": _HOURS})


def by_link(view: View) -> View:
    """A page behind a secret link: in no log, no list and no cache, and without a cookie."""

    @wraps(view)
    def run(request: HttpRequest, token: str) -> HttpResponse:
        answer = view(request, token)
        answer["Cache-Control"] = "private, no-store"
        answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        answer._has_been_logged = True  # type: ignore[attr-defined]
        return answer

    return csrf_exempt(for_anyone(run))


def _over(request: HttpRequest, what: str) -> HttpResponse:
    return render(request, "follow/over.html", {"what": what, "hours": _HOURS}, status=404)


@by_link
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a press of the button confirms; confirm it, and show what is followed now."""
    key, now = tokens.key_of(tokens.CONFIRM, token), clock.now()
    if request.method == "POST":
        found = services.confirm(key, now) if key else None
        if found is None:
            return _over(request, "confirm")
        return redirect(_to_mine(found.key) + "?confirmed")
    asked = selectors.asked(key, now) if key else None
    if asked is None:
        return _over(request, "confirm")
    shown = {"address": selectors.masked(asked.address), "topics": topics.names(asked.topics, now.date()), "ends": asked.ends_at}
    return render(request, "follow/confirm.html", shown)


@by_link
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """What is followed at an address, and changing it."""
    key = tokens.key_of(tokens.MINE, token)
    found = selectors.follower(key) if key else None
    if found is None:
        return _over(request, "mine")
    if request.method != "POST":
        return _mine(request, found)
    form = forms.Change(request.POST)
    if not form.is_valid():
        return _mine(request, found, form=form, status=400)
    services.change(found, form.cleaned_data["topics"], form.cleaned_data["language"])
    return redirect(_to_mine(key or "") + "?changed")


def _to_mine(key: str) -> str:
    return reverse("follow_mine", args=[tokens.made(tokens.MINE, key)])


def _mine(request: HttpRequest, found: Any, form: forms.Change | None = None, status: int = 200) -> HttpResponse:
    said = next((name for name in ("confirmed", "changed") if name in request.GET and form is None), "")
    shown = {
        "form": form or forms.Change(initial={"topics": found.topics, "language": found.language}),
        "address": selectors.masked(found.address),
        "said": f"web.follow.{said}" if said else "",
        "stop": reverse("follow_stop", args=[tokens.made(tokens.STOP, found.key)]),
    }
    return render(request, "follow/mine.html", shown, status=status)


@by_link
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A button; pressed, or sent by a mail program (``List-Unsubscribe=One-Click``), it ends everything. No redirect: RFC 8058
    forbids one. A link that was used says that it is over."""
    key = tokens.key_of(tokens.STOP, token)
    if key is None:
        return _over(request, "stop")
    if request.method == "POST":
        services.stop(key)
    found = selectors.follower(key)
    shown = {"address": selectors.masked(found.address) if found else ""}
    return render(request, "follow/stop.html", shown)
