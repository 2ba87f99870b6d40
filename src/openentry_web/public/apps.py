"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The app ``public``."""

    name = "openentry_web.public"
    label = "public"
