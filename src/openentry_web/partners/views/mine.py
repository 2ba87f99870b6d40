"""What a person sees of provinces and Job Match, and what they answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from openentry import Profile
from openentry.messages import Message, text
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.partners import selectors, services
from openentry_web.partners.models import Nomination
from openentry_web.pool import deciding, pages
from openentry_web.pool import selectors as pool
from openentry_web.pool.services import Refused
from openentry_web.ui.templatetags.ui import lang


@never_cache
@require_safe
def nominations(request: HttpRequest) -> HttpResponse:
    """Which provinces took an interest, nominated, and what to answer."""
    somebody, now = person(request), clock.now()
    services.lapse_of(somebody, now)
    entry = pages.up_to_date(pool.live(somebody), now)
    content = entry.version.content if entry is not None and entry.version is not None else {}
    context = {
        "nominations": [_shown(one, now) for one in selectors.nominations_of(somebody)],
        "interests": [(one, services.names(one.partner.province)[lang()]) for one in selectors.interests_in(somebody)],
        "entry": entry,
        "open_to": _open_to(content),
    }
    return render(request, "partners/nominations.html", context)


@never_cache
@require_POST
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Accept, refuse, or give up."""
    somebody, now = person(request), clock.now()
    verbs = {"accept": services.accept, "refuse": services.refuse, "give_up": services.give_up}
    how = str(request.POST.get("how", ""))
    mine = next((one for one in selectors.nominations_of(somebody) if one.public_id == public_id), None)
    if mine is None or how not in verbs:
        raise Http404
    if how == "give_up" and request.POST.get("sure") != "1":
        messages.error(request, text("web.nominations.not_sure", lang()))
        return redirect("nominations")
    try:
        verbs[how](somebody, public_id, now)
    except Refused as refused:
        messages.error(request, text(refused.message_id, lang(), **refused.params))
        return redirect("nominations")
    province = services.names(mine.partner.province)[lang()]
    messages.success(request, text(f"web.nominations.done.{how}", lang(), province=province))
    return redirect("nominations")


@never_cache
@require_safe
def job_match(request: HttpRequest) -> HttpResponse:
    """What Job Match is, what to give it, and when somebody checked."""
    somebody = person(request)
    entry = pages.up_to_date(pool.live(somebody), clock.now())
    return render(request, "partners/job_match.html", {"entry": entry, "checks": selectors.matches_of(somebody)})


def _shown(one: Nomination, now: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "it": one,
        "province": services.names(one.partner.province)[lang()],
        "state": Message(f"web.nominations.state.{'GIVEN_UP' if one.given_up else one.state}"),
    }
    if one.state == "OFFERED" and one.entry.state == "IN_POOL":
        shown["days"] = (one.answer_by.date() - now.date()).days
        shown["before"], shown["after"] = _effect(one, now)
    return shown


def _effect(one: Nomination, now: Any) -> tuple[str, str]:
    """The score as it is and as accepting would make it, by the library."""
    entry = one.entry
    stands = deciding.profile_of(entry)
    accepted = {"province": one.partner.province, "status": "accepted", "on": now.date().isoformat()}
    would_be = Profile.model_validate({**stands.declared(), "nomination": accepted})
    found = (deciding.decide_entry(entry, stands, now), deciding.decide_entry(entry, would_be, now))
    before, after = (text("web.nominations.points", lang(), n=one.score_range[0]) for one in found)
    return before, after


def _open_to(content: dict[str, Any]) -> str:
    to = content.get("open_to_provinces")
    if to is None:
        return text("web.nominations.open.unknown", lang())
    if to == "all":
        return text("web.nominations.open.all", lang())
    if not to:
        return text("web.nominations.open.none", lang())
    return text("web.nominations.open.some", lang(), provinces=[services.names(code)[lang()] for code in to])
