"""The checklist, item by item, and the application."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openentry.messages import text
from openentry_web import clock
from openentry_web.accounts.access import fresh, person
from openentry_web.invited import assessing, listing, selectors, services
from openentry_web.invited.forms import Declaration, Explanation
from openentry_web.invited.views.desk import Desk, desk_of, invited, said, sorry, typed
from openentry_web.pool.services import Refused
from openentry_web.profiles.forms import clean
from openentry_web.ui.templatetags.ui import lang

_form = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@invited
def checklist(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every document, why it is asked, and what was said of it."""
    day = desk.now.date()
    rows, before = listing.rows(desk.kept, day), listing.unasked(desk.kept, day)
    shown = {"desk": desk, "rows": rows, "done": sum(row.tick is not None for row in rows), "before": before}
    return render(request, "invited/checklist.html", shown)


@never_cache
@require_POST
@invited
def tick(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Say of an item that it is ready, or that it does not apply; or take that back."""
    item = clean(request.POST.get("item"))
    try:
        services.tick(desk.person, item, request.POST.get("answer") or None, desk.now)
    except Refused as refused:
        return sorry(request, refused, "invited_checklist")
    row = next((one for one in listing.rows(desk.kept, desk.now.date()) if one.id == item), None)
    return redirect(f"{reverse('invited_checklist')}#{row.anchor}" if row else "invited_checklist")


@never_cache
@_form
@invited
def explain(request: HttpRequest, desk: Desk, item: str) -> HttpResponse:
    """Why a certificate cannot be had in time, and what was tried."""
    row = next((one for one in listing.rows(desk.kept, desk.now.date()) if one.anchor == item), None)
    if row is None or "explained" not in row.answers:
        raise Http404
    form = Explanation(typed(request), initial={"explanation": row.tick.explanation if row.tick else ""})
    if request.method == "POST" and form.is_valid():
        try:
            services.tick(desk.person, row.id, "explained", desk.now, form.cleaned_data["explanation"])
        except Refused as refused:
            form.add_error(None, said(refused))
        else:
            return redirect(f"{reverse('invited_checklist')}#{row.anchor}")
    shown = {"desk": desk, "row": row, "form": form}
    return render(request, "invited/explain.html", shown, status=400 if form.errors else 200)


@never_cache
@fresh
@_form
def apply(request: HttpRequest) -> HttpResponseBase:
    """The test of both days, what is missing, and the declaration. By POST: received, once."""
    somebody = person(request)
    if selectors.application(somebody) is not None and desk_of(somebody, clock.now()) is None:
        return redirect("application")
    return _apply(request)


@invited
def _apply(request: HttpRequest, desk: Desk) -> HttpResponse:
    day = desk.now.date()
    test, missing = assessing.test(desk.invitation, desk.kept, day), listing.missing(desk.kept, day)
    form = Declaration(test.keeps is not True, typed(request))
    if request.method == "POST" and not missing and form.is_valid():
        try:
            made = services.apply(desk.person, desk.now)
        except Refused as refused:
            form.add_error(None, said(refused))
        else:
            messages.success(request, text("web.invited.applied", lang(), number=made.entry.number))
            return redirect("application")
    refused_now = request.method == "POST"
    shown = {
        "desk": desk,
        "test": assessing.told(assessing.stored(test), lang()),
        "missing": missing,
        "form": form,
        "refused": refused_now and bool(missing),
    }
    return render(request, "invited/apply.html", shown, status=400 if refused_now else 200)
