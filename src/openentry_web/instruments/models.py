"""Overlays of the law, outages of the service, and what was extended because of one.

What the database itself sees to (constraints here, triggers in ``migrations/0002_guards.py``): nobody approves what they proposed,
nor withdraws what they asked to be withdrawn; an approved overlay never changes and is never deleted.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Edition(models.Model):
    """How often law or outages were changed here: by this number each process knows that it has to read them anew."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"edition {self.number}"


class Overlay(models.Model):
    """Law that is laid over the law in force here: proposed by one officer, approved by another, laid in the order of approval."""

    class State(models.TextChoices):
        """How far it is."""

        PROPOSED = "proposed"
        APPROVED = "approved"
        DROPPED = "dropped"  # never approved
        WITHDRAWN = "withdrawn"  # before it came into force, or replaced by another

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    text = models.TextField()  # as it was typed
    raw = models.JSONField()  # as the library reads it
    digest = models.CharField(max_length=64)  # of the name and of what was read
    first_day = models.DateField()  # the first day on which it makes a difference
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replacements")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    #: Who in the pool is affected; of which law, by the digest of the one it was counted against; None while it is being counted.
    counts = models.JSONField(null=True)
    counted_over = models.CharField(max_length=64, blank=True)
    counted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_digest = models.CharField(max_length=64, blank=True)  # what the approval is of
    law = models.CharField(max_length=64, blank=True)  # the digest of the law with it
    position = models.PositiveIntegerField(null=True, unique=True)
    withdrawal_reason = models.CharField(max_length=300, blank=True)
    withdrawal_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawal_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")), name="overlay_four_eyes"),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (Q(closed_by__isnull=False, withdrawal_by__isnull=False)),
                name="overlay_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(closed_by=F("withdrawal_by")), name="overlay_withdrawn_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "approved", "dropped", "withdrawn"]), name="known_overlay_state"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "withdrawn"])
                | (Q(approved_by__isnull=False, approved_at__isnull=False, position__isnull=False) & ~Q(approved_digest="")),
                name="overlay_approved_before_it_is_law",
            ),
            models.UniqueConstraint(fields=["name"], condition=Q(state__in=["proposed", "approved"]), name="one_overlay_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Outage(models.Model):
    """A time in which the service could not be used, from the first moment to the last."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    text_en = models.CharField(max_length=500)
    text_fr = models.CharField(max_length=500)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    #: When everything that ran in it was extended, after its end.
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="an_outage_ends_after_it_begins")
        ]
        indexes: ClassVar = [models.Index(fields=["-begins_at"], name="outages_latest")]

    def __str__(self) -> str:
        return f"{self.begins_at:%F %R} to {self.ends_at:%F %R}"


class Extension(models.Model):
    """A time limit that was extended for an outage: so that it is not extended for it twice."""

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="extensions")
    kind = models.CharField(max_length=10)  # draft, concern
    object = models.BigIntegerField()
    was = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["outage", "kind", "object"], name="extended_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object} until {self.until:%F}"
