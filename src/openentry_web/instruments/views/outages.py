"""Pages of outages: officers record them, everybody reads them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from openentry.messages import text
from openentry_web import clock
from openentry_web.accounts.access import for_anyone, for_roles, person
from openentry_web.instruments import outages, selectors
from openentry_web.instruments.forms import Recorded, Until, refuse
from openentry_web.pool.services import Refused
from openentry_web.ui.templatetags.ui import lang

officers_only = for_roles("officer")
_SHOWN = 100


@never_cache
@officers_only
def officers(request: HttpRequest) -> HttpResponse:
    """The outages, and a form to record one."""
    me, now = person(request), clock.now()
    begin = {"begin_day": now.date(), "end_day": now.date()}
    form = Recorded(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = outages.record(me, form.begins(), form.ends(), typed["text_en"], typed["text_fr"], now)
        except Refused as refused:
            refuse(form, _FIELDS.get(refused.message_id, "end_day"), refused.message_id, **refused.params)
        else:
            messages.success(request, text("web.outages.recorded", lang(), n=made.extensions.count()))
            return redirect("outages_record")
    return render(request, "instruments/outages_record.html", {"form": form, "outages": _listed(), "now": now})


_FIELDS = {"web.outages.refused.far": "begin_day", "web.outages.refused.overlaps": "begin_day"}


@never_cache
@officers_only
def lengthen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It lasts, or lasted, longer."""
    found = selectors.outage(public_id)
    if found is None:
        raise Http404
    form = Until(request.POST or None, initial={"end_day": found.ends_at.date(), "end_time": found.ends_at.time()})
    if request.method == "POST" and form.is_valid():
        try:
            made = outages.lengthen(person(request), public_id, form.ends(), clock.now())
        except Refused as refused:
            refuse(form, "end_day", refused.message_id, **refused.params)
        else:
            messages.success(request, text("web.outages.recorded", lang(), n=made.extensions.count()))
            return redirect("outages_record")
    return render(request, "instruments/outage_lengthen.html", {"form": form, "outage": found})


@for_anyone
@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """Every outage, and what was extended for it."""
    return render(request, "instruments/outages.html", {"outages": _listed(), "now": clock.now()})


def _listed() -> list[object]:
    return list(selectors.outages()[:_SHOWN])
