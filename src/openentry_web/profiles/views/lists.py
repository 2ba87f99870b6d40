"""A section: its lists, and the answers of its pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from openentry.messages import text
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.profiles import addresses, feedback, outline, services, wording
from openentry_web.profiles.desk import Desk, desk_of
from openentry_web.profiles.questions import Many, Section
from openentry_web.profiles.views.rows import answers_of, to_put_right
from openentry_web.ui.templatetags.ui import lang


def _open(request: HttpRequest, section_id: str) -> tuple[Desk | None, Section]:
    section = outline.section_of(section_id)
    if section is None:
        raise Http404
    return desk_of(person(request)), section


def section(request: HttpRequest, section_id: str) -> HttpResponse:
    """A section with lists; one without leads to its first page."""
    desk, found = _open(request, section_id)
    if desk is None:
        return redirect("profile")
    pages = outline.pages(found, desk.state.content)
    if not found.lists:
        return redirect(addresses.of_place(pages[0]) if pages else "profile")
    following = addresses.section_after(desk, found)
    counts = any(many.path == "work" for many in found.lists)
    return render(
        request,
        "profiles/section.html",
        {
            "section_of_site": "profile",
            "desk": desk,
            "section": found,
            "title": wording.section_title(found, lang()),
            "hint": wording.word(f"q.section.{found.id}.hint", lang()),
            "lists": [_list(desk, found, many) for many in found.lists],
            "rows": [row for place in pages for row in answers_of(desk, place)],
            "pages": [(wording.page_title(place.page, lang()), addresses.of_place(place)) for place in pages],
            "problems": to_put_right(desk, desk.problems_of(found)),
            "hours": feedback.hours(desk.decision) if counts else [],
            "next": (wording.section_title(following, lang()), addresses.of_section(following)) if following else None,
        },
    )


def _list(desk: Desk, of: Section, many: Many) -> dict[str, Any]:
    """A list as its section shows it."""
    named, things = desk.state.named[many.path], outline.things(desk.state.content, many)
    wrong = {one.found.place.key for one in desk.problems if one.found and one.found.place and one.found.place.many is many}
    return {
        "many": many,
        "title": wording.of_list(of, many, "title", lang()) if len(of.lists) > 1 else "",
        "question": wording.of_list(of, many, "question", lang()),
        "add": wording.of_list(of, many, "add", lang()),
        "none": wording.of_list(of, many, "none", lang()),
        "answered": outline.answered(desk.state.content, many),
        "full": len(things) >= many.most,
        "add_address": addresses.to_add(of, many),
        "things": [
            {
                "title": wording.thing(many, thing, lang()),
                "key": key,
                "address": addresses.first_page(desk, of, many, key),
                "missing": desk.missing_of(of, many, key),
                "wrong": key in wrong,
            }
            for key, thing in zip(named, things, strict=True)
        ],
    }


def _list_of(section: Section, path: str) -> Many:
    many = outline.list_of(section, path)
    if many is None:
        raise Http404
    return many


@require_POST
def none(request: HttpRequest, section_id: str, path: str) -> HttpResponse:
    """Say that there is none, or take that back."""
    desk, found = _open(request, section_id)
    many = _list_of(found, path)
    if desk is not None:
        try:
            services.declare_none(desk.entry, many, request.POST.get("none") == "1", clock.now())
        except services.Locked:
            messages.warning(request, text("web.form.locked_short", lang()))
            return redirect("profile")
    return redirect(addresses.of_section(found))


def remove(request: HttpRequest, section_id: str, path: str, key: str) -> HttpResponse:
    """Ask whether a thing is really to be removed; remove it."""
    desk, found = _open(request, section_id)
    many = _list_of(found, path)
    if desk is None:
        return redirect("profile")
    named = desk.state.named[many.path]
    if key not in named:
        return redirect(addresses.of_section(found))
    title = wording.thing(many, outline.things(desk.state.content, many)[named.index(key)], lang())
    if request.method == "POST":
        try:
            services.remove_thing(desk.entry, found, many, key, clock.now())
        except services.Locked:
            messages.warning(request, text("web.form.locked_short", lang()))
            return redirect("profile")
        return redirect(addresses.of_section(found))
    back = addresses.of_section(found)
    return render(request, "profiles/remove.html", {"section_of_site": "profile", "thing": title, "back": back})
