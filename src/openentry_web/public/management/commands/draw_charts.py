"""``draw_charts``: draws the public charts that are not drawn yet, so that no visitor waits for one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from openentry_web.public.rounds import charts


class Command(BaseCommand):
    """The command."""

    help = "Draws the public charts that are not drawn yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw, and say how many."""
        self.stdout.write(str(charts.draw_all()))
