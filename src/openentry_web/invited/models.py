"""What an invited person prepares, and the application they make.

What is prepared (what has changed, where people lived, who belongs to the family, what is ready) belongs to one invitation, is
asked only while it is open, and goes when it is closed without an application. An application never changes: a trigger sees to it.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Preparation(models.Model):
    """What is prepared for one invitation. ``facts``: the profile as it is now; None while nothing has changed since. ``alone``:
    the person says that nobody belongs to their family. ``reminded``: how many days before the end they were told last."""

    invitation = models.OneToOneField("rounds.Invitation", on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(null=True)
    facts_at = models.DateTimeField(null=True)
    alone = models.BooleanField(default=False)
    reminded = models.SmallIntegerField(null=True)

    def __str__(self) -> str:
        return f"preparation {self.pk}"


class Member(models.Model):
    """Somebody who belongs to the family, whether they come along or not (R10(2)(a))."""

    class Relation(models.TextChoices):
        """How they belong to it."""

        SPOUSE = "spouse"
        PARTNER = "partner"
        CHILD = "child"
        CHILD_OF_CHILD = "child_of_child"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    preparation = models.ForeignKey(Preparation, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(max_length=200)
    born_on = models.DateField()
    relation = models.CharField(max_length=20, choices=Relation.choices)
    accompanying = models.BooleanField()
    adopted = models.BooleanField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"member {self.pk}"


class Residence(models.Model):
    """Where somebody lived: the person (``member`` None), or one of the family. No ``until``: they live there now."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    preparation = models.ForeignKey(Preparation, on_delete=models.CASCADE, related_name="residences")
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="residences")
    country = models.CharField(max_length=3)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-since", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="lived_there_forwards")
        ]

    def __str__(self) -> str:
        return f"residence {self.pk}"


class Tick(models.Model):
    """What was said of an item of the checklist: it is ready; it does not apply (where it need not); it cannot be had, and why."""

    class Answer(models.TextChoices):
        """What may be said."""

        READY = "ready"
        NOT_MINE = "not_mine"
        EXPLAINED = "explained"

    preparation = models.ForeignKey(Preparation, on_delete=models.CASCADE, related_name="ticks")
    item = models.CharField(max_length=200)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    explanation = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["preparation", "item"], name="one_tick_an_item"),
            models.CheckConstraint(condition=Q(answer="explained") ^ Q(explanation=""), name="explained_in_words"),
        ]

    def __str__(self) -> str:
        return f"tick {self.pk}"


class Application(models.Model):
    """An application for permanent residence as it was received: facts, family, residences, checklist, the test of both days."""

    class State(models.TextChoices):
        """What became of it: deciding it is not done here."""

        RECEIVED = "received"
        REFUSED = "refused"  # by a determination of misrepresentation

    invitation = models.OneToOneField("rounds.Invitation", on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField("pool.Entry", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    program = models.CharField(max_length=12)
    content = models.JSONField()
    test = models.JSONField()
    digest = models.CharField(max_length=64)
    law = models.CharField(max_length=64)
    library_version = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="received", closed_at=None) | Q(state="refused", closed_at__isnull=False),
                name="an_application_is_closed_at_a_moment",
            )
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"
