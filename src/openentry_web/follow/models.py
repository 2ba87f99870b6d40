"""Who follows what by mail. An address that was never confirmed is kept no longer than the link that confirms it."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from openentry_web.notices.outbox import Outgoing


def new_key() -> str:
    """What the links in mails name a row by: random, and of no use without our signature."""
    return secrets.token_urlsafe(16)


class Ask(Outgoing):
    """Somebody asked, nothing is confirmed; also the mail that holds the link. Deleted when it is confirmed or ends."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    topics = ArrayField(models.CharField(max_length=60))
    origin = models.CharField(max_length=260)  # where the links of its mails lead: https://host
    ends_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["ends_at"])]

    def __str__(self) -> str:
        return f"ask {self.pk}"


class Follower(models.Model):
    """An address that was confirmed. Deleted when it follows nothing any more."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    topics = ArrayField(models.CharField(max_length=60))
    origin = models.CharField(max_length=260)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("address"), name="followed_once")]

    def __str__(self) -> str:
        return f"follower {self.pk}"


class Announcement(models.Model):
    """What is told to whoever follows one of ``topics``; ``follow.mail.KIND.subject`` and ``.body`` with ``params``."""

    topics = ArrayField(models.CharField(max_length=60))
    kind = models.CharField(max_length=30)
    params = models.JSONField(default=dict)
    page = models.CharField(max_length=60)  # the name of the page to read on, and what its address is made with
    page_args = models.JSONField(default=list)
    #: Said once: a second announcement with the same key is not made.
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Letter(Outgoing):
    """An announcement to one follower."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="letters")
    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="letters")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["announcement", "follower"], name="announced_once")]

    def __str__(self) -> str:
        return f"letter {self.pk}"
