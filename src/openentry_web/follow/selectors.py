"""Questions about following."""

from __future__ import annotations

from datetime import datetime

from openentry_web.follow.models import Ask, Follower


def asked(key: str, at: datetime) -> Ask | None:
    """What a link would confirm; None where it was used or has ended."""
    return Ask.objects.filter(key=key, ends_at__gt=at).first()


def follower(key: str) -> Follower | None:
    """Whoever has that key."""
    return Follower.objects.filter(key=key).first()


def masked(address: str) -> str:
    """An address as its owner knows it again and nobody else reads it: ``a…@example.org``."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"
