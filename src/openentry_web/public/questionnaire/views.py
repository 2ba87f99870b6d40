"""The pages of the questionnaire: start, a page of questions, a list, the verdict, the code."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from openentry.messages import text
from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.profiles import answers, feedback, forms, outline, questionnaires, wording
from openentry_web.profiles.answers import Answered
from openentry_web.profiles.outline import Place
from openentry_web.profiles.questions import Section
from openentry_web.profiles.standing import Standing
from openentry_web.public.questionnaire import asked, limits, told, way
from openentry_web.ui.templatetags.ui import lang

View = Callable[..., HttpResponse]
COOKIE = "questionnaire"
_KEY = re.compile(r"[a-z0-9]{1,12}")


def public(view: View) -> View:
    """For anyone, kept by no browser and no proxy."""
    return for_anyone(never_cache(view))


def answering(view: View) -> View:
    """A page that needs answers begun: without them, to the start, where it is said why."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = questionnaires.state_of(_token(request), clock.now())
        if state is None:
            if COOKIE in request.COOKIES:
                messages.warning(request, text("web.questionnaire.gone", lang()))
            return redirect("questionnaire")
        return view(request, Standing(state=state, now=clock.now()), *args, **kwargs)

    return public(run)


def _token(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")[:100]


@public
def start(request: HttpRequest) -> HttpResponse:
    """What it is, what is kept; begin, or go on."""
    now = clock.now()
    state = questionnaires.state_of(_token(request), now)
    if request.method != "POST":
        going = way.first(state) if state else ""
        return render(request, "public/questionnaire/start.html", {"going": going, "error": None})
    if not limits.allows("begin", request):
        context = {"going": "", "error": limits.TOO_MANY_BEGUN}
        return render(request, "public/questionnaire/start.html", context, status=429)
    questionnaires.end(_token(request))
    response = redirect(way.first(Answered()))
    response.set_cookie(
        COOKIE,
        questionnaires.begin(now),
        max_age=questionnaires.ANSWERING,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )
    return response


@answering
def page(request: HttpRequest, sheet: Standing, section_id: str, page_id: str, key: str = "") -> HttpResponse:
    """Show the questions of a page; take the answers, all that hold."""
    place = asked.place_of(section_id, page_id, key)
    if place is None or (key and not _KEY.fullmatch(key)):
        raise Http404
    if request.method != "POST":
        return _shown(request, sheet, place)
    given = replace(forms.posted(place, request.POST), notes={}, notes_were={})
    changed = questionnaires.change(_token(request), sheet.now, lambda state: forms.write(state, place, given, lang()))
    if changed is None:
        return redirect("questionnaire")
    state, written = changed
    sheet = Standing(state=state, now=sheet.now)
    to = request.POST.get("_to")
    if to == "language":
        return _kept_cookie(request, redirect(translate_url(way.of_place(place), "fr" if lang() == "en" else "en")))
    if to == "find":
        return _kept_cookie(request, _shown(request, sheet, place, quiet=True))
    if place.many and place.loc(state.named) is None:
        full = text("web.form.list_full", lang(), most=place.many.most)
        messages.info(request, full if written.full else text("web.form.nothing_added", lang()))
        return _kept_cookie(request, redirect(way.of_list(place.section)))
    wrong = [one for one in sheet.problems if one.found and one.found.place and one.found.place.id == place.id]
    if wrong or written.opened:
        return _kept_cookie(request, _shown(request, sheet, place, opened=bool(written.opened)))
    return _kept_cookie(request, redirect(way.after(state, place.section, place)))


def _kept_cookie(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The cookie lasts as long as the answers: a day after the last one."""
    response.set_cookie(
        COOKIE,
        _token(request),
        max_age=questionnaires.ANSWERING,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )
    return response


def _shown(request: HttpRequest, sheet: Standing, place: Place, *, quiet: bool = False, opened: bool = False) -> HttpResponse:
    state = sheet.state
    rows = forms.show(state, place, lang(), sheet.problems)
    if not rows:
        return redirect(way.after(state, place.section, place))
    feedback.comment(state, place, rows, sheet.now.date())
    if quiet:
        for row in rows:
            row.errors = []
    at, of = way.step(place.section)
    named = state.named[place.many.path] if place.many else []
    thing = ""
    if place.many and place.key in named:
        thing = wording.thing(place.many, outline.things(state.content, place.many)[named.index(place.key)], lang())
    context = {
        "place": place,
        "title": way.title_of(place),
        "intro": told.intro(place),
        "section_title": told.section_title(place.section),
        "thing": thing,
        "rows": rows,
        "errors": forms.errors_of(rows),
        "opened": opened,
        "back": way.before(state, place.section, place),
        "after": way.after(state, place.section, place),
        "at": at,
        "of": of,
        "occupation": feedback.occupation_of(state, place, lang()),
        "countries": rows[0].countries if any(row.kind == "country" for row in rows) else (),
    }
    return render(request, "public/questionnaire/page.html", context)


def _listed(section_id: str) -> Section:
    section = asked.section_of(section_id)
    if section is None or not section.lists:
        raise Http404
    return section


@answering
def things(request: HttpRequest, sheet: Standing, section_id: str) -> HttpResponse:
    """What is in a list, add to it, or say that there is none."""
    section, state = _listed(section_id), sheet.state
    many = section.lists[0]
    if request.method == "POST":
        changed = questionnaires.change(_token(request), sheet.now, lambda kept: answers.declare_none(kept, many, True))
        to = way.after(changed[0], section) if changed else reverse("questionnaire")
        return _kept_cookie(request, redirect(to))
    wrong = {one.found.place.key for one in sheet.problems if one.found and one.found.place and one.found.section.id == section.id}
    found = outline.things(state.content, many)
    at, of = way.step(section)
    context = {
        "section": section,
        "title": wording.of_list(section, many, "question", lang()),
        "hint": wording.word(f"q.section.{section.id}.hint", lang()),
        "section_title": told.section_title(section),
        "add": wording.of_list(section, many, "add", lang()),
        "none": wording.of_list(section, many, "none", lang()),
        "add_address": "" if len(found) >= many.most else way.to_add(section),
        "most": many.most,
        "answered": outline.answered(state.content, many),
        "things": [
            {
                "title": wording.thing(many, thing, lang()),
                "address": way.of_thing(state, section, key),
                "key": key,
                "wrong": key in wrong,
            }
            for key, thing in zip(state.named[many.path], found, strict=True)
        ],
        "back": way.before(state, section),
        "after": way.after(state, section),
        "at": at,
        "of": of,
    }
    return render(request, "public/questionnaire/list.html", context)


@answering
def remove(request: HttpRequest, sheet: Standing, section_id: str, key: str) -> HttpResponse:
    """Ask whether a thing is really to be removed; remove it."""
    section, state = _listed(section_id), sheet.state
    many, back = section.lists[0], way.of_list(section)
    named = state.named[many.path]
    if key not in named:
        return redirect(back)
    if request.method == "POST":
        questionnaires.change(_token(request), sheet.now, lambda kept: answers.remove_thing(kept, section.id, many, key))
        return _kept_cookie(request, redirect(back))
    thing = wording.thing(many, outline.things(state.content, many)[named.index(key)], lang())
    return render(request, "profiles/remove.html", {"thing": thing, "back": back})


@answering
def result(request: HttpRequest, sheet: Standing) -> HttpResponse:
    """What the answers come to: each program with its reasons, what is missing, the score."""
    questionnaires.read(_token(request), sheet.now)
    return render(request, "public/questionnaire/result.html", _result_of(sheet))


def _result_of(sheet: Standing) -> dict[str, Any]:
    here, elsewhere = told.missing(sheet.decision, sheet.state)
    return {
        "decision": sheet.decision,
        "problems": [(one.message, way.of_found(one.found)) for one in sheet.problems],
        "missing": here,
        "elsewhere": elsewhere,
        "groups": told.every_answer(sheet.state),
        "anything": bool(sheet.state.content),
        "error": None,
    }


@public
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """Move the answers under a new personal reference code, and show it. The form sent twice shows the same code."""
    now = clock.now()
    state = questionnaires.state_of(_token(request), now)
    if state is not None and state.content and not limits.allows("code", request):
        context = _result_of(Standing(state=state, now=now)) | {"error": limits.TOO_MANY_CODES}
        return render(request, "public/questionnaire/result.html", context, status=429)
    made = questionnaires.give_code(_token(request), now)
    if made is None:
        if state is not None:
            return redirect("questionnaire_result")
        messages.warning(request, text("web.questionnaire.gone", lang()))
        return redirect("questionnaire")
    shown = f"{made.code[:2]} {made.code[2:7]} {made.code[7:]}"
    return render(request, "public/questionnaire/code.html", {"code": shown, "ends": made.ends_at.date()})


@public
@require_POST
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the answers."""
    questionnaires.end(_token(request))
    messages.success(request, text("web.questionnaire.deleted", lang()))
    response = redirect("questionnaire")
    response.delete_cookie(COOKIE, samesite="Lax")
    return response
