"""Pages that anybody may read and nobody changes: a mark by which a browser knows that what it has is still right.

The last pages of a process are kept under their marks too: when a round is released everybody reads the same page.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import condition

from openentry.version import VERSION
from openentry_web import clock
from openentry_web.pool import law
from openentry_web.ui.templatetags.ui import lang

View = Callable[..., HttpResponse]
_MOST_KEPT = 64
_kept: OrderedDict[tuple[object, ...], HttpResponse] = OrderedDict()
_lock = Lock()
#: Where the mark of a page stands while it is made.
_MARK = "openentry.mark"


def mark(*parts: object) -> str:
    """An ETag of these parts, the version of the program and the law in force here."""
    words = "\0".join(map(str, (VERSION, law.digest(), *parts)))
    return quote_etag(hashlib.sha256(words.encode()).hexdigest()[:32])


def unchanging(*, of: Callable[[], object] = lambda: "") -> Callable[[View], View]:
    """A page made of the law, the shipped data and ``of`` alone. Whoever is signed in has a header of their own, so no mark."""

    def etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str | None:
        if request.user.is_authenticated or request.method not in ("GET", "HEAD"):
            return None
        request.META[_MARK] = mark(lang(), request.get_full_path(), of(), clock.today() if settings.DEMO else "")
        return str(request.META[_MARK])

    def made(view: View) -> View:
        marked = condition(etag_func=etag)(_once(view))

        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = marked(request, *args, **kwargs)
            patch_cache_control(response, private=True, no_cache=True)
            return response

        return run

    return made


def _once(view: View) -> View:
    """Make the page once for each mark, site and way of asking; not where something is said to one reader alone."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.META.get(_MARK) is None or len(get_messages(request)):
            return view(request, *args, **kwargs)
        key = (request.META[_MARK], request.scheme, request.get_host(), request.method, bool(getattr(request, "htmx", False)))
        with _lock:
            found = _kept.get(key)
        if found is None:
            found = view(request, *args, **kwargs)
            if found.status_code != 200 or found.streaming or found.cookies or "CSRF_COOKIE_NEEDS_UPDATE" in request.META:
                return found
            with _lock:
                _kept[key] = found
                while len(_kept) > _MOST_KEPT:
                    _kept.popitem(last=False)
        return HttpResponse(found.content, headers=dict(found.headers))

    return run
