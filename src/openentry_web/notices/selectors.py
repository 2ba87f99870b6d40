"""Reading messages."""

from __future__ import annotations

from django.db.models import QuerySet

from openentry_web.notices.models import Notice


def of(person_id: int) -> QuerySet[Notice]:
    """Somebody's messages, the latest first."""
    return Notice.objects.filter(person_id=person_id).order_by("-at", "-pk")


def unread(person_id: int) -> int:
    """How many they have not read."""
    return Notice.objects.filter(person_id=person_id, read_at=None).count()
