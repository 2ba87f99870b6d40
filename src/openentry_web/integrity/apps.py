"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    """Integrity."""

    name = "openentry_web.integrity"
    label = "integrity"
