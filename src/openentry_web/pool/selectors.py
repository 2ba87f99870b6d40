"""Questions about the pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from openentry_web.pool import law
from openentry_web.pool.models import LIVE, Decision, Entry, Sweep, Tally


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an entry stands among those in the pool: ``rank`` 1 is the first to be invited."""

    rank: int
    of: int
    moment: datetime | None  # up to which the pool was swept

    @property
    def lower(self) -> int:
        """How many stand behind."""
        return self.of - self.rank

    @property
    def percent_behind(self) -> int:
        """The share of the pool that stands behind, in whole per cent, rounded down."""
        return 100 * self.lower // self.of if self.of else 0


def current(person: Any) -> Entry | None:
    """The entry a person would look at: the live one, else the draft, else the one closed last."""
    mine = Entry.objects.filter(person=person).select_related("decision", "version", "person")
    live = mine.filter(state__in=LIVE).first()
    return live or mine.filter(state="DRAFT").first() or mine.order_by("-closed_at").first()


def draft(person: Any) -> Entry | None:
    """Their draft."""
    return Entry.objects.filter(person=person, state="DRAFT").first()


def live(person: Any) -> Entry | None:
    """Their submitted profile that is in the pool, invited, or applied on."""
    return Entry.objects.filter(person=person, state__in=LIVE).select_related("decision", "version", "person").first()


def all_of(person: Any) -> list[Entry]:
    """Every entry of a person, the latest first."""
    return list(Entry.objects.filter(person=person).select_related("version").order_by("-begun_at"))


def standing(entry: Entry) -> Standing:
    """The exact rank of an entry in the pool: those with a higher score, and of the same score those received before.

    A short sum over the tally of scores, and a walk over one score in the index.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(n) FILTER (WHERE score > %s), 0), coalesce(sum(n), 0) FROM pool_tally", [entry.score])
        above, total = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pool_entry WHERE state = 'IN_POOL' AND score = %s AND (received_at, sequence) < (%s, %s)",
            [entry.score, entry.received_at, entry.sequence],
        )
        (before,) = cursor.fetchone()
    return Standing(int(above) + before + 1, int(total), swept_to())


def tally() -> dict[int, int]:
    """How many in the pool have each score."""
    return dict(Tally.objects.filter(n__gt=0).order_by("score").values_list("score", "n"))


def swept_to() -> datetime | None:
    """The moment up to which everybody's decision is right."""
    last = Sweep.objects.filter(finished_at__isnull=False).order_by("-moment").first()
    return last.moment if last else None


def decisions(entry: Entry) -> list[Decision]:
    """Every decision of an entry, the latest first."""
    return list(Decision.objects.filter(entry=entry).order_by("-number"))


def decision_on(entry: Entry, day: date) -> Decision | None:
    """The decision that held at the end of ``day``."""
    return Decision.objects.filter(entry=entry, as_of__lte=day).order_by("-number").first()


def past_decisions(person: Any) -> list[Decision]:
    """Every decision of every entry of a person, the latest first."""
    return list(Decision.objects.filter(entry__person=person).select_related("entry").order_by("-at", "-number"))


def submitted(person: Any) -> Entry | None:
    """The profile a letter is about: the live one, else the one received last."""
    received = Entry.objects.filter(person=person, received_at__isnull=False).select_related("decision", "version")
    return received.filter(state__in=LIVE).first() or received.order_by("-received_at").first()


def barred(person: Any) -> Entry | None:
    """The entry that a finding of misrepresentation closed last."""
    closed = Entry.objects.filter(person=person, state="BARRED").select_related("decision__law", "version")
    return closed.order_by("-closed_at").first()


def anybody() -> bool:
    """Whether anybody ever submitted a profile here."""
    return Entry.objects.filter(sequence__isnull=False).exists()


def facts_of(entry_ids: Sequence[int]) -> list[tuple[int | None, str | None, str | None]]:
    """Age, education and country of citizenship of each of these, in no order: to be counted, never shown one by one."""
    rows = Entry.objects.filter(pk__in=entry_ids).values_list(
        "decision__outcome__facts__age", "decision__outcome__facts__education", "version__content__person__citizenship"
    )
    return list(rows)


def due(moment: datetime) -> bool:
    """Whether anybody in the pool has to be decided anew before a round of that moment: by time, or by another law."""
    waiting = Entry.objects.filter(state="IN_POOL")
    by_time = waiting.filter(Q(changes_on__lte=moment.date()) | Q(expires_at__lt=moment)).exists()
    return by_time or waiting.exclude(decision__law_id=law.digest()).exists()
