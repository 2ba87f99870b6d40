"""More time for drafts, where the service could not be used while their days ran."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openentry_web.audit.services import Done
from openentry_web.audit.services import record as audit
from openentry_web.notices.services import tell
from openentry_web.pool.models import Entry


def drafts(begins: datetime, ends: datetime) -> list[tuple[int, datetime]]:
    """The drafts whose days ran at any moment of this time, each with the moment it was begun."""
    running = Entry.objects.filter(state="DRAFT", begun_at__lt=ends, submit_by__gte=begins).order_by("pk")
    return list(running.values_list("pk", "begun_at"))


def lapsed(begins: datetime, ends: datetime) -> list[int]:
    """The drafts whose last moment was in this time, and which are closed by now."""
    return list(Entry.objects.filter(state="DRAFT_LAPSED", submit_by__gte=begins, submit_by__lt=ends).values_list("pk", flat=True))


def extend(entry_id: int, until: datetime, at: datetime, *, actor: str, role: str, reason: str, key: str) -> bool:
    """Give a draft until ``until``, never less than it had, and tell its person under ``key``. False where it is none any more."""
    with transaction.atomic():
        entry = Entry.objects.select_for_update(of=("self",)).filter(pk=entry_id, state="DRAFT").first()
        if entry is None or until <= entry.submit_by:
            return False
        before, entry.submit_by, entry.remind_on = entry.submit_by, until, at.date()
        entry.save(update_fields=["submit_by", "remind_on"])
        audit(
            Done(
                at=at,
                actor=actor,
                role=role,
                action="pool.more_time",
                object=f"entry:{entry.pk}",
                subject=str(entry.person.public_id),
                reason=f"{reason}: {before.isoformat()} to {until.isoformat()}",
            )
        )
        tell(entry.person_id, "outage_draft", at, key=key, link="profile", day=until.date().isoformat())
    return True


def tell_lapsed(entry_id: int, at: datetime, key: str) -> None:
    """Tell whoever's draft was closed in an outage: what was typed is not lost, and can begin a new one."""
    with transaction.atomic():
        entry = Entry.objects.filter(pk=entry_id, state="DRAFT_LAPSED").first()
        if entry is not None:
            tell(entry.person_id, "outage_lapsed", at, key=key, link="profile", day=entry.submit_by.date().isoformat())


def last_moment(entry_id: int) -> datetime:
    """The last moment of a draft."""
    return Entry.objects.values_list("submit_by", flat=True).get(pk=entry_id)
