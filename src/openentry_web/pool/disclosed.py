"""Profiles as others find them: by number, or by what provinces may search on. The caller records who looks.

The instructions list what is disclosed (MI s. 7, under A10.4), of which excerpts were read: a province finds people who are open to
it without their names; who gives it number and code lets it see surname and date of birth too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from openentry_web.pool.models import LIVE, Entry

_ABILITIES = ("listening", "reading", "writing", "speaking")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a province looks for; what is None or empty does not matter to it."""

    score: int | None = None  # at least
    program: str = ""
    noc: str = ""
    education: Sequence[str] = ()
    english: int | None = None  # the lowest of the four abilities, at least
    french: int | None = None
    canadian_work: int | None = None  # years, at least
    bound_for_it: bool = False  # intends to live there


def _all() -> QuerySet[Entry]:
    return Entry.objects.select_related("version", "decision", "person")


def by_number(number: str) -> Entry | None:
    """The profile of that number, whatever became of it."""
    return _all().filter(number=number).first()


def by_id(entry_id: int) -> Entry | None:
    """The same by the id it has here."""
    return _all().filter(pk=entry_id).first()


def stands(entry: Entry, at: datetime) -> bool:
    """Whether the profile, and with it its validation code, lives at that moment."""
    over = entry.state == "IN_POOL" and entry.expires_at is not None and at > entry.expires_at
    return entry.state in LIVE and not over


def is_open_to(entry: Entry, province: str) -> bool:
    """Whether the person lets that province find them (contract C22), or says that it nominates them."""
    content = entry.version.content if entry.version is not None else {}
    to = content.get("open_to_provinces") or []
    named = content.get("nomination") or {}
    return to == "all" or province in to or (named.get("province") == province and named.get("status") == "declared")


def open_to(province: str, wanted: Wanted, at: datetime, most: int) -> list[Entry]:
    """Those in the pool who are open to ``province`` and are what it looks for, in the order of the pool, ``most`` at most."""
    is_open = Q(version__content__open_to_provinces="all") | Q(version__content__open_to_provinces__contains=[province])
    found = _all().filter(is_open, state="IN_POOL", expires_at__gte=at)
    if wanted.score is not None:
        found = found.filter(score__gte=wanted.score)
    if wanted.program:
        found = found.filter(programs__contains=[wanted.program])
    if wanted.noc:
        found = found.filter(version__content__work__contains=[{"noc": wanted.noc}])
    if wanted.bound_for_it:
        found = found.filter(version__content__intends_to_live_in=province)
    facts: dict[str, Any] = {}
    if wanted.education:
        facts["education__in"] = list(wanted.education)
    for language, least in (("en", wanted.english), ("fr", wanted.french)):
        if least is not None:
            facts |= {f"{language}_{ability}__gte": least for ability in _ABILITIES}
    if wanted.canadian_work is not None:
        facts["canadian_work_years__gte"] = wanted.canadian_work
    found = found.filter(**{f"decision__outcome__facts__{name}": value for name, value in facts.items()})
    return list(found.order_by("-score", "received_at", "sequence")[:most])
