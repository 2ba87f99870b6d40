"""The sweep: everybody for whom time or law has changed something, up to a moment. Safe to run twice at once, and after a crash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from openentry_web import clock
from openentry_web.audit.services import Done
from openentry_web.audit.services import record as audit
from openentry_web.pool import law, services
from openentry_web.pool.models import Entry, Sweep
from openentry_web.pool.rescoring import rescore

#: Entries in one transaction: enough to save commits, few enough that nobody waits for them.
AT_ONCE = 40
#: For how long passes over the pool are listed.
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    decided: int
    lapsed: int


def done(moment: datetime, decided: int) -> None:
    """Note that everybody is decided as of ``moment``, by whoever decided them all at once."""
    Sweep.objects.create(moment=moment, finished_at=moment, decided=decided, law=law.digest())


def sweep(moment: datetime) -> Swept:
    """Decide anew those who are due, end the years that are over, and close drafts whose sixty days are over.

    A few entries are a transaction, each under its own lock: killed half-way, the next sweep does the rest. Under a law that is
    new here, everybody first gets the score it gives them.
    """
    if Sweep.objects.exclude(law=law.digest()).exists() and not Sweep.objects.filter(law=law.digest()).exists():
        rescore(moment)
    begun = Sweep.objects.create(moment=moment, law=law.digest())
    drafts = list(Entry.objects.filter(state="DRAFT", submit_by__lt=moment).order_by("submit_by").values_list("pk", flat=True))
    for pk in drafts:
        services.lapse(pk, moment)
    due = Q(changes_on__lte=moment.date()) | Q(expires_at__lt=moment) | ~Q(decision__law_id=law.digest())
    entries = list(Entry.objects.filter(due, state="IN_POOL").order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(entries), AT_ONCE):
        services.age(entries[first : first + AT_ONCE], moment)
    with transaction.atomic():
        Sweep.objects.filter(pk=begun.pk).update(finished_at=clock.now(), decided=len(entries))
        Sweep.objects.filter(moment__lt=moment - _KEPT).delete()
        if not entries and not drafts:
            return Swept(0, 0)
        audit(
            Done(
                at=moment,
                actor=services.SYSTEM,
                role=services.SYSTEM,
                action="pool.sweep",
                object=f"sweep:{begun.pk}",
                reason=f"{len(entries)} decided, {len(drafts)} lapsed",
            )
        )
    return Swept(len(entries), len(drafts))
