"""Questions about rounds and invitations."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from openentry_web.pool import selectors as pool
from openentry_web.rounds import publishing, selecting
from openentry_web.rounds.models import Invitation, Rehearsal, Replay, Round


def rounds() -> QuerySet[Round]:
    """Every round, those that are under way first, then the latest."""
    return Round.objects.select_related("planned_by", "approved_by", "snapshot", "corrects").order_by("-moment", "-pk")


def find(number: str) -> Round | None:
    """The round of that number."""
    return rounds().filter(number=number).first()


def released() -> QuerySet[Round]:
    """What the public sees: the rounds that were released, the latest first."""
    return rounds().filter(state="released").order_by("-released_at")


def last_released() -> Round | None:
    """The round released last."""
    return released().first()


def changes(round_: Round, at: datetime) -> selecting.Changes:
    """How many entries changed since a round was frozen, and the numbers of those on whom the outcome depends."""
    return selecting.changes(round_, at)


def rehearsals(round_: Round) -> QuerySet[Rehearsal]:
    """When and by whom a round was rehearsed, the latest first."""
    return Rehearsal.objects.filter(round=round_).select_related("by").order_by("-at")


def replays(round_: Round) -> QuerySet[Replay]:
    """Its replays, the latest first."""
    return Replay.objects.filter(round=round_).order_by("-at")


def alarm() -> Replay | None:
    """The last replay of some round, where it did not give the same: nobody may overlook it."""
    newest = Replay.objects.order_by("round", "-at").distinct("round")
    return next((one for one in newest if not one.holds), None)


def invitation(person: Any) -> Invitation | None:
    """The live invitation of ``person``."""
    found = Invitation.objects.filter(entry__person=person, state="live")
    return found.select_related("round__corrects", "entry__decision__version", "entry__version").first()


def ending(at: datetime, days: int) -> list[tuple[int, int, str | None, datetime]]:
    """The open invitations whose last day is at most so many days away, and not over: key, person, profile number, last moment."""
    until = at + timedelta(days=days + 1)
    found = Invitation.objects.filter(state="live", apply_by__gte=at, apply_by__lt=until).order_by("pk")
    rows = found.values_list("pk", "entry__person_id", "entry__number", "apply_by")
    return [row for row in rows if (row[3].date() - at.date()).days <= days]


def invitations(person: Any) -> QuerySet[Invitation]:
    """Every invitation ``person`` had, the latest first."""
    return Invitation.objects.filter(entry__person=person).select_related("round").order_by("-issued_at", "-pk")


def receipt(person: Any, number: str) -> dict[str, Any] | None:
    """The receipt of ``person`` for a released round; None where no profile of theirs was in the pool then."""
    round_ = Round.objects.filter(number=number, state="released").select_related("snapshot").first()
    if round_ is None:
        return None
    return next((found for entry in pool.all_of(person) if (found := publishing.receipt(round_, entry.pk))), None)
