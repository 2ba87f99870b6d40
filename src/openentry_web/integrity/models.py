"""Concerns, and the bars that follow when a determination was made under the Act."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Concern(models.Model):
    """An officer doubts a declared fact. The person is told and may answer; a second officer records what came of it."""

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open"
        CLOSED = "closed"  # nothing was found
        FOUND = "found"  # misrepresentation was determined

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey("pool.Entry", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=200)  # the path of the fact in the profile
    declared = models.JSONField(null=True)  # what stood there when the concern was opened
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    reply_by = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # of what was decided

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("opened_by")), name="two_officers"),
            models.CheckConstraint(condition=Q(state__in=["open", "closed", "found"]), name="known_concern_state"),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="a_concern_is_decided_by_somebody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "reply_by"], name="concerns_to_look_at")]

    def __str__(self) -> str:
        return f"concern {self.public_id}"


class Bar(models.Model):
    """Five years without a profile (A40(2), A10.1(4)): from the determination outside Canada, from the removal inside.

    ``until`` is the last day; none while the removal order is not enforced.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="bar")
    determined_on = models.DateField()
    inside = models.BooleanField()
    enforced_on = models.DateField(null=True)
    until = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(inside=True) | Q(enforced_on=None), name="removal_is_from_canada"),
            models.CheckConstraint(
                condition=Q(inside=True, enforced_on=None, until=None)
                | (Q(until__isnull=False) & (Q(inside=False) | Q(enforced_on__isnull=False))),
                name="no_end_before_the_removal",
            ),
        ]

    def __str__(self) -> str:
        return f"bar of {self.person_id} until {self.until}"
