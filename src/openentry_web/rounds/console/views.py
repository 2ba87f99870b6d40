"""The console: the rounds, the page of one, and its buttons.

Every button is a POST with a one-time token (:mod:`.tokens`); approving and releasing need a proof of identity of the last minutes.
What may be done is decided by the services alone: these views pass on what they say.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from openentry.errors import InputError
from openentry.messages import text
from openentry_web import clock
from openentry_web.accounts.access import for_roles, fresh, person
from openentry_web.pool.services import Refused
from openentry_web.rounds import selecting, selectors, services
from openentry_web.rounds.console import charts, stages, tokens, words
from openentry_web.rounds.console.forms import Abort, Correct, Plan, Rehearse, initial
from openentry_web.rounds.models import Round
from openentry_web.rounds.steps import OFFICER
from openentry_web.ui.templatetags.ui import lang

officers_only = for_roles(OFFICER)
_SHOWN = 200


@never_cache
@officers_only
def home(request: HttpRequest) -> HttpResponse:
    """Every round, with its state and what comes next."""
    me, now = person(request), clock.now()
    rows = [
        (one, words.whom(one), stages.following(one, me, now))
        for one in selectors.rounds().defer("published", "snapshot__blocks")[:_SHOWN]
    ]
    return render(request, "rounds/home.html", {"rows": rows, "alarm": selectors.alarm()})


@never_cache
@officers_only
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a round."""
    me, now = person(request), clock.now()
    known = selectors.rounds().values_list("number", flat=True)
    number = max((int(one) for one in known if one.isascii() and one.isdigit()), default=0) + 1
    at = now.astimezone(UTC)
    begin = {"number": str(number), "kind": "general", "day": at.date().isoformat(), "time": f"{at:%H:%M}"}
    form = Plan(request.POST or None, now=now, initial=begin)
    if request.method == "POST" and form.is_valid() and form.order is not None and _counts(request, "plan"):
        given = {name: form.cleaned_data[name] for name in ("text_en", "text_fr")}
        try:
            made = services.plan(me, form.order, now, **given)
        except Refused as refused:
            form.add_error("number", _said(refused))
        else:
            messages.success(request, text("web.console.done.plan", lang(), number=made.number))
            return redirect("round", made.number)
    return render(request, "rounds/plan.html", {"form": form, "token": tokens.token(me, "plan")})


@never_cache
@officers_only
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Change the plan of a round: whatever was frozen or approved is void."""
    me, now, round_ = person(request), clock.now(), _found(number)
    if round_.corrects_id is not None or round_.state in ("released", "aborted"):
        messages.error(request, text("web.console.no_change", lang(), number=number))
        return redirect("round", number)
    # The number of a round is not changed: what was said of it would be said of another.
    data = request.POST.copy()
    data["number"] = number
    form = Plan(data if request.method == "POST" else None, now=now, initial=initial(round_))
    form.fields["number"].disabled = True
    if request.method == "POST" and form.is_valid() and form.order is not None and _counts(request, "change", round_):
        given = {name: form.cleaned_data[name] for name in ("text_en", "text_fr")}
        try:
            services.change_plan(number, me, form.order, now, **given)
        except Refused as refused:
            form.add_error(None, _said(refused))
        else:
            messages.success(request, text("web.console.done.change", lang(), number=number))
            return redirect("round", number)
    return render(request, "rounds/plan.html", {"form": form, "token": tokens.token(me, "change", round_), "round": round_})


@never_cache
@officers_only
def one(request: HttpRequest, number: str) -> HttpResponse:
    """A round: how far it is, what comes next, the plan, what it was held on, the checks, what it came to."""
    return _page(request, _found(number))


def _page(request: HttpRequest, round_: Round, *, abort: Abort | None = None) -> HttpResponse:
    me, now = person(request), clock.now()
    after = stages.following(round_, me, now)
    steps = {after.step} | {"rehearse", "abort", "freeze", "replay"}
    order = selecting.instructions_of(round_)
    context = {
        "round": round_,
        "whom": words.whom(round_),
        "order": order,
        "stages": stages.stages(round_),
        "next": after,
        "tokens": {step: tokens.token(me, step, round_) for step in steps if step},
        "checks": stages.checked(round_),
        "reasons": [reason[lang()] for reason in round_.reasons],
        "changes": stages.changes(round_, now),
        "classes": words.classes(round_),
        "left_out": _left_out(round_),
        "replays": selectors.replays(round_)[:10],
        "rehearsals": selectors.rehearsals(round_)[:10],
        "abort": abort or Abort(),
        "over": round_.state in ("released", "aborted"),
        "distribution": round_.snapshot.distribution if round_.snapshot else None,
    }
    return render(request, "rounds/round.html", context)


def _left_out(round_: Round) -> list[tuple[str, int]]:
    def reason(key: str) -> str:
        return text(f"web.console.left_out.{key}" if key == "gone" else f"round.left_out.{key}", lang(), state=key)

    return [(reason(key), n) for key, n in round_.left_out.items()]


@never_cache
@officers_only
def rehearse(request: HttpRequest, number: str) -> HttpResponse:
    """What the round would come to now. By POST, because each rehearsal is recorded."""
    me, now, round_ = person(request), clock.now(), _found(number)
    if round_.corrects_id is not None:
        messages.error(request, text("web.console.no_rehearsal", lang()))
        return redirect("round", number)
    figures = {"size": round_.size, "lowest_score": round_.lowest_score}
    form = Rehearse(request.POST or None, initial=figures)
    found = None
    if request.method == "POST" and form.is_valid() and _counts(request, "rehearse", round_):
        try:
            found = services.rehearse(me, form.of(round_), now, number)
        except Refused as refused:
            form.add_error(None, _said(refused))
        except InputError as error:  # the law of today cannot carry out what that of its day can
            for problem in error.problems:
                form.add_error(None, problem.message.text(lang()))
    context: dict[str, Any] = {"round": round_, "whom": words.whom(round_), "form": form, "found": found}
    if found is not None:
        context |= charts.of_rehearsal(found, round_)
    return render(request, "rounds/rehearse.html", context | {"token": tokens.token(me, "rehearse", round_)})


@never_cache
@require_POST
@officers_only
def freeze(request: HttpRequest, number: str) -> HttpResponse:
    """Freeze the pool for a round."""
    return _step(request, number, "freeze", services.freeze)


@never_cache
@require_POST
@officers_only
@fresh
def approve(request: HttpRequest, number: str) -> HttpResponse:
    """Approve what was planned and frozen, as another officer."""
    return _step(request, number, "approve", services.approve)


@never_cache
@require_POST
@officers_only
def run(request: HttpRequest, number: str) -> HttpResponse:
    """Select twice, and check."""
    return _step(request, number, "run", services.run)


@never_cache
@require_POST
@officers_only
@fresh
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Release: from here on it is true."""
    return _step(request, number, "release", services.release)


@never_cache
@require_POST
@officers_only
def abort(request: HttpRequest, number: str) -> HttpResponse:
    """Give a round up, with a reason."""
    form, round_ = Abort(request.POST), _found(number)
    if not form.is_valid():
        return _page(request, round_, abort=form)
    return _step(request, number, "abort", lambda n, by, at: services.abort(n, by, at, form.cleaned_data["reason"]))


@never_cache
@require_POST
@officers_only
def replay(request: HttpRequest, number: str) -> HttpResponse:
    """Hold a released round again, from its snapshot."""
    round_ = _found(number)
    if _counts(request, "replay", round_):
        try:
            found = services.replay(number, clock.now())
        except Refused as refused:
            messages.error(request, _said(refused))
        else:
            say = messages.success if found.holds else messages.error
            said = f"web.console.done.replay.{'holds' if found.holds else 'differs'}"
            say(request, text(said, lang(), number=number))
    return redirect("round", number)


@never_cache
@officers_only
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Plan a correction of a released round."""
    me, now, faulty = person(request), clock.now(), _found(number)
    if faulty.state != "released" or faulty.corrects_id is not None:
        messages.error(request, text("web.console.no_correction", lang(), number=number))
        return redirect("round", number)
    form = Correct(request.POST or None, initial={"number": _free(number)})
    if request.method == "POST" and form.is_valid() and _counts(request, "correct", faulty):
        typed = form.cleaned_data
        try:
            made = services.correct(me, number, typed["number"], now, cause_en=typed["cause_en"], cause_fr=typed["cause_fr"])
        except Refused as refused:
            form.add_error("number", _said(refused))
        else:
            messages.success(request, text("web.console.done.correct", lang(), number=made.number))
            return redirect("round", made.number)
    return render(request, "rounds/correct.html", {"round": faulty, "form": form, "token": tokens.token(me, "correct", faulty)})


def _free(number: str) -> str:
    """The number of the round with a letter that no other round has."""
    names = [f"{number[:19]}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    return next((name for name in names if selectors.find(name) is None), "")


def _step(request: HttpRequest, number: str, step: str, act: Callable[[str, Any, datetime], Round]) -> HttpResponse:
    """Take a step; then the page of the round, which says what became of it."""
    round_ = _found(number)
    if _counts(request, step, round_):
        try:
            after = act(number, person(request), clock.now())
        except Refused as refused:
            messages.error(request, _said(refused))
        else:
            if step != "abort" and after.reasons:
                messages.error(request, text(f"web.console.done.{'aborted' if after.state == 'aborted' else 'void'}", lang()))
            else:
                messages.success(request, text(f"web.console.done.{step}", lang(), number=number))
    return redirect("round", number)


def _counts(request: HttpRequest, step: str, round_: Round | None = None) -> bool:
    """Whether the press of a button counts; why not is said at the top of the page."""
    wrong = tokens.wrong(request.POST.get("token", ""), person(request), step, round_)
    if wrong is not None:
        messages.error(request, text(wrong, lang()))
    return wrong is None


def _said(refused: Refused) -> str:
    return text(refused.message_id, lang(), **refused.params)


def _found(number: str) -> Round:
    found = selectors.find(number)
    if found is None:
        raise Http404
    return found
