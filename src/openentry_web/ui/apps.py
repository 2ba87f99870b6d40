"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The app ``ui``."""

    name = "openentry_web.ui"
    label = "ui"
