"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class InvitedConfig(AppConfig):
    """Invited."""

    name = "openentry_web.invited"
    label = "invited"
