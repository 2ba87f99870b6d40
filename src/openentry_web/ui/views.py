"""Pages for when something is wrong. None shows a traceback; each says what happened and what to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

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
    """500. It asks nothing of the database, which may be what is wrong."""
    lang = "fr" if request.path.startswith("/fr/") else "en"
    page = loader.get_template("ui/server_error.html").render({"lang": lang, "request_number": request_id()})
    return HttpResponse(page, status=500)
