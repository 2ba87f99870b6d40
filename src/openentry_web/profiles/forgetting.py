"""The end of an account: what was typed goes; what was submitted stays, because decisions rest on it."""

from __future__ import annotations

from typing import Any

from openentry_web.profiles import models


def forget(person: Any) -> None:
    """Delete the answers of ``person``, forms that could not be saved, and what reference codes they used were made of."""
    models.Answers.objects.filter(entry__person=person).delete()
    models.ReferenceCode.objects.filter(used_by=person).delete()
    models.Unsent.objects.filter(person=person).delete()
