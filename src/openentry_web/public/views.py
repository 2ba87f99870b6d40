"""The front page, a few texts, and whether the service is well."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_from_request

from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.pool import law
from openentry_web.pool import selectors as pool
from openentry_web.rounds import selectors as rounds

#: A sweep, or a worker's sign of life, older than this means that something is wrong.
_SWEEP_LATE = timedelta(hours=26)
_WORKER_LATE_SECONDS = 60


@for_anyone
def choose_language(request: HttpRequest) -> HttpResponse:
    """To the front page in the language the browser asks for."""
    return redirect(f"/{get_language_from_request(request)[:2]}/")


@for_anyone
def front(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return render(request, "public/front.html")


@for_anyone
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page of text."""
    return render(request, f"public/{name}.html", {"contact": settings.CONTACT})


@for_anyone
def how(request: HttpRequest) -> HttpResponse:
    """How it decides, and which law it has: since when, and until when that was checked."""
    today = clock.today()
    book = law.book()
    on = book.on(today)
    rows = [{"part": book.parts[key], "since": day} for key, day in on.versions.items()]
    shown = {"today": today, "rows": rows, "late": on.unverified(today), "overlays": list(book.overlays)}
    return render(request, "public/how.html", shown | {"digest": book.digest[:12]})


@for_anyone
def healthz(_: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@for_anyone
def readyz(_: HttpRequest) -> HttpResponse:
    """Whether the service can do its work: the database answers, a worker lives, the last sweep is not late. 503 where not."""
    checks: dict[str, str] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)",
                [_WORKER_LATE_SECONDS],
            )
            checks["database"] = "ok"
            checks["worker"] = "ok" if cursor.fetchone()[0] else "no worker has given a sign of life for a minute"
        swept = pool.swept_to()
        late = swept is None or swept < clock.now() - _SWEEP_LATE
        checks["sweep"] = "late: the last moment swept is more than 26 hours ago" if late else "ok"
        alarm = rounds.alarm()
        if alarm is not None:
            checks["replay"] = f"round {alarm.round} held again gives something else"
    except DatabaseError:
        checks["database"] = "does not answer"
    well = all(said == "ok" for said in checks.values())
    return JsonResponse(checks, status=200 if well else 503)
