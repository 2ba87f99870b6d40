"""Outages: recorded by an officer, told to everybody, and the time they took given back.

What is extended is our own: the sixty days of a draft, and the time to answer a concern. Both run on for as long as the part of the
outage in which they ran, and then, as such periods do, to the end of the day. The period to apply after an invitation is the law's:
it changes by an overlay, and by nothing here.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import transaction

from openentry_web.audit.services import Done
from openentry_web.audit.services import record as audit
from openentry_web.instruments.current import forget
from openentry_web.instruments.models import Extension, Outage
from openentry_web.instruments.overlays import changed, lock, officer
from openentry_web.integrity import selectors as integrity
from openentry_web.integrity import services as concerns
from openentry_web.pool import extending
from openentry_web.pool.services import SYSTEM, Refused

#: The longest outage that can be recorded: a year typed wrong would give drafts a hundred years.
LONGEST = timedelta(days=60)


def record(by: Any, begins: datetime, ends: datetime, text_en: str, text_fr: str, at: datetime) -> Outage:
    """Record an outage, over, lasting or to come. :class:`Refused` where it ends before it begins, or overlaps another."""
    by = officer(by)
    _check(begins, ends, at)
    with transaction.atomic():
        edition = lock()
        if Outage.objects.filter(begins_at__lt=ends, ends_at__gt=begins).exists():
            raise Refused("web.outages.refused.overlaps")
        made = Outage.objects.create(
            begins_at=begins, ends_at=ends, text_en=text_en, text_fr=text_fr, recorded_by=by, recorded_at=at
        )
        _note(made, "record", by, at)
        changed(edition)
    forget()
    settle(made.pk, at)
    made.refresh_from_db()
    return made


def lengthen(by: Any, public_id: Any, ends: datetime, at: datetime) -> Outage:
    """It lasts, or lasted, longer. Never shorter: what was given is not taken back."""
    by = officer(by)
    with transaction.atomic():
        edition = lock()
        found = Outage.objects.select_for_update(of=("self",)).filter(public_id=public_id).first()
        if found is None:
            raise Refused("web.outages.refused.unknown")
        if ends <= found.ends_at:
            raise Refused("web.outages.refused.shorter", day=found.ends_at.date(), time=f"{found.ends_at:%H:%M}")
        _check(found.begins_at, ends, at)
        if Outage.objects.filter(begins_at__lt=ends, ends_at__gt=found.begins_at).exclude(pk=found.pk).exists():
            raise Refused("web.outages.refused.overlaps")
        found.ends_at, found.settled_at = ends, None
        found.save()
        _note(found, "lengthen", by, at)
        changed(edition)
    forget()
    settle(found.pk, at)
    found.refresh_from_db()
    return found


def settle(outage_id: int, at: datetime) -> int:
    """Extend everything that runs in an outage, each once, and say how many were. Safe to call again, at once, and after a crash:
    what was given is noted in the transaction that gives it."""
    outage = Outage.objects.select_related("recorded_by").get(pk=outage_id)
    given = sum(_draft(outage, entry, begun, at) for entry, begun in extending.drafts(outage.begins_at, outage.ends_at))
    for concern in integrity.waiting(outage.begins_at, outage.ends_at):
        given += _concern(outage, concern, at)
    for entry in extending.lapsed(outage.begins_at, min(outage.ends_at, at)):
        extending.tell_lapsed(entry, at, f"outage:{outage.pk}:lapsed")
    if at >= outage.ends_at:
        Outage.objects.filter(pk=outage.pk, ends_at=outage.ends_at, settled_at=None).update(settled_at=at)
    return given


# --- helpers ---


def _check(begins: datetime, ends: datetime, at: datetime) -> None:
    if ends <= begins:
        raise Refused("web.outages.refused.order")
    if ends - begins > LONGEST:
        raise Refused("web.outages.refused.long", days=LONGEST.days)
    if abs(begins - at) > timedelta(days=366):
        raise Refused("web.outages.refused.far")


def _draft(outage: Outage, entry: int, begun: datetime, at: datetime) -> int:
    with transaction.atomic():
        limit = extending.last_moment(entry)
        kept, until = _owed(outage, "draft", entry, begun, limit)
        if until <= kept.until:
            return 0
        said: dict[str, Any] = {"actor": SYSTEM, "role": SYSTEM, "reason": f"outage {outage.pk}"}
        key = f"outage:{outage.pk}:{entry}:{int(outage.ends_at.timestamp())}"
        if not extending.extend(entry, limit + (until - kept.until), at, key=key, **said):
            return 0
        _give(kept, until)
    return 1


def _concern(outage: Outage, concern: Any, at: datetime) -> int:
    with transaction.atomic():
        limit = concern.reply_by
        kept, until = _owed(outage, "concern", concern.pk, concern.opened_at, limit)
        if until <= kept.until:
            return 0
        try:
            concerns.give_time(outage.recorded_by, concern.public_id, limit + (until - kept.until), f"outage {outage.pk}", at)
        except Refused:
            return 0  # answered or decided a moment ago
        _give(kept, until)
    return 1


def _owed(outage: Outage, kind: str, of: int, begun: datetime, limit: datetime) -> tuple[Extension, datetime]:
    """The row that says until when this outage has extended a limit, locked; and until when it should."""
    Extension.objects.get_or_create(outage=outage, kind=kind, object=of, defaults={"was": limit, "until": limit})
    kept = Extension.objects.select_for_update().get(outage=outage, kind=kind, object=of)
    lost = outage.ends_at - max(outage.begins_at, begun)
    return kept, datetime.combine((kept.was + lost).astimezone(UTC).date(), time.max, tzinfo=UTC)


def _give(kept: Extension, until: datetime) -> None:
    kept.until = until
    kept.save()


def _note(outage: Outage, action: str, by: Any, at: datetime) -> None:
    said = f"{outage.begins_at.isoformat()} to {outage.ends_at.isoformat()}"
    audit(Done(at=at, actor=str(by.public_id), role=by.role, action=f"outage.{action}", object=f"outage:{outage.pk}", reason=said))
