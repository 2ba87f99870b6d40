"""Expressions of interest and what was decided of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

#: States in which nobody may submit a second profile (A10.1(5)).
LIVE = ("IN_POOL", "INVITED", "APPLIED")


class LawText(models.Model):
    """The law by its digest, whole, so that an old decision reads under its own."""

    digest = models.CharField(max_length=64, primary_key=True)
    bundle = models.BinaryField()  # zlib of the canonical JSON

    def __str__(self) -> str:
        return self.digest


class Entry(models.Model):
    """One expression of interest, from draft to end. ``state`` is changed by :func:`pool.services.move` alone."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=24)
    begun_at = models.DateTimeField()
    submit_by = models.DateTimeField()
    #: The moment of first submission (R9.3(1)), to the microsecond; like the number, never changed afterwards: a trigger.
    received_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    sequence = models.BigIntegerField(null=True, unique=True)
    number = models.CharField(max_length=10, null=True, unique=True)
    validation_code = models.CharField(max_length=10, blank=True)
    closed_at = models.DateTimeField(null=True)
    version = models.ForeignKey("profiles.Version", null=True, on_delete=models.PROTECT, related_name="+")
    last_changed_on = models.DateField(null=True)

    # What the last decision came to, for rounds, rank and the sweep.
    decision = models.ForeignKey("Decision", null=True, on_delete=models.PROTECT, related_name="+")
    score = models.SmallIntegerField(null=True)
    core = models.SmallIntegerField(null=True)  # the four sections, which add up to the score
    spouse = models.SmallIntegerField(null=True)
    transferability = models.SmallIntegerField(null=True)
    additional = models.SmallIntegerField(null=True)
    programs = ArrayField(models.CharField(max_length=12), default=list)
    categories = ArrayField(models.CharField(max_length=24), default=list)
    nominated = models.BooleanField(default=False)
    decided_on = models.DateField(null=True)
    changes_on = models.DateField(null=True)
    #: The next day on which there is something to tell in advance.
    remind_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="DRAFT"), name="one_draft_a_person"),
            models.UniqueConstraint(fields=["person"], condition=Q(state__in=LIVE), name="one_live_profile_a_person"),
            models.CheckConstraint(
                condition=Q(state__in=["DRAFT", "DRAFT_LAPSED", "BARRED"])
                | Q(received_at__isnull=False, expires_at__isnull=False, sequence__isnull=False, number__isnull=False),
                name="received_once_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state="IN_POOL") | Q(score__isnull=False, decision__isnull=False, version__isnull=False),
                name="decided_in_the_pool",
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("score").desc(), "received_at", "sequence", name="ranked", condition=Q(state="IN_POOL")),
            models.Index(fields=["changes_on"], name="due", condition=Q(state="IN_POOL")),
            models.Index(fields=["expires_at"], name="ends", condition=Q(state="IN_POOL")),
            models.Index(fields=["remind_on"], name="to_remind", condition=Q(state__in=["IN_POOL", "DRAFT"])),
            models.Index(fields=["submit_by"], name="lapses", condition=Q(state="DRAFT")),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"


class Decision(models.Model):
    """What was decided of an entry, and from which day on: compact; sentences and trees are made anew when looked at."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # of the entry's decisions, from 1
    as_of = models.DateField()
    at = models.DateTimeField()
    cause = models.CharField(max_length=8)  # the transition: T4, T6, T7 ...
    because = models.JSONField(default=list)  # what time or law did, as message ids with parameters
    version = models.ForeignKey("profiles.Version", on_delete=models.PROTECT, related_name="+")
    last_changed_on = models.DateField(null=True)
    law = models.ForeignKey(LawText, on_delete=models.PROTECT, related_name="+")
    library_version = models.CharField(max_length=20)
    outcome = models.JSONField()  # pool.compact

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "number"], name="decisions_are_counted")]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.number}"


class Tally(models.Model):
    """How many entries in the pool have each score; kept by a trigger, so that a rank is a short sum."""

    score = models.SmallIntegerField(primary_key=True)
    n = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.score}: {self.n}"


class Sweep(models.Model):
    """A pass over everybody for whom time has changed something: up to which moment the pool is right."""

    moment = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    decided = models.PositiveIntegerField(default=0)
    law = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.moment:%F %T}"


class FundsTable(models.Model):
    """A new table of settlement funds, by its first day: on which day everybody below it was last looked for and told."""

    in_force = models.DateField(unique=True)
    told_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.in_force}"


class Feed(models.Model):
    """A secret address from which somebody's calendar program reads theirs: of the secret only its hash is kept."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"feed {self.pk}"
