"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """The app ``profiles``."""

    name = "openentry_web.profiles"
    label = "profiles"
