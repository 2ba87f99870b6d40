"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """The app ``rounds``."""

    name = "openentry_web.rounds"
    label = "rounds"
