"""The clock of the demonstration: its day can be moved on, so that a year in the pool can be watched."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.exceptions import AlreadyEnqueued

from openentry.messages import text
from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.audit import services as audit
from openentry_web.demo import people
from openentry_web.invited.tasks import remind_invited
from openentry_web.pool import selectors as pool
from openentry_web.pool.tasks import catch_up
from openentry_web.rounds.tasks import lapse_now
from openentry_web.ui.templatetags.ui import lang

#: By how many days the clock may be moved at once.
DAYS = (1, 7, 30, 90)


class Move(forms.Form):
    """How far to move it."""

    days = forms.TypedChoiceField(choices=[(days, days) for days in DAYS], coerce=int)


@for_anyone
def clock_page(request: HttpRequest) -> HttpResponse:
    """What day it is here, and buttons to move it on; never back, because what was decided stays decided."""
    if request.method == "POST":
        form = Move(request.POST)
        if form.is_valid():
            to = audit.move_clock_by(timedelta(days=form.cleaned_data["days"]))
            catch_up.defer()
            _catch_up_with_invitations()
            messages.success(request, text("web.demo.clock.moved", lang(), day=to.date()))
            return redirect("demo_clock")
        return render(request, "demo/clock.html", {"days": DAYS, "now": clock.now(), "refused": True}, status=400)
    return render(request, "demo/clock.html", {"days": DAYS, "now": clock.now(), "swept": pool.swept_to()})


def _catch_up_with_invitations() -> None:
    """What is told before an invitation ends, and its end; the worker would come to it within the hour."""
    for task in (lapse_now, remind_invited):
        with suppress(AlreadyEnqueued):
            task.configure().defer(timestamp=0)


@for_anyone
@never_cache
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """What the authenticator apps of the demonstration's staff would show: all the same."""
    code, left = people.code()
    return render(request, "demo/codes.html", {"code": code, "left": left, "accounts": people.staff()})
