"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The app ``demo``."""

    name = "openentry_web.demo"
    label = "demo"
