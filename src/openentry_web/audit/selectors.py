"""Reading the log."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from openentry_web.audit.models import Record
from openentry_web.audit.services import FIRST, digest


@dataclass(frozen=True, slots=True)
class Verified:
    """How far the chain holds: the number of records, the head, and the first record that does not fit, if any."""

    records: int
    head: str
    broken_at: int | None


def about(person: str, limit: int = 200) -> QuerySet[Record]:
    """What was done to a person's file, the latest first."""
    return Record.objects.filter(subject=person).order_by("-seq")[:limit]


def verify() -> Verified:
    """Work out every hash anew."""
    last, expected = FIRST, 0
    for row in Record.objects.order_by("seq").iterator(chunk_size=5_000):
        expected += 1
        if row.seq != expected or row.prev_hash != last or row.hash != digest(row):
            return Verified(expected - 1, last, row.seq)
        last = row.hash
    return Verified(expected, last, None)
