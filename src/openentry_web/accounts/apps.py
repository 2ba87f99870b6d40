"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app ``accounts``."""

    name = "openentry_web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what happens to accounts."""
        from openentry_web.accounts import signals  # noqa: F401
