"""Writing the log. Nobody else does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from openentry_web import clock
from openentry_web.audit.middleware import request_id
from openentry_web.audit.models import ClockSetting, Record

#: What an advisory lock of this log is called, so that one record follows another.
_LOCK = 0x0E_41_55_44
FIRST = "0" * 64
_COLUMNS = ("seq", "at", "actor", "role", "action", "object", "subject", "reason", "before_hash", "after_hash", "request_id")


@dataclass(frozen=True, slots=True)
class Done:
    """What is to be recorded: who did what to which thing, when, and why."""

    at: datetime
    actor: str
    role: str
    action: str
    object: str
    subject: str = ""
    reason: str = ""
    before_hash: str = ""
    after_hash: str = ""


def record(*things: Done) -> None:
    """Append to the log, in the transaction that is under way: both happen or neither (RuntimeError outside one)."""
    if not connection.in_atomic_block:
        raise RuntimeError("The log is written in the transaction of what it records.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SELECT seq, hash FROM audit_record ORDER BY seq DESC LIMIT 1")
        seq, last = cursor.fetchone() or (0, FIRST)
    Record.objects.bulk_create(_chained(things, seq, last, request_id()), batch_size=1_000)


def _chained(things: Sequence[Done], seq: int, last: str, request: str) -> Iterator[Record]:
    for number, thing in enumerate(things, start=seq + 1):
        row = Record(seq=number, request_id=request, prev_hash=last, **{f.name: getattr(thing, f.name) for f in fields(thing)})
        row.hash = last = digest(row)
        yield row


def digest(row: Record) -> str:
    """The hash of a record: SHA-256 of the hash before it and of its columns as canonical JSON."""
    content: dict[str, Any] = {name: getattr(row, name) for name in _COLUMNS}
    content["at"] = row.at.isoformat()
    text = json.dumps([row.prev_hash, content], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(content: object) -> str:
    """The hash under which a content is named in the log, which never holds it."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def move_clock_by(ahead: timedelta) -> datetime:
    """Move the clock of a demonstration on, and say what moment it is then. ValueError anywhere else, and backwards."""
    if not settings.DEMO or ahead < timedelta():
        raise ValueError("only the clock of a demonstration moves, and only on")
    with transaction.atomic():
        setting, _ = ClockSetting.objects.select_for_update().get_or_create(pk=1, defaults={"offset_seconds": 0})
        setting.offset_seconds += int(ahead.total_seconds())
        setting.save()
        clock.forget()
        now = clock.now()
        done = Done(at=now, actor="demonstration", role="system", action="demo.clock", object="clock")
        record(replace(done, reason=f"{ahead.days} days on"))
    clock.forget()
    return now
