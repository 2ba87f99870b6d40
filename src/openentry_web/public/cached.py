"""Pages that anybody may read and nobody changes: a mark by which a browser knows that what it has is still right."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import condition

from openentry.version import VERSION
from openentry_web.pool import law
from openentry_web.ui.templatetags.ui import lang

View = Callable[..., HttpResponse]


def mark(*parts: object) -> str:
    """An ETag of these parts, the version of the program and the law in force here."""
    words = "\0".join(map(str, (VERSION, law.digest(), *parts)))
    return quote_etag(hashlib.sha256(words.encode()).hexdigest()[:32])


def unchanging(*, of: Callable[[], object] = lambda: "") -> Callable[[View], View]:
    """A page made of the law, the shipped data and ``of`` alone. Whoever is signed in has a header of their own, so no mark."""

    def etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str | None:
        if request.user.is_authenticated or request.method not in ("GET", "HEAD"):
            return None
        return mark(lang(), request.get_full_path(), of())

    def made(view: View) -> View:
        marked = condition(etag_func=etag)(view)

        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = marked(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_cache=True)
            return response

        return run

    return made
