"""Rounds, the snapshots they are held on, and the invitations they issue.

What the database itself sees to (constraints here, triggers in ``migrations/0002_guards.py``): nobody approves their own plan; a
round that was released or aborted never changes; a snapshot never changes; an entry has one live invitation at most.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

#: States in which a round is over: nothing about it changes any more.
OVER = ("released", "aborted")


class Round(models.Model):
    """One round. ``state``: planned, frozen, approved, selected (and checked), released; or aborted."""

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned"
        FROZEN = "frozen"
        APPROVED = "approved"
        SELECTED = "selected"
        RELEASED = "released"
        ABORTED = "aborted"

    # The plan.
    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10)
    programs = ArrayField(models.CharField(max_length=12), default=list)
    category = models.CharField(max_length=40, blank=True)
    list_version = models.DateField(null=True)
    size = models.PositiveIntegerField(null=True)
    lowest_score = models.PositiveSmallIntegerField(null=True)
    moment = models.DateTimeField()
    name_en = models.CharField(max_length=200, blank=True)
    name_fr = models.CharField(max_length=200, blank=True)
    text_en = models.TextField(blank=True)  # the instruction, in full
    text_fr = models.TextField(blank=True)
    citation_en = models.CharField(max_length=400, blank=True)
    citation_fr = models.CharField(max_length=400, blank=True)
    #: A correction names the faulty round and the cause.
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    cause_en = models.TextField(blank=True)
    cause_fr = models.TextField(blank=True)

    # Who did what, and when.
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_digest = models.CharField(max_length=64, blank=True)  # of plan and snapshot, as they were approved
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    #: Why it was aborted, or why its approval is void: messages with ids and parameters.
    reasons = models.JSONField(default=list)

    # What it was held on, and what it came to.
    snapshot = models.ForeignKey("Snapshot", null=True, on_delete=models.PROTECT, related_name="+")
    law = models.CharField(max_length=64, blank=True)
    library_version = models.CharField(max_length=20, blank=True)
    eligible = models.PositiveIntegerField(null=True)
    invited = models.PositiveIntegerField(null=True)
    cancelled = models.PositiveIntegerField(default=0)  # invitations of the faulty round, by a correction
    cut_off = models.PositiveSmallIntegerField(null=True)
    at_cut_off = models.PositiveIntegerField(null=True)
    tie_break_at = models.DateTimeField(null=True)
    tie_break_sequence = models.BigIntegerField(null=True)
    left_out = models.JSONField(default=dict)
    classes = models.JSONField(default=dict)
    list_digest = models.CharField(max_length=64, blank=True)  # of the list of those invited, as it was checked
    published = models.TextField(blank=True)  # round.json, byte for byte

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(approved_by=None) | ~Q(approved_by=F("planned_by")), name="four_eyes"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "frozen", "approved", "selected", "released", "aborted"]),
                name="known_round_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "selected", "released"])
                | (Q(approved_by__isnull=False, approved_at__isnull=False, snapshot__isnull=False) & ~Q(approved_digest="")),
                name="approved_before_it_is_held",
            ),
            models.CheckConstraint(
                condition=~Q(state="released")
                | (Q(released_by__isnull=False, released_at__isnull=False, invited__isnull=False) & ~Q(published="")),
                name="released_with_its_record",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | (~Q(cause_en="") & ~Q(cause_fr="")), name="a_correction_names_its_cause"
            ),
            models.CheckConstraint(
                condition=Q(size__isnull=False) | Q(lowest_score__isnull=False) | Q(corrects__isnull=False), name="size_or_score"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-released_at"], name="rounds_released", condition=Q(state="released"))]

    def __str__(self) -> str:
        return self.number


class Snapshot(models.Model):
    """Everybody in the pool at the moment of a round. ``digest``: SHA-256 of all records; ``root``: of the tree of salted leaves;
    ``blocks``: its nodes that stand for 256 leaves each."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="snapshots")
    moment = models.DateTimeField()
    taken_at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    blocks = models.BinaryField()
    law = models.CharField(max_length=64)
    library_version = models.CharField(max_length=20)
    distribution = models.JSONField()  # the pool in the department's 18 bands

    def __str__(self) -> str:
        return self.digest


class SnapshotEntry(models.Model):
    """One record of a snapshot; ``position`` counts from the highest rank, 0. Bare numbers instead of keys, for speed: a snapshot
    outlives nothing it points to, since what was received is never deleted."""

    pk = models.CompositePrimaryKey("snapshot", "position")
    snapshot = models.BigIntegerField()
    position = models.IntegerField()
    entry = models.BigIntegerField()
    decision = models.BigIntegerField()
    number = models.CharField(max_length=10)
    score = models.SmallIntegerField()
    core = models.SmallIntegerField()
    spouse = models.SmallIntegerField()
    transferability = models.SmallIntegerField()
    additional = models.SmallIntegerField()
    received_at = models.DateTimeField()
    sequence = models.BigIntegerField()
    programs = ArrayField(models.CharField(max_length=12))
    categories = ArrayField(models.CharField(max_length=40))
    nominated = models.BooleanField()
    salt = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["snapshot", "entry"], name="once_in_a_snapshot")]

    def __str__(self) -> str:
        return f"{self.snapshot}/{self.position}"


class Invitation(models.Model):
    """An invitation to apply: its class and its last moment never change; its state is changed by the services alone."""

    class State(models.TextChoices):
        """What became of it."""

        LIVE = "live"
        DECLINED = "declined"
        LAPSED = "lapsed"
        CANCELLED = "cancelled"
        APPLIED = "applied"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="invitations")
    entry = models.ForeignKey("pool.Entry", on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField()
    program = models.CharField(max_length=12)
    score = models.SmallIntegerField()
    issued_at = models.DateTimeField()
    apply_by = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    closed_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry"], condition=Q(state="live"), name="one_live_invitation_an_entry"),
            models.UniqueConstraint(fields=["round", "entry"], name="once_in_a_round"),
            models.UniqueConstraint(fields=["round", "rank"], name="one_a_rank"),
            models.CheckConstraint(
                condition=Q(state__in=["live", "declined", "lapsed", "cancelled", "applied"]), name="known_invitation_state"
            ),
            models.CheckConstraint(condition=Q(state="cancelled") | Q(cancelled_by=None), name="cancelled_by_a_round"),
        ]
        indexes: ClassVar = [models.Index(fields=["apply_by"], name="invitations_end", condition=Q(state="live"))]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.rank}"


class Rehearsal(models.Model):
    """That a round was rehearsed, by whom, and what was asked; what came out is shown and not kept."""

    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="rehearsals")
    instructions = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    pool = models.PositiveIntegerField()
    invited = models.PositiveIntegerField()
    cut_off = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return f"rehearsal {self.pk}"


class Replay(models.Model):
    """That a released round was held again from its snapshot, and whether the same came out."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="replays")
    at = models.DateTimeField()
    holds = models.BooleanField()
    differences = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.round_id} {'holds' if self.holds else 'differs'}"
