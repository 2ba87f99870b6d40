"""Pages of a province."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from openentry.messages import Message, text
from openentry_web import clock
from openentry_web.accounts.access import for_roles, person
from openentry_web.partners import selectors, services
from openentry_web.partners.disclosure import Shown
from openentry_web.partners.forms import NumberAndCode, Search
from openentry_web.partners.models import Partner
from openentry_web.pool.services import Refused
from openentry_web.ui.templatetags.ui import lang

Done = TypeVar("Done")
province_only = for_roles(services.PROVINCE)


def partner_or_403(request: HttpRequest) -> Partner:
    """The province the account acts for."""
    found = selectors.partner_of(person(request))
    if found is None:
        raise PermissionDenied
    return found


@never_cache
@province_only
def home(request: HttpRequest) -> HttpResponse:
    """The allocation, the ways to a profile, and the nominations made."""
    return _home(request)


def _home(
    request: HttpRequest, *, form: NumberAndCode | None = None, search: Search | None = None, status: int = 200
) -> HttpResponse:
    partner, now = partner_or_403(request), clock.now()
    services.lapse(now)
    used = selectors.counted(partner, now.year)
    context = {
        "partner": partner,
        "province": services.names(partner.province)[lang()],
        "year": str(now.year),
        "used": used,
        "left": max(0, partner.allocation - used),
        "interests": selectors.interests_by(partner),
        "nominations": list(selectors.nominations_by(partner)[:200]),
        "form": form or NumberAndCode(),
        "search": search or Search(),
    }
    return render(request, "partners/home.html", context, status=status)


@never_cache
@require_POST
@province_only
def search(request: HttpRequest) -> HttpResponse:
    """Who is open to the province and is what it looks for. By POST: each person shown finds it in their log."""
    partner = partner_or_403(request)
    form = Search(request.POST)
    if not form.is_valid():
        return _home(request, search=form)
    found, more = services.search(person(request), form.wanted(), clock.now())
    context = {
        "partner": partner,
        "province": services.names(partner.province)[lang()],
        "found": found,
        "more": more,
        "search": form,
    }
    return render(request, "partners/found.html", context)


@never_cache
@require_POST
@province_only
def file(request: HttpRequest) -> HttpResponse:
    """One profile: one that a search showed, or that of a number and code."""
    partner_or_403(request)
    if "token" in request.POST:
        try:
            return _file(request, services.look_again(person(request), _token(request), clock.now()))
        except Refused as refused:
            return _back(request, refused)
    shown = _by_number_and_code(request, services.look)
    return shown if isinstance(shown, HttpResponse) else _file(request, shown)


@never_cache
@require_POST
@province_only
def interest(request: HttpRequest) -> HttpResponse:
    """Tell the person of a file that is open."""
    partner, somebody = partner_or_403(request), person(request)
    try:
        shown = services.look_again(somebody, _token(request), clock.now())
        services.send_interest(somebody, shown.entry_id, clock.now())
    except Refused as refused:
        return _back(request, refused)
    messages.success(request, text("web.partners.interest.sent", lang()))
    return _file(request, shown, partner=partner)


@never_cache
@require_POST
@province_only
def nominate(request: HttpRequest) -> HttpResponse:
    """Nominate the person whose number and code were given."""
    partner_or_403(request)
    made = _by_number_and_code(request, services.nominate)
    if isinstance(made, HttpResponse):
        return made
    messages.success(request, text("web.partners.nominated", lang(), number=made.entry.number, day=made.answer_by.date()))
    return redirect("partners")


@never_cache
@province_only
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then withdraw a nomination."""
    partner = partner_or_403(request)
    nomination = selectors.find(public_id)
    if nomination is None or nomination.partner_id != partner.pk:
        raise Http404
    if request.method == "POST":
        try:
            services.withdraw(person(request), public_id, clock.now())
        except Refused as refused:
            return _back(request, refused)
        messages.success(request, text("web.partners.withdrawn", lang(), number=nomination.entry.number))
        return redirect("partners")
    if nomination.state not in ("OFFERED", "ACCEPTED"):
        return _back(request, Refused("web.nominations.refused.state"))
    return render(request, "partners/withdraw.html", {"nomination": nomination})


def too_often(request: HttpRequest, form: NumberAndCode) -> HttpResponse | None:
    """The page that says so, where codes of that number were tried too often, by whomever."""
    if ratelimit.consume(request, action="profile_code", key=services.normal(form.cleaned_data["number"])):
        return None
    return cast(HttpResponse, ratelimit.respond_429(request))


def _by_number_and_code(request: HttpRequest, act: Callable[[Any, str, str, datetime], Done]) -> Done | HttpResponse:
    """What ``act`` gives for the number and code that were typed, or the page that says why it cannot be done."""
    form = NumberAndCode(request.POST)
    if not form.is_valid():
        return _home(request, form=form)
    if limited := too_often(request, form):
        return limited
    try:
        return act(person(request), form.cleaned_data["number"], form.cleaned_data["code"], clock.now())
    except Refused as refused:
        form.add_error("number", text(refused.message_id, lang(), **refused.params))
        return _home(request, form=form)


def _token(request: HttpRequest) -> str:
    return str(request.POST.get("token", ""))[:500]


def _file(request: HttpRequest, shown: Shown, *, partner: Partner | None = None) -> HttpResponse:
    partner = partner or partner_or_403(request)
    context: dict[str, Any] = {
        "partner": partner,
        "province": services.names(partner.province)[lang()],
        "shown": shown,
        "education": Message(f"education.{shown.education}") if shown.education else None,
        "programs": [text(f"program.{name}", lang()) for name in shown.programs],
        "intends": services.names(shown.intends)[lang()] if shown.intends else "",
        "interested": selectors.has_shown_interest(partner, shown.entry_id),
    }
    return render(request, "partners/file.html", context)


def _back(request: HttpRequest, refused: Refused) -> HttpResponse:
    messages.error(request, text(refused.message_id, lang(), **refused.params))
    return redirect("partners")
