"""Questions about what is prepared for an invitation, and about applications."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from openentry_web.invited.models import Application, Member, Preparation, Residence


def preparation(invitation: Any) -> Preparation | None:
    """What is prepared for an invitation; None where nothing is yet."""
    return Preparation.objects.filter(invitation=invitation).prefetch_related("members", "residences__member", "ticks").first()


def preparations(person: Any) -> QuerySet[Preparation]:
    """Every preparation of ``person``."""
    found = Preparation.objects.filter(invitation__entry__person=person).order_by("pk")
    return found.select_related("invitation__round").prefetch_related("members", "residences__member", "ticks")


def member(kept: Preparation, public_id: Any) -> Member | None:
    """Somebody of the family."""
    return kept.members.filter(public_id=public_id).first()


def residence(kept: Preparation, public_id: Any) -> Residence | None:
    """A place somebody lived."""
    return kept.residences.filter(public_id=public_id).select_related("member").first()


def application(person: Any) -> Application | None:
    """The application of ``person`` that was received last."""
    return applications(person).first()


def applications(person: Any) -> QuerySet[Application]:
    """Every application of ``person``, the latest first."""
    found = Application.objects.filter(entry__person=person).select_related("invitation__round", "entry")
    return found.order_by("-received_at")


def application_of(entry: Any) -> Application | None:
    """The application made on a profile."""
    return Application.objects.filter(entry=entry).select_related("invitation__round", "entry").first()
