"""Scenarios."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Scenario(models.Model):
    """A copy of somebody's facts that they change to see what it would do; never the real profile."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    content = models.JSONField()
    #: The day it is decided on; none = the day it is looked at.
    day = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-made_at"])]

    def __str__(self) -> str:
        return f"scenario {self.pk}"
