"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The app ``notices``."""

    name = "openentry_web.notices"
    label = "notices"
