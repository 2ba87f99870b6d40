"""Questions about concerns and bars. Knows nothing of the pool, which asks it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from openentry_web.integrity.models import Bar, Concern


def bars(person: Any) -> QuerySet[Bar]:
    """Every bar of ``person``, over or not, the latest first."""
    return Bar.objects.filter(person=person).select_related("concern").order_by("-recorded_at", "-pk")


def bars_declared(person: Any) -> list[dict[str, Any]]:
    """The same as a profile has them (``Profile.bars``)."""
    return [{"kind": "misrepresentation", "until": one.until.isoformat() if one.until else None} for one in bars(person)]


def concerns() -> QuerySet[Concern]:
    """All concerns: those to be decided first, the one whose time ends first before the others."""
    return Concern.objects.select_related("entry__person", "opened_by", "decided_by", "bar").order_by("-state", "reply_by", "pk")


def concern(public_id: Any) -> Concern | None:
    """One of them."""
    return concerns().filter(public_id=public_id).first()


def concerns_of(person: Any) -> QuerySet[Concern]:
    """Those about what ``person`` declared, the latest first."""
    return concerns().filter(entry__person=person).order_by("-opened_at", "-pk")


def waiting(begins: datetime, ends: datetime) -> list[Concern]:
    """Those whose time to answer ran at any moment of this time, and that nobody has answered yet."""
    running = Concern.objects.filter(state=Concern.State.OPEN, replied_at=None, opened_at__lt=ends, reply_by__gte=begins)
    return list(running.order_by("pk"))
