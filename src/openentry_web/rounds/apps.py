"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """The app ``rounds``."""

    name = "openentry_web.rounds"
    label = "rounds"

    def ready(self) -> None:
        """The public lists have the rounds released here beside the department's."""
        from openentry_web.public.rounds import sources
        from openentry_web.rounds.console import held

        sources.register(held.public)
