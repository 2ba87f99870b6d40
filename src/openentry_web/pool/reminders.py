"""Telling people in advance: of every change that matters, of the end of their year, of the last day of a draft.

Each is told 90, 30, 7 and 1 days before (a draft 30, 7 and 1), once; whoever comes to a change later than that is told at once of
what is near. An entry says on which day there is next something to tell, so that a day's work is with those alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from openentry.decision.document import message
from openentry_web.notices.services import tell
from openentry_web.pool import coming, deciding
from openentry_web.pool.models import Entry

#: Days before, from far to near.
BEFORE = (90, 30, 7, 1)
DRAFT_BEFORE = (30, 7, 1)


def remind(moment: datetime) -> int:
    """Tell everybody what is due to be told by ``moment``. Returns how many entries were looked at. Safe to run twice."""
    due = Q(remind_on__lte=moment.date()) & Q(state__in=["IN_POOL", "DRAFT"])
    entries = list(Entry.objects.filter(due).order_by("remind_on", "pk").values_list("pk", flat=True))
    for pk in entries:
        remind_one(pk, moment)
    return len(entries)


def remind_one(entry_id: int, moment: datetime) -> None:
    """What is due to be told about one entry; nothing when somebody else just did."""
    today = moment.date()
    with transaction.atomic():
        entry = Entry.objects.select_for_update(of=("self",)).filter(pk=entry_id, remind_on__lte=today).first()
        if entry is None:
            return
        if entry.state == "DRAFT":
            days = [(entry.submit_by.date(), "draft")]
            _tell(entry, entry.submit_by.date(), DRAFT_BEFORE, moment, "draft_soon")
            entry.remind_on = _next(today, days, DRAFT_BEFORE)
        elif entry.state == "IN_POOL":
            entry.remind_on = _tell_changes(entry, moment)
        else:
            entry.remind_on = None
        entry.save(update_fields=["remind_on"])


def _tell_changes(entry: Entry, moment: datetime) -> date | None:
    today = moment.date()
    decided = deciding.decide_entry(entry, deciding.profile_of(entry), moment)
    ends_on = entry.expires_at.date() if entry.expires_at else None
    days: list[tuple[date, str]] = []
    for change in coming.changes(decided, today + timedelta(days=366), ends_on):
        if change.beyond:
            break
        if not change.matters:
            continue
        days.append((change.on, "change"))
        if (change.on - today).days > BEFORE[0]:
            break  # nearer ones have been told; of this one and those after it there is time to tell
        kind = "ends_soon" if change.ends else "out_soon" if change.out else "change_soon"
        _tell(entry, change.on, BEFORE, moment, kind, why=message(change.why, "en"), points=change.points or 0)
        if change.out:
            break  # the profile leaves the pool on that day: what would have come later does not
    return _next(today, days, BEFORE)


def _tell(entry: Entry, on: date, before: tuple[int, ...], moment: datetime, kind: str, **params: Any) -> None:
    """Tell of ``on`` if a day to tell it has come: under the nearest such day, so that nobody is told of one thing four times."""
    left = (on - moment.date()).days
    reached = [days for days in before if left <= days]
    if reached and left >= 0:
        key = f"{kind}:{entry.pk}:{on.isoformat()}:{min(reached)}"
        tell(entry.person_id, kind, moment, key=key, link="home", day=on.isoformat(), left=left, **params)


def _next(today: date, days: Iterable[tuple[date, str]], before: tuple[int, ...]) -> date | None:
    """The first later day on which one of ``days`` is to be told of."""
    later = [on - timedelta(days=ahead) for on, _ in days for ahead in before]
    return min((day for day in later if day > today), default=None)
