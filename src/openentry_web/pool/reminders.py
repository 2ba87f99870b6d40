"""Telling people in advance: of every change that matters, of the end of their year, of the last day of a draft.

Each is told 90, 30, 7 and 1 days before (a draft 30, 7 and 1), once; whoever comes to a change later than that is told at once of
what is near. Of a new table of settlement funds everybody concerned is told when it is published (:mod:`.funds`), and 7 and 1 days
before it rules them. A permission to work is told of before it ends, when it has ended, before the days to restore status are over,
and when they are. An entry says on which day there is next something to tell, so that a day's work is with those alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from openentry import Profile
from openentry.decision.document import message
from openentry_web.notices.services import tell
from openentry_web.pool import coming, deciding, funds, permit
from openentry_web.pool.models import Entry

#: Days before, from far to near.
BEFORE = (90, 30, 7, 1)
DRAFT_BEFORE = (30, 7, 1)
FUNDS_BEFORE = (7, 1)
RESTORE_BEFORE = (30, 7, 1)
#: Of the end of the days to restore status nobody is told who comes to it later than this.
_NEWS = timedelta(days=7)


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
            _tell(entry, entry.submit_by.date(), DRAFT_BEFORE, moment, "draft_soon")
            entry.remind_on = _next(today, _ahead(entry.submit_by.date(), DRAFT_BEFORE))
        elif entry.state == "IN_POOL":
            profile = deciding.profile_of(entry)
            entry.remind_on = _next(today, [*_tell_changes(entry, profile, moment), *_tell_permit(entry, profile, moment)])
        else:
            entry.remind_on = None
        entry.save(update_fields=["remind_on"])


def _tell_changes(entry: Entry, profile: Profile, moment: datetime) -> list[date]:
    """Tell of what changes score, programs or the profile itself; the days on which there is something to tell."""
    today = moment.date()
    decided = deciding.decide_entry(entry, profile, moment)
    ends_on = entry.expires_at.date() if entry.expires_at else None
    days: list[date] = []
    for change in coming.changes(decided, today + timedelta(days=366), ends_on):
        if change.beyond:
            break
        if not change.matters:
            continue
        before = FUNDS_BEFORE if funds.is_table(change.step) else BEFORE
        days += _ahead(change.on, before)
        if (change.on - today).days > BEFORE[0]:
            break  # nearer ones have been told; of this one and those after it there is time to tell
        kind = "ends_soon" if change.ends else "out_soon" if change.out else "change_soon"
        said: dict[str, Any] = {"why": message(change.why, "en"), "points": change.points or 0}
        if funds.is_table(change.step):
            kind, said = "funds_soon", funds.said(decided, change.on)
        _tell(entry, change.on, before, moment, kind, **said)
        if change.out:
            break  # the profile leaves the pool on that day: what would have come later does not
    return days


def _tell_permit(entry: Entry, profile: Profile, moment: datetime) -> list[date]:
    """Tell of the end of a permission to work in Canada; the days on which there is something to tell."""
    today = moment.date()
    held = permit.of(profile, today)
    if held is None or held.here is False:
        return []
    on = held.ends_on.isoformat()
    days_after = {"until": held.restore_by.isoformat(), "days": permit.guidance(today)["days"]}
    match held.state:
        case "ended":
            tell(entry.person_id, "permit_ended", moment, key=f"permit_ended:{entry.pk}:{on}", link="permit", day=on, **days_after)
            _tell(entry, held.restore_by, RESTORE_BEFORE, moment, "restore_soon", "permit")
        case "over" if today - held.restore_by <= _NEWS:
            tell(entry.person_id, "permit_over", moment, key=f"permit_over:{entry.pk}:{on}", link="permit", day=on)
        case _:
            _tell(entry, held.ends_on, BEFORE, moment, "permit_soon", "permit")
    after = [held.ends_on + timedelta(days=1), held.restore_by + timedelta(days=1)]
    return [*_ahead(held.ends_on, BEFORE), *_ahead(held.restore_by, RESTORE_BEFORE), *after]


def _tell(entry: Entry, on: date, before: tuple[int, ...], moment: datetime, kind: str, link: str = "home", **params: Any) -> None:
    """Tell of ``on`` if a day to tell it has come: under the nearest such day, so that nobody is told of one thing four times."""
    left = (on - moment.date()).days
    reached = [days for days in before if left <= days]
    if reached and left >= 0:
        key = f"{kind}:{entry.pk}:{on.isoformat()}:{min(reached)}"
        tell(entry.person_id, kind, moment, key=key, link=link, day=on.isoformat(), left=left, **params)


def _ahead(on: date, before: tuple[int, ...]) -> list[date]:
    """The days on which ``on`` is to be told of."""
    return [on - timedelta(days=days) for days in before]


def _next(today: date, days: Iterable[date]) -> date | None:
    """The first later day of these."""
    return min((day for day in days if day > today), default=None)
