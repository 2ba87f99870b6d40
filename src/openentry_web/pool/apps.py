"""The app."""

from __future__ import annotations

from django.apps import AppConfig

from openentry import messages


class PoolConfig(AppConfig):
    """The app ``pool``."""

    name = "openentry_web.pool"
    label = "pool"

    def ready(self) -> None:
        """From here on a sentence may name a figure of the law."""
        from openentry_web.pool.figures import figure

        messages.ask(figure)
