"""Messages in an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openentry_web import clock
from openentry_web.accounts.access import person
from openentry_web.notices import selectors, services


def notices(request: HttpRequest) -> HttpResponse:
    """All messages, the latest first. Those shown count as read."""
    found = list(selectors.of(person(request).pk)[:100])
    page = render(request, "notices/list.html", {"notices": found})
    now = clock.now()
    for notice in found:
        services.read(notice, now)
    return page
