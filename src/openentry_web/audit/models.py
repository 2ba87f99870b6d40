"""The log, and the clock of a demonstration."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Record(models.Model):
    """One thing that was done. ``hash`` covers every column and the hash before it; update and delete are refused by a trigger."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)  # a person's public id, or the name of a part of the system
    role = models.CharField(max_length=20)
    action = models.CharField(max_length=60)  # pool.submit, profile.read ...
    object = models.CharField(max_length=80)  # entry:…, person:…, round:…
    subject = models.CharField(max_length=40, blank=True)  # whose file it is: a person's public id
    reason = models.CharField(max_length=400, blank=True)
    before_hash = models.CharField(max_length=64, blank=True)
    after_hash = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject", "-seq"]), models.Index(fields=["object", "-seq"])]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class ClockSetting(models.Model):
    """By how much the clock of a demonstration is ahead; one row, or none."""

    offset_seconds = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.offset_seconds} s"
