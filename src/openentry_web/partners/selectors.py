"""Questions about provinces and nominations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from openentry_web.audit import selectors as audit
from openentry_web.partners.models import STANDING, Interest, Member, Nomination, Partner

_JOB_MATCH = ("partners.job_match.valid", "partners.job_match.refused")


def partner_of(person: Any) -> Partner | None:
    """The province for which an account acts."""
    found = Member.objects.filter(person=person).select_related("partner").first()
    return found.partner if found else None


def counted(partner: Partner, year: int) -> int:
    """How many nominations of a calendar year (UTC) count against the allocation: those that stand. One that was refused, lapsed or
    was withdrawn frees its place."""
    begins, ends = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    return partner.nominations.filter(offered_at__gte=begins, offered_at__lt=ends, state__in=STANDING).count()


def nominations_by(partner: Partner) -> QuerySet[Nomination]:
    """Those a province made, the latest first."""
    return partner.nominations.select_related("entry").order_by("-offered_at", "-pk")


def interests_by(partner: Partner) -> int:
    """To how many profiles a province showed interest."""
    return Interest.objects.filter(partner=partner).count()


def has_shown_interest(partner: Partner, entry_id: int) -> bool:
    """Whether a province told the person already."""
    return Interest.objects.filter(partner=partner, entry_id=entry_id).exists()


def nominations_of(person: Any) -> list[Nomination]:
    """Every nomination of ``person``, the latest first."""
    found = Nomination.objects.filter(entry__person=person).select_related("partner", "entry")
    return list(found.order_by("-offered_at", "-pk"))


def interests_in(person: Any) -> list[Interest]:
    """Which provinces showed interest, the latest first."""
    return list(Interest.objects.filter(entry__person=person).select_related("partner", "entry").order_by("-at"))


def find(public_id: Any) -> Nomination | None:
    """One nomination."""
    return Nomination.objects.filter(public_id=public_id).select_related("partner", "entry").first()


def matches_of(person: Any) -> list[Any]:
    """When a number and code of ``person`` were checked for Job Match, the latest first."""
    return [one for one in audit.about(str(person.public_id), 1_000) if one.action in _JOB_MATCH][:50]
