"""Scenarios: the list, one to change, and some side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from pydantic import ValidationError

from openentry import Profile
from openentry.errors import OpenEntryError
from openentry.messages import Message, text
from openentry.profile import problems_of
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.mine import advising, facts, scenarios
from openentry_web.mine.form import NAME_LENGTH, Form, checked_name, differences
from openentry_web.mine.models import Scenario
from openentry_web.mine.scenarios import Column, TooMany
from openentry_web.mine.standing import Standing, standing
from openentry_web.pool import law
from openentry_web.ui.templatetags.ui import lang

ME, OTHER = "me", "other"
_MISSING = 3


def _said(message_id: str, **params: Any) -> str:
    return text(message_id, lang(), **params)


def _bases(found: Standing, today: date) -> list[Column]:
    """The facts one can begin from: one's own, and with the spouse or partner as the principal applicant."""
    mine = Column(ME, _said("web.scenarios.me"), today, None)
    try:
        mine.decision = found.decide(today)
    except OpenEntryError as error:
        mine.problems = [problem.message for problem in error.problems]
    swapped = facts.other_order(found.profile)
    others = [scenarios.decided(OTHER, _said("web.scenarios.other"), swapped, today, today)] if swapped else []
    return [mine, *others]


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """All scenarios, and a new one."""
    somebody, today = person(request), clock.today()
    found = standing(somebody)
    if found is None:
        return render(request, "mine/scenarios.html", {"standing": None})
    if request.method == "POST" and "suggestion" in request.POST:
        return _from_suggestion(request, somebody, found, today)
    bases = _bases(found, today)
    kept = list(scenarios.of(somebody))
    columns = [scenarios.decided_scenario(one, today) for one in kept]
    starts = {column.key: column.name for column in (*bases, *columns)}
    asked: dict[str, Any] = {"name": "", "start": ME}
    if request.method == "POST":
        name, wrong = checked_name(request.POST.get("name", ""))
        asked = {"name": name, "start": request.POST.get("start", ""), "name_error": wrong}
        content = _content(asked["start"], found, kept)
        if content is None:
            asked["start_error"] = Message("web.scenario.error.choice")
        if content is not None and not wrong:
            made = _add(request, somebody, name, content, None)
            return redirect("scenario", made.pk) if made else redirect("scenarios")
    full = len(kept) >= scenarios.MOST
    shown = {"standing": found, "bases": bases, "kept": list(zip(kept, columns, strict=True)), "starts": starts, "full": full}
    return render(request, "mine/scenarios.html", shown | asked | {"most": scenarios.MOST})


def _content(start: str, found: Standing, kept: list[Scenario]) -> dict[str, Any] | None:
    if start == ME:
        return found.profile.declared()
    if start == OTHER:
        return facts.other_order(found.profile)
    return next((one.content for one in kept if str(one.pk) == start), None)


def _add(request: HttpRequest, somebody: Any, name: str, content: dict[str, Any], day: date | None) -> Scenario | None:
    try:
        return scenarios.add(somebody, name, content, clock.now(), day)
    except TooMany:
        messages.error(request, _said("web.scenarios.too_many", most=scenarios.MOST))
        return None


def _from_suggestion(request: HttpRequest, somebody: Any, found: Standing, today: date) -> HttpResponse:
    """A suggestion of the advice, as a scenario to look at and to change."""
    try:
        advice = advising.advice(found.profile, today)
    except OpenEntryError:
        return redirect("improve")
    wanted = request.POST["suggestion"]
    one = next((one for one in (*advice, *advice.pairs) if one.id == wanted), None)
    if one is None:
        messages.error(request, _said("web.scenarios.suggestion_gone"))
        return redirect("improve")
    name = one.message.text(lang())
    name = name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1].rstrip() + "…"
    day = one.when if one.when and one.when > today else None
    made = _add(request, somebody, name, one.change.declared(), day)
    return redirect("scenario", made.pk) if made else redirect("scenarios")


def _mine(request: HttpRequest, pk: int) -> Scenario:
    kept = scenarios.of(person(request)).filter(pk=pk).first()
    if kept is None:
        raise Http404
    return kept


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One scenario: what it comes to beside the real facts, and its facts to change."""
    kept, today = _mine(request, pk), clock.today()
    found = standing(person(request))
    column = scenarios.decided_scenario(kept, today)
    shown: dict[str, Any] = {"kept": kept, "column": column, "programs": _programs(column)}
    if column.decision is not None:
        values = facts.read(column.decision) | {"day": kept.day.isoformat() if kept.day and kept.day > today else ""}
        form = Form(kept.name, values)
        if request.method == "POST":
            form = Form(kept.name, values, request.POST)
            problems = _changed(kept, column, form, today)
            if not problems and not form.errors:
                messages.success(request, _said("web.scenario.saved"))
                return redirect("scenario", kept.pk)
            shown |= {"problems": problems}
        shown |= {"form": form, "errors": form.errors}
        if found is not None:
            base = _bases(found, today)[0]
            shown |= {"base": base} | _against(base, column)
    return render(request, "mine/scenario.html", shown)


def _programs(column: Column) -> list[tuple[str, bool | None, list[str]]]:
    """Each program, whether it is met, and the first things that are not."""
    missing = column.missing(lang())
    return [(name, met, missing[name][:_MISSING]) for name, met in column.programs(lang())]


def _changed(kept: Scenario, column: Column, form: Form, today: date) -> list[Message]:
    """Keep what was typed; what does not hold together is said, and nothing is kept."""
    wanted = form.read(today, law.book())
    if form.errors or column.decision is None:
        return []
    day = date.fromisoformat(wanted["day"]) if wanted["day"] else None
    content = facts.write(column.decision, wanted, day or today)
    try:
        Profile.model_validate(content)
    except ValidationError as error:
        return [problem.message for problem in problems_of(error)]
    after = scenarios.decided("", "", content, day or today, today)
    if after.decision is None:
        return after.problems
    scenarios.change(kept, form.name.said, content, day)
    return []


def _against(base: Column, column: Column) -> dict[str, Any]:
    if base.decision is None or column.decision is None:
        return {}
    (before,), (after,) = scenarios.values([base]), scenarios.values([column])
    gain = column.total - base.total if column.total is not None and base.total is not None else None
    return {"different": differences(before, after, lang()), "gain": gain}


@require_POST
def deleted(request: HttpRequest, pk: int) -> HttpResponse:
    """A scenario is thrown away."""
    kept = _mine(request, pk)
    name = kept.name
    kept.delete()
    messages.success(request, _said("web.scenario.deleted", name=name))
    return redirect("scenarios")


def compare(request: HttpRequest) -> HttpResponse:
    """Up to four side by side: one's own facts, the spouse or partner as principal, scenarios."""
    somebody, today = person(request), clock.today()
    found = standing(somebody)
    if found is None:
        return redirect("scenarios")
    choices = [*_bases(found, today), *(scenarios.decided_scenario(one, today) for one in scenarios.of(somebody))]
    asked = request.GET.getlist("c")
    wanted = asked or [column.key for column in choices[: scenarios.SIDE_BY_SIDE]]
    columns = [column for column in choices if column.key in wanted]
    left_out = len(columns) - scenarios.SIDE_BY_SIDE
    columns = columns[: scenarios.SIDE_BY_SIDE]
    values = scenarios.values(columns)
    titles = list(dict.fromkeys(title for column in columns for title in column.sections(lang())))
    programs = list(dict.fromkeys(name for column in columns for name, _ in column.programs(lang())))
    differs = [differences(values[0], one, lang()) if at and one and values[0] else None for at, one in enumerate(values)]
    gains = [_gain(columns[0], column) if at else None for at, column in enumerate(columns)]
    rows = {
        "sections": [(title, [(column, column.sections(lang()).get(title)) for column in columns]) for title in titles],
        "programs": [(name, [(column, dict(column.programs(lang())).get(name)) for column in columns]) for name in programs],
        "invited": [(column, column.invited_under(lang())) for column in columns],
        "categories": [(column, column.categories(lang())) for column in columns],
        "different": list(zip(columns, differs, strict=True)),
        "gains": list(zip(columns, gains, strict=True)),
    }
    shown = {"choices": choices, "columns": columns, "chosen": [c.key for c in columns], "left_out": max(0, left_out)}
    return render(request, "mine/compare.html", shown | rows | {"most": scenarios.SIDE_BY_SIDE})


def _gain(first: Column, column: Column) -> int | None:
    return column.total - first.total if column.total is not None and first.total is not None else None
