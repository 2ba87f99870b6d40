"""Pages of the rounds: the list with its charts, one round, the feed, and “would I have been invited?”."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from openentry import messages
from openentry.law.sources import Text
from openentry.messages import Message
from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.pool import bands
from openentry_web.public.cached import unchanging
from openentry_web.public.rounds import charts, sources
from openentry_web.public.rounds import would_be as testing
from openentry_web.public.rounds.listing import listing
from openentry_web.public.rounds.sources import Round
from openentry_web.ui.templatetags.ui import lang

_IN_THE_FEED = 50


def _mark_of_own() -> str:
    own = sources.own()
    return charts.mark(own) if own else ""


@for_anyone
@require_safe
@unchanging(of=_mark_of_own)
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round, with filters, and the charts."""
    every = sources.every()
    groups, years = sources.cut_offs(every)
    shown: dict[str, Any] = {
        "list": listing(every, request.GET.dict()),
        "category_names": _category_names(),
        "own": len(sources.own()),
        "known_to": sources.known_to(),
        "source": sources.FEED,
        "chart_mark": charts.mark(every),
        "groups": groups,
        "cut_offs": years,
        "months": _months(),
        "invitations": sources.by_month(every),
        "pools": list(reversed(sources.pools(every))),
        "wide_bands": bands.wide(),
    }
    return render(request, "public/rounds/rounds.html", shown)


def _category_names() -> dict[str, str]:
    """What each category is called, by the newest round for it."""
    found = {}
    for one in sources.department():
        if one.category:
            found[one.category] = _words(one.who[0])
    return found


def _words(name: Text | Message) -> str:
    return name.in_(lang()) if isinstance(name, Text) else name.text(lang())


def _months() -> list[str]:
    return [messages.text(f"web.month.{number}", lang()) for number in range(1, 13)]


@for_anyone
@require_safe
@unchanging(of=_mark_of_own)
def one_round(request: HttpRequest, number: str) -> HttpResponse:
    """One round of the department."""
    found = sources.one(number)
    if found is None:
        own = next((one for one in sources.own() if one.number == number and one.address), None)
        if own is None:
            raise Http404
        return HttpResponseRedirect(own.address)
    every = sources.department()
    at = every.index(found)
    tally = {band.lowest: band.count for band in found.bands or ()}
    shown = {
        "round": found,
        "before": every[at - 1] if at else None,
        "after": every[at + 1] if at + 1 < len(every) else None,
        "rows": bands.rows(tally, None) if found.bands else None,
        "total": sum(tally.values()),
        "source": sources.FEED,
        "known_to": sources.known_to(),
        "like": [one for one in reversed(every[:at]) if (one.group, one.category) == (found.group, found.category)][:5],
    }
    return render(request, "public/rounds/round.html", shown)


@for_anyone
@require_safe
def chart(request: HttpRequest, of: str, name: str, size: str) -> HttpResponse:
    """A chart as a picture; its address names the figures, so it never changes."""
    if name not in charts.NAMES or size not in charts.SIZES or of != charts.mark(sources.every()):
        raise Http404
    drawn = charts.svg(name, size, lang(), of)
    if drawn is None:
        return HttpResponse(status=503)
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@for_anyone
@require_safe
@unchanging(of=_mark_of_own)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest rounds as an Atom feed."""

    def say(message: str, **params: Any) -> str:
        return messages.text(message, lang(), **params)

    home = request.build_absolute_uri(reverse("public_rounds"))
    made = Atom1Feed(
        title=say("web.public_rounds.feed.title"),
        link=home,
        description=say("web.public_rounds.feed.about", day=sources.known_to()),
        subtitle=say("web.public_rounds.feed.about", day=sources.known_to()),
        language=lang(),
        feed_url=request.build_absolute_uri(),
        author_name="OpenEntry",
    )
    for one in list(reversed(sources.every()))[:_IN_THE_FEED]:
        held = one.moment or datetime.combine(one.day, time(), tzinfo=UTC)
        link = one.address or reverse("public_round", args=[one.number])
        made.add_item(
            title=say(f"web.public_rounds.feed.item.{one.held_by}", number=one.number, who=[_words(name) for name in one.who]),
            link=request.build_absolute_uri(link),
            unique_id=f"tag:openentry,2026:round:{one.held_by}:{one.number}",
            description=say("web.public_rounds.feed.body", day=one.day, invited=one.invited, lowest=one.lowest_score),
            pubdate=held,
            updateddate=held,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@for_anyone
@gzip_page
def would_be(request: HttpRequest) -> HttpResponse:
    """The form of a few figures, and how somebody with them would have fared. Nothing is kept. Sent compressed, as the score tool:
    it may be hundreds of rounds long."""
    now = clock.now()
    form = testing.blank(now)
    found = None
    if request.method == "POST":
        form = testing.read(request.POST.dict(), dict(request.POST.lists()), now)
        if form.somebody:
            found = testing.against(form, form.somebody, form.boxes["day"].value is not None)
    shown = {
        "form": form,
        "found": found,
        "programs": _program_names(now),
        "categories": [(name, words) for name, words in sorted(_category_names().items(), key=lambda pair: pair[1])],
        "spans": testing.SPANS,
        "known_to": sources.known_to(),
        "source": sources.FEED,
    }
    return render(request, "public/rounds/would_be.html", shown)


def _program_names(now: datetime) -> list[tuple[str, str]]:
    from openentry_web.pool import law

    names = law.book().on(now.date()).content("programs.order").names
    return [(name, names[name].in_(lang())) for name in testing.PROGRAMS]


__all__ = ["Round", "chart", "feed", "one_round", "rounds", "would_be"]
