"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    """The app ``instruments``."""

    name = "openentry_web.instruments"
    label = "instruments"
