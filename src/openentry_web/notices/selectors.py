"""Reading messages."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from openentry_web.notices.models import Notice


def of(person_id: int) -> QuerySet[Notice]:
    """Somebody's messages, the latest first."""
    return Notice.objects.filter(person_id=person_id).order_by("-at", "-pk")


def unread(person_id: int) -> int:
    """How many they have not read."""
    return Notice.objects.filter(person_id=person_id, read_at=None).count()


def told(person_ids: Sequence[int], key: str) -> set[int]:
    """Those of these people who were told what has that key."""
    return set(Notice.objects.filter(person_id__in=person_ids, key=key).values_list("person_id", flat=True))
