"""The law as readable pages: what there is, and each document in all its versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openentry.law import LawBook
from openentry.law.dated import Document, Version
from openentry_web import clock
from openentry_web.accounts.access import for_anyone
from openentry_web.pool import explained
from openentry_web.pool import law as in_force
from openentry_web.pool.explained import Cited
from openentry_web.public.cached import unchanging
from openentry_web.public.law import content
from openentry_web.public.law.content import Block
from openentry_web.ui.templatetags.ui import lang

#: What stands first within a part.
_KINDS = ("crs_version", "crs_caps", "crs_factor", "general", "cec", "fsw", "fsw_grid", "fst", "pnp")


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in the list: its newest version in force, or its last; ``of`` how many versions there are."""

    id: str
    title: str
    since: date
    ended: bool
    of: int
    evidence: str
    cited: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the law with its documents, and its uncertain rules apart."""

    key: str
    title: str
    verified_until: date
    note: str
    documents: list[Listed]
    switches: list[Listed]


@dataclass(frozen=True, slots=True)
class Shown:
    """A version of a document; ``differs`` what it changed of the one before."""

    in_force: date
    until: date | None
    published: date | None
    overlay: str
    cited: Cited
    instrument: str
    differs: list[tuple[str, str, str]]
    first: bool


@for_anyone
@require_safe
@unchanging(of=clock.today)
def law(request: HttpRequest) -> HttpResponse:
    """Every document, part by part."""
    book, today = in_force.book(), clock.today()
    parts = _parts(book.digest, today, lang())
    every = [document for document in book.documents.values() if document.kind != "switch"]
    shown = {
        "parts": parts,
        "digest": book.digest,
        "overlays": list(book.overlays),
        "documents": len(every),
        "versions": sum(len(document.versions) for document in every),
        "switches": len(book.documents) - len(every),
        "first_day": book.first_day,
    }
    return render(request, "public/law/law.html", shown)


@lru_cache(maxsize=8)
def _parts(digest: str, today: date, language: str) -> list[Part]:
    book = in_force.of(digest)
    found = []
    for key, part in book.parts.items():
        documents = sorted(book.of_part(key), key=_order)
        listed = [(document.kind == "switch", _listed(document, today, language)) for document in documents]
        rules, switches = [one for apart, one in listed if not apart], [one for apart, one in listed if apart]
        found.append(Part(key, part.title.in_(language), part.verified_until, part.note.in_(language), rules, switches))
    return found


def _order(document: Document[Any]) -> tuple[int, int, str]:
    kind = _KINDS.index(document.kind) if document.kind in _KINDS else len(_KINDS)
    return kind, getattr(document.versions[-1].content, "order", 0) if document.kind == "crs_factor" else 0, document.id


def _listed(document: Document[Any], today: date, language: str) -> Listed:
    version = document.on(today)
    shown = version or document.versions[-1]
    return Listed(
        document.id,
        document.title.in_(language),
        shown.in_force,
        version is None and shown.until is not None and shown.until < today,
        len(document.versions),
        shown.source.evidence,
        shown.source.cite(language),
    )


@for_anyone
@require_safe
@unchanging(of=clock.today)
def document(request: HttpRequest, name: str, day: str = "") -> HttpResponse:
    """A document: the version in force, or the one that began on ``day``; and every version with what it changed."""
    book, today = in_force.book(), clock.today()
    found = book.documents.get(name)
    if found is None:
        raise Http404
    if day:
        chosen = next((one for one in found.versions if one.in_force.isoformat() == day), None)
        if chosen is None:
            raise Http404
    else:
        chosen = found.on(today) or found.versions[-1]
    part = book.parts[found.part]
    shown = {
        "document": found,
        "title": found.title.in_(lang()),
        "part": part,
        "part_title": part.title.in_(lang()),
        "part_note": part.note.in_(lang()),
        "chosen": chosen,
        "now": found.on(today) is chosen,
        "coming": chosen.in_force > today,
        "blocks": _blocks(book.digest, name, chosen.in_force, lang()),
        "versions": _versions(book.digest, name, lang()),
        "digest": book.digest,
        "worded": ("states", "assessment_bodies"),
    }
    return render(request, "public/law/document.html", shown)


@lru_cache(maxsize=400)
def _blocks(digest: str, name: str, in_force_on: date, language: str) -> list[Block]:
    found = in_force.of(digest).documents[name]
    version = next(one for one in found.versions if one.in_force == in_force_on)
    return content.blocks(found, version, language)


@lru_cache(maxsize=400)
def _versions(digest: str, name: str, language: str) -> list[Shown]:
    book = in_force.of(digest)
    found = book.documents[name]
    before: list[Version[Any] | None] = [None, *found.versions[:-1]]
    shown = [_shown(book, found, old, one, language) for old, one in zip(before, found.versions, strict=True)]
    return shown[::-1]


def _shown(book: LawBook, found: Document[Any], old: Version[Any] | None, one: Version[Any], language: str) -> Shown:
    published = one.published if one.published != one.in_force else None
    instrument = one.source.instrument.title.in_(language)
    differs = content.differences(found, old, one, language)
    cited = explained.cite(one.source, language)
    return Shown(one.in_force, one.until, published, one.overlay, cited, instrument, differs, old is None)
