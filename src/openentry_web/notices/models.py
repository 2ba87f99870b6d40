"""Messages in an account."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from openentry_web.notices.outbox import Outgoing


class Notice(models.Model):
    """One message: the id of its sentence and its parameters, written out in the reader's language when it is read."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)  # in_pool, draft_ends ...: notice.KIND.title and notice.KIND.body
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=60, blank=True)  # the name of the page to go to
    #: Said once: a second notice with the same key is not made.
    key = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "key"], name="said_once", condition=~models.Q(key="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Mail(Outgoing):
    """A mail to somebody with an account: that there is something to read."""

    to = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
