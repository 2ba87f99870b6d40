"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class FollowConfig(AppConfig):
    """The app ``follow``."""

    name = "openentry_web.follow"
    label = "follow"
