"""Questions about overlays and outages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Case, QuerySet, Value, When

from openentry_web.instruments.models import Outage, Overlay


def overlays() -> QuerySet[Overlay]:
    """Every overlay, what waits for somebody first, then the latest."""
    rows = Overlay.objects.select_related("proposed_by", "approved_by", "withdrawal_by", "closed_by", "replaces")
    return rows.order_by(Case(When(state="proposed", then=Value(0)), default=Value(1)), "-proposed_at", "-pk")


def overlay(public_id: Any) -> Overlay | None:
    """One of them."""
    return overlays().filter(public_id=public_id).first()


def not_in_force(today: date) -> QuerySet[Overlay]:
    """Approved overlays that can still be withdrawn, or replaced."""
    return overlays().filter(state="approved", first_day__gt=today)


def documents(overlay: Overlay) -> list[str]:
    """The documents an overlay has something to say on, by their ids."""
    return [str(document.get("id")) for document in overlay.raw["documents"]]


def outages() -> QuerySet[Outage]:
    """Every outage, the latest first."""
    return Outage.objects.select_related("recorded_by").order_by("-begins_at", "-pk")


def outage(public_id: Any) -> Outage | None:
    """One of them."""
    return outages().filter(public_id=public_id).first()


def unsettled(moment: datetime) -> list[Outage]:
    """Outages in which something may still run that was not extended yet."""
    return list(Outage.objects.filter(settled_at=None, begins_at__lte=moment).order_by("begins_at"))
