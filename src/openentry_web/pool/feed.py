"""A calendar that is read by somebody's own calendar program, from a secret address that can be given up and made anew.

The secret is 256 bits and stands nowhere but in the address: here only its hash is kept, and no log says it. The calendar holds
days and what changes on them: no name, no number, no answer.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from openentry.timeline import ics
from openentry_web.audit.services import Done
from openentry_web.audit.services import record as audit
from openentry_web.pool import coming, deciding, pages, selectors
from openentry_web.pool.models import Entry, Feed

#: That an address was read is noted to the hour, not at every reading.
_NOTED = timedelta(hours=1)


def of(person: Any) -> Feed | None:
    """The address somebody has made, without its secret."""
    return Feed.objects.filter(person=person).first()


def renew(person: Any, at: datetime) -> str:
    """A new secret for ``person``; from now on the one before leads nowhere."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        anew = {"secret_hash": _hash(secret), "made_at": at, "read_at": None}
        Feed.objects.update_or_create(person=person, defaults=anew)
        _note(person, "feed.made", at)
    return secret


def revoke(person: Any, at: datetime) -> bool:
    """Give the address up; whether there was one."""
    with transaction.atomic():
        gone, _ = Feed.objects.filter(person=person).delete()
        if gone:
            _note(person, "feed.revoked", at)
    return bool(gone)


def read(secret: str, at: datetime, lang: str) -> str | None:
    """The calendar at a secret address; None where it leads nowhere. Without a profile in the pool it is empty."""
    feed = Feed.objects.select_related("person").filter(secret_hash=_hash(secret)).first()
    if feed is None or not feed.person.is_active:
        return None
    if feed.read_at is None or at - feed.read_at >= _NOTED:
        Feed.objects.filter(pk=feed.pk).update(read_at=at)
    return written(pages.up_to_date(selectors.live(feed.person), at), feed.person, at, lang)


def written(entry: Entry | None, person: Any, at: datetime, lang: str) -> str:
    """The calendar of an entry; an empty one where there is none in the pool. An event keeps its UID however the file is had."""
    steps = []
    if entry is not None and entry.state == "IN_POOL":
        decided = deciding.decide_entry(entry, deciding.profile_of(entry), at)
        steps = [one.step for one in coming.year(decided, entry) if not one.beyond]
    return ics(steps, lang, made_on=at.date(), subject=str(person.public_id))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _note(person: Any, action: str, at: datetime) -> None:
    who = str(person.public_id)
    audit(Done(at=at, actor=who, role="candidate", action=f"pool.{action}", object=f"person:{who}", subject=who))
