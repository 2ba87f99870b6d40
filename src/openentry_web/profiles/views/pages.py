"""A page of questions: shown, saved as it is answered, saved when it is sent."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import translate_url
from django.views.decorators.http import require_POST

from openentry.messages import Message, text
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.profiles import addresses, feedback, forms, outline, selectors, services, wording
from openentry_web.profiles.answers import mark
from openentry_web.profiles.desk import Desk, desk_of
from openentry_web.profiles.outline import Place
from openentry_web.profiles.views import unsent
from openentry_web.ui.templatetags.ui import lang

_KEY = re.compile(r"[a-z0-9]{1,12}")
_FIELD = re.compile(r"[a-z_]{1,40}")


@unsent.forms_are_kept
def page(request: HttpRequest, section_id: str, page_id: str, path: str = "", key: str = "") -> HttpResponse:
    """Show the questions of a page; take the answers, all that hold, whatever the others are like."""
    place = outline.place_of(section_id, page_id, path, key)
    if place is None or (place.many and not _KEY.fullmatch(key)):
        raise Http404
    if not request.user.is_authenticated:
        return _signed_out(request, place)
    if request.user.role != "candidate":
        raise PermissionDenied
    whose = unsent.owner(request) if request.method == "POST" else None
    desk = desk_of(person(request))
    if whose is not None and whose != str(person(request).public_id):
        unsent.keep(request, place.id, whose)
        messages.warning(request, text("web.form.another_account", lang()))
        return redirect("profile")
    if desk is None:
        return _locked(request, place)
    if request.method == "POST":
        return _sent(request, desk, place)
    kept = selectors.unsent(person(request), place.id)
    given = forms.posted(place, forms.Kept(kept.posted)) if kept else None
    return _shown(request, desk, place, given=given, note="web.form.was_signed_out" if given else "")


def _signed_out(request: HttpRequest, place: Place) -> HttpResponse:
    """Keep what was typed, and ask the person to sign in."""
    whose = unsent.owner(request) if request.method == "POST" else None
    kept = whose is not None and unsent.keep(request, place.id, whose)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "profiles/saved.html", {"said": Message("web.form.signed_out" if kept else "web.form.not_saved")})
    return redirect_to_login(request.path)


def _locked(request: HttpRequest, place: Place) -> HttpResponse:
    """The draft is over, or the profile is no longer in the pool: keep what was typed for the next draft."""
    if request.method == "POST":
        unsent.keep(request, place.id, str(person(request).public_id))
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "profiles/saved.html", {"said": Message("web.form.locked")})
        messages.warning(request, text("web.form.locked", lang()))
    return redirect("profile")


def _sent(request: HttpRequest, desk: Desk, place: Place) -> HttpResponse:
    given = forms.posted(place, request.POST)
    if getattr(request, unsent.EARLIER, False):
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "profiles/saved.html", {"said": Message("web.form.earlier_session")})
        return _shown(request, desk, place, given=given, note="web.form.earlier_session")
    to = request.POST.get("_to", "next")
    htmx = bool(request.htmx)  # type: ignore[attr-defined]
    try:
        saved = services.save_page(desk.entry, place, given, clock.now(), lang(), finished=not htmx and to != "find")
    except services.Locked:
        return _locked(request, place)
    services.forget_unsent(person(request), place.id)
    desk = Desk(entry=desk.entry, kept=saved.kept, state=saved.state, now=clock.now())
    if htmx:
        return _live(request, desk, place, given, saved.written)
    if saved.written.full:
        messages.error(request, text("web.form.list_full", lang(), most=place.many.most if place.many else 0))
        return redirect(addresses.of_section(place.section))
    match to:
        case "language":
            return redirect(translate_url(addresses.of_place(place), "fr" if lang() == "en" else "en"))
        case "home":
            messages.success(request, text("web.form.kept", lang()))
            return redirect("profile")
        case "find":
            return _shown(request, desk, place, quiet=True)
    if place.many and place.loc(desk.state.named) is None:
        messages.info(request, text("web.form.nothing_added", lang()))
        return redirect(addresses.of_section(place.section))
    wrong = [one for one in desk.problems if one.found and one.found.place and one.found.place.id == place.id]
    if wrong or saved.written.meanwhile or saved.written.opened:
        return _shown(request, desk, place, written=saved.written)
    return redirect(addresses.after(desk, place))


def _shown(
    request: HttpRequest,
    desk: Desk,
    place: Place,
    *,
    given: forms.Posted | None = None,
    written: forms.Written | None = None,
    note: str = "",
    quiet: bool = False,
) -> HttpResponse:
    """The page, with what was typed and is not saved (``given``), or with what a save came to (``written``)."""
    rows = forms.show(desk.state, place, lang(), desk.problems, given)
    if not rows:
        return redirect(addresses.of_section(place.section))
    feedback.comment(desk.state, place, rows, desk.now.date())
    errors = [] if quiet else forms.errors_of(rows)
    if quiet:
        for row in rows:
            row.errors = []
    steps = _steps(desk, place)
    return render(
        request,
        "profiles/page.html",
        {
            "section_of_site": "profile",
            "desk": desk,
            "place": place,
            "section": place.section,
            "title": wording.page_title(place.page, lang()),
            "intro": wording.word(f"q.{place.page.id}.intro", lang()),
            "section_title": wording.section_title(place.section, lang()),
            "back": addresses.of_section(place.section) if place.section.lists else "",
            "thing": _thing(desk, place),
            "rows": rows,
            "errors": errors,
            "note": note,
            "meanwhile": _meanwhile(place, written),
            "opened": bool(written and written.opened),
            "steps": steps,
            "after": addresses.after(desk, place),
            "for_whom": unsent.for_whom(person(request).public_id),
            "occupation": feedback.occupation_of(desk.state, place, lang()),
            "hours": feedback.hours(desk.decision) if feedback.counts_hours(place) else [],
            "counts_hours": feedback.counts_hours(place),
            "countries": rows[0].countries if any(row.kind == "country" for row in rows) else (),
        },
    )


def _steps(desk: Desk, place: Place) -> list[tuple[str, str, bool]]:
    """The pages this one is among: title, address, whether it is this one."""
    content, named = desk.state.content, desk.state.named
    if place.many:
        pages = outline.pages_of_thing(place.section, place.many, place.key, content, named)
    else:
        pages = outline.pages(place.section, content)
    shown = [(wording.page_title(one.page, lang()), addresses.of_place(one), one.page.id == place.page.id) for one in pages]
    return shown if len(shown) > 1 else []


def _thing(desk: Desk, place: Place) -> str:
    """The thing a page is about, in a line, once something of it is known."""
    if place.many is None:
        return ""
    named = desk.state.named[place.many.path]
    if place.key not in named:
        return ""
    return wording.thing(place.many, outline.things(desk.state.content, place.many)[named.index(place.key)], lang())


def _meanwhile(place: Place, written: forms.Written | None) -> list[Message]:
    """What was changed in another window while it was changed in this one."""
    return [
        Message(
            "web.form.meanwhile",
            {
                "question": wording.label(place.page, of, lang()),
                "there": " ".join(str(v) for v in there.values() if isinstance(v, str)) or text("web.word.nothing", lang()),
            },
        )
        for of, there in (written.meanwhile if written else [])
    ]


def _live(request: HttpRequest, desk: Desk, place: Place, given: forms.Posted, written: forms.Written) -> HttpResponse:
    """What changes on the page by a save on the way: the line that says so, and what is said beside each answer."""
    rows = forms.show(desk.state, place, lang(), desk.problems)
    feedback.comment(desk.state, place, rows, desk.now.date())
    for row in rows:
        unread = desk.state.unread(place, row.field)
        if unread and unread.get("begun"):
            row.errors = []  # still being typed
    changed = {of.id for of in written.changed}
    opened = {of.id for of in written.opened}
    asked = {row.field.id for row in rows}
    for row in rows:
        if row.field.id in given.raws and row.field.id not in changed:
            row.was = given.was.get(row.field.id, row.was)  # what this window showed, whatever another one saved
        typed, were = given.notes.get(row.field.id), given.notes_were.get(row.field.id)
        if typed is not None and were is not None and mark({"": typed}) == were:
            row.note_was = were
    context: dict[str, Any] = {
        "said": Message("web.form.list_full", {"most": place.many.most}) if written.full and place.many else None,
        "rows": rows,
        "opened": [row for row in rows if row.field.id in opened],
        "standing": [row for row in rows if row.field.id not in opened],
        "closed": [name for name in given.raws if name not in asked],
        "meanwhile": _meanwhile(place, written),
        "saved_at": desk.kept.saved_at,
        "hours": feedback.hours(desk.decision) if feedback.counts_hours(place) else [],
        "counts_hours": feedback.counts_hours(place),
        "oob": True,
    }
    return render(request, "profiles/saved.html", context)


@require_POST
def occupations(request: HttpRequest) -> HttpResponse:
    """The unit groups nearest to the words in a box. By POST, because the words are a person's own and belong in no address."""
    field = request.POST.get("_field", "")
    if not _FIELD.fullmatch(field):
        raise Http404
    words = forms.clean(request.POST.get(f"{field}.words"))[:200]
    context = {"found": forms.find(words, lang()), "words": words.strip(), "name": field, "code": request.POST.get(field, "")}
    return render(request, "profiles/occupations.html", context)


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Stay signed in: any request does, this one does nothing else."""
    return HttpResponse(status=204)
