"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Provinces and Job Bank."""

    name = "openentry_web.partners"
    label = "partners"
