"""Answers, versions, reference codes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Answers(models.Model):
    """The answers of one expression of interest as they stand now.

    ``content`` has those that hold, as the library's profile; ``typed`` those that do not yet, as they were typed, by page and
    field; ``notes`` what did not fit somebody's case; ``seen`` the pages that were saved at least once; ``keys`` the names of the
    things in each list, in their order, so that a form means the same thing whatever was added or removed meanwhile.
    """

    entry = models.OneToOneField("pool.Entry", on_delete=models.PROTECT, related_name="answers")
    content = models.JSONField(default=dict)
    typed = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    seen = models.JSONField(default=list)
    keys = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    #: Counts every save, so that two windows do not overwrite one another unseen.
    edition = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"answers of {self.entry_id}"


class Version(models.Model):
    """The profile as it was submitted or updated: never changed (a trigger sees to it)."""

    entry = models.ForeignKey("pool.Entry", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "number"], name="versions_are_counted")]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.number}"


class ReferenceCode(models.Model):
    """A personal reference code: answers to the public questionnaire, kept for sixty days, used once."""

    code = models.CharField(max_length=12, primary_key=True)
    content = models.JSONField()
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return "a reference code"


class Questionnaire(models.Model):
    """Answers to the public questionnaire, nobody's in particular: found by the digest of a random cookie, gone within a day.

    Once a code was made of them they stand under the code alone, which is remembered here for some minutes: whoever sends the form
    a second time is shown the same one.
    """

    key = models.CharField(max_length=64, primary_key=True)
    content = models.JSONField(default=dict)
    typed = models.JSONField(default=dict)
    keys = models.JSONField(default=dict)
    code = models.CharField(max_length=12, default="")
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return "answers to the questionnaire"


class Unsent(models.Model):
    """A form that came when it could not be saved: its session was over, or its draft was. Kept for its person for some days."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=200)
    posted = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "place"], name="one_unsent_form_a_place")]

    def __str__(self) -> str:
        return f"unsent {self.pk}"
