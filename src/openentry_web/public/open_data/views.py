"""The files, and the page that describes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.public.cached import unchanging
from openentry_web.public.open_data import tables
from openentry_web.public.rounds import charts, sources
from openentry_web.public.rounds.sources import Round

_JSON, _CSV = "application/json; charset=utf-8", "text/csv; charset=utf-8"
#: The files by name: what kind they are, and how they are made from rounds, oldest first.
_FILES: dict[str, tuple[str, Callable[[tuple[Round, ...], str], str]]] = {
    "rounds.csv": (_CSV, lambda rounds, _: tables.rounds_csv(rounds)),
    "rounds.json": (_JSON, lambda rounds, _: tables.rounds_json(rounds)),
    "rounds.schema.json": (_JSON, lambda _rounds, _: json.dumps(tables.schema(), indent=1) + "\n"),
    "pool-distribution.csv": (_CSV, lambda rounds, _: tables.pool_csv(rounds)),
    "ee_rounds_123_en.json": (_JSON, lambda rounds, site: tables.feed(reversed(rounds), "en", _linked(site))),
    "ee_rounds_123_fr.json": (_JSON, lambda rounds, site: tables.feed(reversed(rounds), "fr", _linked(site))),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent. ``made``: when this process first made it in this form, so never later than somebody read it."""

    body: bytes
    kind: str
    etag: str
    made: datetime


_made: dict[tuple[str, str, str], File] = {}


def _linked(site: str) -> tables.Link:
    def link(one: Round, lang: str) -> str:
        with translation.override(lang):
            return site + (one.address or reverse("public_round", args=[one.number]))

    return link


def _file(request: HttpRequest, name: str) -> File:
    if name not in _FILES:
        raise Http404
    in_feed = name.startswith("ee_rounds")
    held_by = request.GET.get("held_by", "department" if in_feed else "")
    rounds = tuple(one for one in sources.every() if held_by not in ("department", "here") or one.held_by == held_by)
    site = f"{request.scheme}://{request.get_host()}" if in_feed else ""
    key = (name, site, charts.mark(rounds))
    found = _made.get(key)
    if found is None:
        kind, make = _FILES[name]
        body = make(rounds, site).encode()
        etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
        if len(_made) > 50:  # addresses somebody made up, or rounds long past
            _made.clear()
        found = _made[key] = File(body, kind, etag, clock.now().replace(microsecond=0))
    return found


@for_anyone
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One file, for programs of any site, and for caches."""
    found = _file(request, name)

    @condition(etag_func=lambda _: found.etag, last_modified_func=lambda _: found.made)
    def answer(_: HttpRequest) -> HttpResponse:
        return HttpResponse(found.body, content_type=found.kind)

    response = answer(request)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=600"
    return response


@for_anyone
@require_safe
@unchanging()
def about(request: HttpRequest) -> HttpResponse:
    """The page: files, columns, source, licence."""
    shown = {
        "files": [(name, f"/open-data/{name}") for name in _FILES],
        "columns": tables.COLUMNS,
        "source": sources.FEED,
        "known_to": sources.known_to(),
        "licence": tables.LICENCE,
    }
    return render(request, "public/open_data/about.html", shown)
