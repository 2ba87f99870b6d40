"""Telling invited people 30, 7 and 1 days before the last day to apply or decline: each once, on its day.

Whoever could not be told on the day (the worker was down) is told under the nearest such day, not of all of them.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openentry_web.invited.models import Preparation
from openentry_web.notices.services import tell
from openentry_web.rounds import selectors as rounds

#: Days before, from far to near.
BEFORE = (30, 7, 1)


def remind(moment: datetime) -> int:
    """Tell whoever is due. Returns how many were told. Safe to run twice."""
    told = 0
    for pk, person_id, number, apply_by in rounds.ending(moment, BEFORE[0]):
        left = (apply_by.date() - moment.date()).days
        reached = min(days for days in BEFORE if left <= days)
        with transaction.atomic():
            Preparation.objects.get_or_create(invitation_id=pk)
            kept = Preparation.objects.select_for_update().get(invitation_id=pk)
            if kept.reminded is not None and kept.reminded <= reached:
                continue
            kept.reminded = reached
            kept.save(update_fields=["reminded"])
            key, day = f"invitation_soon:{pk}:{reached}", apply_by.date().isoformat()
            made = tell(person_id, "invitation_soon", moment, key=key, link="invitation", number=number, day=day, left=left)
            told += made is not None
    return told
