"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class MineConfig(AppConfig):
    """The app ``mine``."""

    name = "openentry_web.mine"
    label = "mine"
