"""What is prepared: the facts as they are now, family, residences. One thing a page; each is saved at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from openentry.law import places
from openentry.messages import text
from openentry_web.invited import changing, listing, selectors, services
from openentry_web.invited.forms import FamilyMember, Lived
from openentry_web.invited.views.desk import Desk, invited, said, sorry, typed
from openentry_web.pool.services import Refused
from openentry_web.ui.templatetags.ui import lang

_form = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@_form
@invited
def facts(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What has changed since the invitation. By POST: noted, or taken back."""
    posted = typed(request)
    if posted is not None and "back" in posted:
        return _noted(request, desk, None)
    on = (desk.invitation.entry, desk.kept, desk.now.date())
    form = changing.form(*on, posted)
    problems: list[Any] = []
    if posted is not None:
        changed, problems = changing.read(form, *on)
        if changed is not None:
            return _noted(request, desk, changed)
    shown = {"desk": desk, "form": form, "errors": form.errors, "problems": problems, "different": changing.different(*on)}
    return render(request, "invited/facts.html", shown, status=400 if form.errors or problems else 200)


def _noted(request: HttpRequest, desk: Desk, facts: Any) -> HttpResponse:
    try:
        services.note_facts(desk.person, facts, desk.now)
    except Refused as refused:
        return sorry(request, refused, "invitation")
    messages.success(request, text("web.invited.facts.saved" if facts is not None else "web.invited.facts.taken_back", lang()))
    return redirect("invitation")


# --- family ---


@never_cache
@_form
@invited
def family(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who belongs to the family. By POST: that nobody does, or that somebody does after all."""
    if request.method == "POST":
        try:
            services.say_alone(desk.person, request.POST.get("alone") == "yes", desk.now)
        except Refused as refused:
            messages.error(request, said(refused))
        return redirect("invited_family")
    return render(request, "invited/family.html", {"desk": desk, "members": list(desk.kept.members.all()) if desk.kept.pk else []})


@never_cache
@_form
@invited
def member(request: HttpRequest, desk: Desk, public_id: UUID | None = None) -> HttpResponse:
    """Somebody of the family: named, or put right."""
    found = _of(selectors.member, desk, public_id)
    form = FamilyMember(desk.now.date(), typed(request), initial=FamilyMember.of(found) if found else None)
    if _kept(request, form, lambda: services.name_member(desk.person, form.given(), desk.now, public_id)):
        return redirect("invited_family")
    return _asked(request, "invited/member.html", {"desk": desk, "form": form, "member": found}, form)


@never_cache
@require_POST
@invited
def remove_member(request: HttpRequest, desk: Desk, public_id: UUID) -> HttpResponse:
    """Take somebody out."""
    _of(selectors.member, desk, public_id)
    return _taken_out(request, lambda: services.remove_member(desk.person, public_id, desk.now), "invited_family")


# --- residences ---


@never_cache
@_form
@invited
def residences(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Where everybody lived."""
    lived = list(desk.kept.residences.all()) if desk.kept.pk else []
    rows: list[dict[str, Any]] = [{"lived": one, "country": places.country_name(one.country, lang())} for one in lived]
    whose: list[tuple[Any, list[dict[str, Any]]]] = [(None, [row for row in rows if row["lived"].member_id is None])]
    whose += [(one, [row for row in rows if row["lived"].member_id == one.pk]) for one in _members(desk)]
    return render(request, "invited/residences.html", {"desk": desk, "whose": whose, "years": listing.years(desk.now.date())})


@never_cache
@_form
@invited
def residence(request: HttpRequest, desk: Desk, public_id: UUID | None = None) -> HttpResponse:
    """A place somebody lived: named, or put right."""
    found = _of(selectors.residence, desk, public_id)
    kept = desk.kept if desk.kept.pk else None
    form = Lived(kept, desk.now.date(), typed(request), initial=Lived.of(found) if found else None)
    if _kept(request, form, lambda: services.name_residence(desk.person, form.given(), form.whose_id(), desk.now, public_id)):
        return redirect("invited_residences")
    return _asked(request, "invited/residence.html", {"desk": desk, "form": form, "residence": found}, form)


@never_cache
@require_POST
@invited
def remove_residence(request: HttpRequest, desk: Desk, public_id: UUID) -> HttpResponse:
    """Take a place out."""
    _of(selectors.residence, desk, public_id)
    return _taken_out(request, lambda: services.remove_residence(desk.person, public_id, desk.now), "invited_residences")


def _kept(request: HttpRequest, form: Form, keep: Callable[[], object]) -> bool:
    """Whether what was sent holds and is kept; where it does not, the form says why."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        keep()
    except Refused as refused:
        form.add_error(None, said(refused))
        return False
    return True


def _taken_out(request: HttpRequest, take: Callable[[], object], to: str) -> HttpResponse:
    try:
        take()
    except Refused as refused:
        messages.error(request, said(refused))
    return redirect(to)


def _members(desk: Desk) -> list[Any]:
    return list(desk.kept.members.all()) if desk.kept.pk else []


def _of(find: Any, desk: Desk, public_id: UUID | None) -> Any:
    """One's own thing of that id; another's is answered as if it were not there."""
    if public_id is None:
        return None
    found = find(desk.kept, public_id) if desk.kept.pk else None
    if found is None:
        raise Http404
    return found


def _asked(request: HttpRequest, template: str, shown: dict[str, Any], form: Any) -> HttpResponse:
    return render(request, template, shown, status=400 if form.errors else 200)
