"""Pages for when something is wrong. None shows a traceback; each says what happened and what to do."""

from __future__ import annotations

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from openentry.messages import text
from openentry_web.audit.middleware import request_id


def _page(request: HttpRequest, kind: str, status: int) -> HttpResponse:
    return render(request, "ui/wrong.html", {"kind": kind, "request_number": request_id()}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, "bad_request", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, "forbidden", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page(request, "not_found", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, because the form is from another session: nothing was changed, and what was saved before is there."""
    return _page(request, "form_too_old", 403)


def server_error(request: HttpRequest, **_: Any) -> HttpResponse:
    """500, or 503 where the database does not answer. It asks nothing of the database, which may be what is wrong."""
    lang = "fr" if request.path.startswith("/fr/") else "en"
    gone = isinstance(sys.exception(), (OperationalError, InterfaceError))
    if gone and hasattr(request, "session"):
        del request.session  # or what renews its cookie would wait for the database once more
    kind, number = "unreachable" if gone else "server_error", request_id()
    said = {name: text(f"web.wrong.{kind}.{name}", lang) for name in ("title", "body")}
    said |= {"number": text("web.wrong.number", lang, number=number), "start": text("web.wrong.start", lang)}
    page = loader.get_template("ui/server_error.html").render({"lang": lang, **said})
    return HttpResponse(page, status=503, headers={"Retry-After": "60"}) if gone else HttpResponse(page, status=500)
