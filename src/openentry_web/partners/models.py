"""Provinces that nominate, whom they showed interest in, and nominations."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

#: States in which a nomination stands: no second one may beside it, so that it never counts twice.
STANDING = ("DECLARED", "OFFERED", "ACCEPTED")


class Partner(models.Model):
    """A province or territory, and how many people it may nominate in a calendar year."""

    province = models.CharField(max_length=2, unique=True)
    allocation = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.province


class Member(models.Model):
    """Whose account acts for a province."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="members")

    def __str__(self) -> str:
        return f"{self.person_id} for {self.partner_id}"


class Interest(models.Model):
    """A province told somebody, once, that it takes an interest in their profile."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("pool.Entry", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["partner", "entry"], name="interest_is_shown_once")]

    def __str__(self) -> str:
        return f"{self.partner_id} in {self.entry_id}"


class Nomination(models.Model):
    """A nomination of a profile, along the law's own table of states (``procedure.nomination``)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="nominations")
    entry = models.ForeignKey("pool.Entry", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=24)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    given_up = models.BooleanField(default=False)  # by the person, not withdrawn by the province

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry"], condition=Q(state__in=STANDING), name="one_standing_nomination"),
            models.CheckConstraint(
                condition=Q(state__in=[*STANDING, "REJECTED", "LAPSED", "WITHDRAWN_BY_PROVINCE"]), name="known_nomination_state"
            ),
            models.CheckConstraint(condition=Q(state__in=STANDING) | Q(closed_at__isnull=False), name="a_nomination_ended_when"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["answer_by"], name="nominations_lapse", condition=Q(state="OFFERED")),
            models.Index(fields=["partner", "-offered_at"], name="nominations_of_a_province"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} of {self.entry_id}: {self.state}"
