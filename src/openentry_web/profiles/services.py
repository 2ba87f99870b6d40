"""Writing answers and versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from openentry import Profile
from openentry_web.audit.services import hash_of
from openentry_web.profiles.models import Answers, Version


def keep_version(entry: Any, profile: Profile, at: datetime) -> Version:
    """Keep a profile as it is submitted or updated, for good."""
    content = profile.declared()
    last = Version.objects.filter(entry=entry).order_by("-number").first()
    return Version.objects.create(
        entry=entry, number=(last.number if last else 0) + 1, content=content, digest=hash_of(content), at=at
    )


def open_answers(entry: Any, at: datetime, content: dict[str, Any] | None = None) -> Answers:
    """The answers of an entry: those it has, or new ones that begin with ``content``."""
    with transaction.atomic():
        found, _ = Answers.objects.get_or_create(entry=entry, defaults={"content": content or {}, "saved_at": at})
    return found
