"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class PoolConfig(AppConfig):
    """The app ``pool``."""

    name = "openentry_web.pool"
    label = "pool"
