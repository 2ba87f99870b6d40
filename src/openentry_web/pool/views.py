"""Where a person stands, why, and what will change."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openentry.messages import text
from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.pool import coming, deciding, feed, pages, past_rounds, permit, selectors
from openentry_web.pool import letter as letters
from openentry_web.pool.models import Entry
from openentry_web.ui.templatetags.ui import lang

_ROUNDS = 60


def home(request: HttpRequest) -> HttpResponse:
    """Where I stand."""
    page, shown = pages.where_i_stand(person(request), clock.now(), lang())
    return render(request, f"pool/home_{page}.html", shown)


def home_advice(request: HttpRequest) -> HttpResponse:
    """What would help most: a part of the page, fetched after it, so that the page itself is quick."""
    entry = _in_the_pool(request)
    if entry is None:
        raise Http404
    return render(request, "pool/_help.html", {"help": pages.most_help(entry, clock.now())})


def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision there was."""
    return render(request, "pool/decisions.html", {"every": selectors.past_decisions(person(request))})


def decision(request: HttpRequest, day: date, number: int | None = None) -> HttpResponse:
    """The decision that held on a day, explained to the last point; it stays at this address."""
    me = person(request)
    pages.up_to_date(selectors.live(me), clock.now())
    held = pages.held_on(me, day, number) if day <= clock.today() else None
    if held is None:
        raise Http404
    return render(request, "pool/decision.html", held | pages.explain(held["chosen"], lang()) | {"day": day})


def calendar(request: HttpRequest) -> HttpResponse:
    """Everything that will change in the next year."""
    entry = _in_the_pool(request)
    if entry is None:
        return render(request, "pool/calendar.html", {"entry": None})
    profile = deciding.profile_of(entry)
    decided = deciding.decide_entry(entry, profile, clock.now())
    found = coming.year(decided, entry)
    shown = {"entry": entry, "decided": decided, "permit": permit.of(profile, decided.as_of)}
    shown |= {"within": [one for one in found if not one.beyond], "beyond": [one for one in found if one.beyond]}
    return render(request, "pool/calendar.html", shown)


def calendar_file(request: HttpRequest) -> HttpResponse:
    """The same as a file for one's own calendar; nothing in it says whose it is."""
    entry = _in_the_pool(request)
    if entry is None:
        raise Http404
    written = feed.written(entry, person(request), clock.now(), lang())
    return _download(written.encode(), "text/calendar; charset=utf-8", "openentry.ics")


def letter(request: HttpRequest) -> HttpResponse:
    """A letter that confirms the profile, as an accessible PDF."""
    me = person(request)
    pages.up_to_date(selectors.live(me), clock.now())
    entry = selectors.submitted(me)
    if entry is None or entry.decision_id is None:
        messages.info(request, text("web.letter.none", lang()))
        return redirect("home")
    return _download(letters.pdf(entry, clock.now(), lang()), "application/pdf", "openentry-letter.pdf", inline=True)


def rounds(request: HttpRequest) -> HttpResponse:
    """The department's rounds, beside today's score."""
    entry = _in_the_pool(request)
    real = past_rounds.newest_first(_ROUNDS)
    compared = list(past_rounds.compare(entry, real)) if entry else []
    plain = [{"round": one, "who": past_rounds.who(one)} for one in real] if entry is None else []
    return render(
        request, "pool/rounds.html", {"entry": entry, "compared": compared, "plain": plain, "known_to": past_rounds.known_to()}
    )


def _in_the_pool(request: HttpRequest) -> Entry | None:
    """The person's profile in the pool, as of this moment."""
    entry = pages.up_to_date(selectors.live(person(request)), clock.now())
    return entry if entry is not None and entry.state == "IN_POOL" else None


def _download(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    how = "inline" if inline else "attachment"
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
