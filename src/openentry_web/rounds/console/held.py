"""The public page of a round held here, its record as a file, and what the lists of rounds are told of it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from openentry.law.sources import Text
from openentry.messages import text
from openentry.rounds.history import Band
from openentry_web.accounts.access import for_anyone
from openentry_web.pool import bands
from openentry_web.public.rounds.sources import Round as Public
from openentry_web.rounds import selecting, selectors
from openentry_web.rounds.console import words
from openentry_web.rounds.models import Round
from openentry_web.ui.templatetags.ui import lang


@for_anyone
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """A released round: its line, the pool, the instruction, and what it can be checked by."""
    round_ = _found(number)
    published = json.loads(round_.published)
    context = {
        "round": round_,
        "whom": words.whom(round_),
        "order": selecting.instructions_of(round_),
        "classes": words.classes(round_),
        "left_out": [(text(f"round.left_out.{key}", lang(), state=key), n) for key, n in round_.left_out.items() if key != "gone"],
        "published": published,
        "distribution": published["distribution"],
        "corrections": list(round_.corrections.filter(state="released")),
    }
    return render(request, "rounds/held.html", context)


@for_anyone
@require_safe
def record(request: HttpRequest, number: str) -> HttpResponse:
    """``round.json``, byte for byte as it was published."""
    headers = {"Content-Disposition": f'attachment; filename="openentry-round-{number}.json"'}
    return HttpResponse(_found(number).published.encode(), content_type="application/json", headers=headers)


def _found(number: str) -> Round:
    found = selectors.released().filter(number=number).first()
    if found is None:
        raise Http404
    return found


def public() -> Iterable[Public]:
    """The rounds released here as the public lists have them, oldest first. One that invited nobody has no lowest score and stands
    on its own page only."""
    for one in selectors.released().filter(cut_off__isnull=False).defer("published", "snapshot__blocks").reverse():
        day = one.moment.date()
        snapshot = one.snapshot
        named = one.name_en or f"Round {one.number}", one.name_fr or f"Ronde {one.number}"
        yield Public(
            held_by="here",
            number=one.number,
            day=day,
            moment=one.moment,
            name=Text(*named),
            kind=one.kind,
            category=one.category or None,
            version="",
            programs=tuple(one.programs),
            who=words.whom(one),
            invited=one.invited or 0,
            lowest_score=one.cut_off or 0,
            tie_break=one.tie_break_at,
            pool_as_of=day,
            bands=_bands(snapshot.distribution) if snapshot else None,
            note="",
            address=reverse("our_round", args=[one.number]),
        )


def _bands(distribution: list[dict[str, object]]) -> tuple[Band, ...]:
    leaves = [row for row in distribution if not bands.is_sum(bands.fields()[str(row["field"])])]
    spans = [(str(row["band"]).split("-"), row["count"]) for row in leaves]
    return tuple(Band(int(low), int(high), int(str(count))) for (low, high), count in spans)
