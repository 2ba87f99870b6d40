"""The sweep: everybody for whom time or law has changed something, up to a moment. Safe to run twice at once, and after a crash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from openentry_web import clock
from openentry_web.audit.services import Done
from openentry_web.audit.services import record as audit
from openentry_web.pool import law, selectors, services
from openentry_web.pool.models import Entry, Sweep
from openentry_web.pool.rescoring import rescore

log = structlog.get_logger("openentry_web.pool")
#: Entries in one transaction: enough to save commits, few enough that nobody waits for them.
AT_ONCE = 40
#: For how long passes over the pool are listed.
_KEPT = timedelta(days=30)
#: A pool that was last swept longer ago than this is an alarm (``readyz`` says so too).
LATE = timedelta(hours=26)


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
    last = Sweep.objects.filter(finished_at__isnull=False).order_by("-moment", "-pk").first()
    if last is not None and last.law != law.digest():
        rescore(moment)
    begun = Sweep.objects.create(moment=moment, law=law.digest())
    drafts = list(Entry.objects.filter(state="DRAFT", submit_by__lt=moment).order_by("submit_by").values_list("pk", flat=True))
    for pk in drafts:
        services.lapse(pk, moment)
    entries = due(moment, last)
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


def due(moment: datetime, last: Sweep | None = None) -> list[int]:
    """Whom time or law has changed something for, by their ids. Time: through two indexes. Law: through everybody, so only until a
    sweep of the same day was done under the law in force here."""
    waiting = Entry.objects.filter(state="IN_POOL").order_by()
    found = set(waiting.filter(changes_on__lte=moment.date()).values_list("pk", flat=True))
    found.update(waiting.filter(expires_at__lt=moment).values_list("pk", flat=True))
    if last is None or last.law != law.digest() or last.moment.date() != moment.date():
        found.update(waiting.exclude(decision__law_id=law.digest()).values_list("pk", flat=True))
    return sorted(found)


def alarm(moment: datetime) -> bool:
    """Whether the pool was last right longer ago than it may be: the log then says so, as an error."""
    swept = selectors.swept_to()
    if swept is None or swept >= moment - LATE:
        return False
    log.error("the pool was not swept in time", hours=int((moment - swept).total_seconds() // 3600))
    return True
